"""The blueprint that these pages hang on."""

from flask import Blueprint
from flask_wtf.csrf import generate_csrf

bp = Blueprint("accounts", __name__)


@bp.context_processor
def token() -> dict[str, str]:
    """Give every page here the token of its forms, also before somebody is signed in."""
    return {"csrf_token": str(generate_csrf())}
