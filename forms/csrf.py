"""The token that ties a form to the visit it was shown in.

One random token a visit, compared in constant time (OWASP's synchronizer token pattern). It
lives in the signed visit cookie, whose age is limited, so it needs no signature of its own:
that saves four hashes on every page.
"""

import secrets
from collections.abc import MutableMapping
from hmac import compare_digest
from typing import Any

from flask_wtf import FlaskForm
from wtforms.csrf.core import CSRF
from wtforms.i18n import DummyTranslations
from wtforms.validators import ValidationError

KEY = "csrf_token"


def visit_token(visit: MutableMapping[str, Any]) -> str:
    """Return the token of a visit, made at its first form."""
    token = visit.get(KEY)
    if not token:
        token = visit[KEY] = secrets.token_hex(20)
    return str(token)


class VisitToken(CSRF):
    """Puts the visit's token into a form and asks for it back."""

    def setup_form(self, form: Any) -> Any:  # WTForms has no types
        """Remember the visit a form belongs to."""
        self.visit = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, _field: Any) -> str:  # WTForms has no types
        """Return the token to show."""
        return visit_token(self.visit)

    def validate_csrf_token(self, _form: Any, field: Any) -> None:  # WTForms has no types
        """Refuse a form that does not bring the visit's token.

        Raises:
            ValidationError: the token is missing or of another visit.
        """
        held = self.visit.get(KEY) or ""
        if not held or not compare_digest(str(field.data or "").encode(), str(held).encode()):
            raise ValidationError


class VisitMeta:
    """A token for the visit, and no search for WTForms' translations: every wording is ours."""

    csrf_class = VisitToken

    def get_translations(self, _form: Any) -> DummyTranslations:  # WTForms has no types
        """Return translations that change nothing."""
        return _UNTRANSLATED


_UNTRANSLATED = DummyTranslations()


class VisitForm(FlaskForm):
    """A form whose button is its whole message: it holds nothing but the visit's token."""

    Meta = VisitMeta
