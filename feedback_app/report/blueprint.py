"""The blueprint that these pages hang on."""

from flask import Blueprint

bp = Blueprint("report", __name__)
