"""The language of a page: what the respondent chose, the link preset, or the browser asks for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, request, session
from flask_babel import Babel
from markupsafe import Markup, escape

from feedback_app.config import ROOT
from feedback_app.errors import SettingsError

CATALOGUES = ROOT / "translations"
SESSION_KEY = "language"
DEFAULT = "en"
MONTHS = "January February March April May June July August September October November December"
A_DATE = re.compile(rf"[1-9]\d? (?:{MONTHS.replace(' ', '|')}) \d{{4}}")
"""A date as a survey keeps it among the words of its questionnaire."""
_SAID: dict[str, dict[str, Markup]] = {}


@dataclass(frozen=True)
class Language:
    """A language pages can be in, by the name its readers give it."""

    code: str
    name: str
    direction: str = "ltr"


KNOWN = {
    each.code: each
    for each in (
        Language("en", "English"),
        Language("pl", "Polski"),
        Language("ro", "Română"),
        Language("uk", "Українська"),
        Language("ar", "العربية", "rtl"),
    )
}


def init_app(app: Flask, languages: tuple[str, ...]) -> None:
    """Let pages of an application be translated.

    Templates and views look words up in catalogues that are read once in each process:
    a page asks for some fifty, so the way to each must be short.

    Raises:
        SettingsError: one of the languages is unknown or has no catalogue.
    """
    refuse_unspoken(languages)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/London"
    app.extensions["languages"] = languages
    Babel(app, locale_selector=current_language)
    app.jinja_env.globals.update({"_": said, "gettext": said, "ngettext": ngettext})


def refuse_unspoken(languages: tuple[str, ...]) -> None:
    """Refuse languages in which pages could not be shown.

    Raises:
        SettingsError: none is named, or one is unknown or has no catalogue.
    """
    for code in languages:
        if not _can_be_offered(code):
            known = ", ".join(filter(_can_be_offered, KNOWN))
            raise SettingsError(
                f"The setting languages names “{code}”, which pages cannot be shown in: "
                f"there is no {CATALOGUES.name}/{code}/LC_MESSAGES/messages.mo.",
                remedy=f"Languages that can be offered: {known}.",
            )
    if not languages:
        raise SettingsError(
            "The setting languages names none.", remedy=f'Write languages = ["{DEFAULT}"].'
        )


def _can_be_offered(code: str) -> bool:
    return code in KNOWN and (code == DEFAULT or isinstance(catalogue(code), Translations))


def said(message: str, **values: object) -> Markup:
    """Return words for a template: looked up and escaped once in each language.

    Jinja's own way formats on every call, which costs fifteen times as much.
    """
    code = current_language()
    known = _SAID.setdefault(code, {})
    found = known.get(message)
    if found is None:
        found = known[message] = escape(catalogue(code).gettext(message))
    return found % values if values else found


def gettext(message: str, **values: object) -> str:
    """Return words in the language of the page."""
    said = catalogue(current_language()).gettext(message)
    return said % values if values else said


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Return words for a number in the language of the page."""
    said = catalogue(current_language()).ngettext(singular, plural, number)
    return said % {"num": number, **values}


@cache
def catalogue(code: str) -> NullTranslations:
    """Return the catalogue of a language; English is what the words are written in."""
    return Translations.load(str(CATALOGUES), [code])


def translations_of(codes: Iterable[str]) -> dict[str, Callable[[str], str]]:
    """Return for each language what puts a questionnaire's words into it."""
    return {code: _translator(code) for code in codes}


def _translator(code: str) -> Callable[[str], str]:
    return lambda text: words_in(code, text)


def words_in(code: str, text: str) -> str:
    """Return a questionnaire's words in a language, and so a date that is put into them."""
    if not text:
        return ""
    found = str(catalogue(code).gettext(text))
    if code == DEFAULT or found != text or not A_DATE.fullmatch(text):
        return found
    day, month, year = text.split()
    when = date(int(year), MONTHS.split().index(month) + 1, int(day))
    return str(format_date(when, "d MMMM yyyy", locale=code))


def current_language() -> str:
    """Return the code of the language of this page."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = _choose()
    return found


def use_language(code: str) -> None:
    """Go on in a language, if it is one that pages can be in."""
    if code in offered():
        g.language = code


def remember_language(code: str) -> None:
    """Keep a language for the rest of the visit."""
    if code in offered():
        g.language = session[SESSION_KEY] = code


def offered() -> tuple[str, ...]:
    """Return the codes of the languages of this deployment."""
    languages: tuple[str, ...] = current_app.extensions["languages"]
    return languages


def _choose() -> str:
    languages = offered()
    if len(languages) == 1:
        return languages[0]
    chosen = session.get(SESSION_KEY)
    if chosen in languages:
        return str(chosen)
    return request.accept_languages.best_match(languages) or DEFAULT
