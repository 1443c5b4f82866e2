"""The blueprint that these pages hang on."""

from flask import Blueprint

from feedback_app.store.staff import Role

bp = Blueprint("report", __name__)
PUBLISHERS = (Role.ADMINISTRATOR, Role.SURVEY_OFFICER)
"""Who builds reports, puts them on the public page and withdraws them."""
