"""The blueprint that the respondent's pages hang on."""

from flask import Blueprint

bp = Blueprint("respond", __name__)
