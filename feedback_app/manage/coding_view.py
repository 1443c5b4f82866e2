"""What the coding page shows: records for its template, nothing decided here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.codebook import Codebook
from analysis.theme import Theme
from feedback_app.language import gettext as _
from feedback_app.manage.coding_form import CodingForm
from feedback_app.manage.highlighting import Segment, segments
from feedback_app.services.codebooks import ThemeGroup, theme_by_id, theme_groups
from feedback_app.services.coding import Suggestion


@dataclass(frozen=True)
class OfferedTheme:
    """A theme that wants a verdict, with what it means and why it is offered."""

    id: str
    field_id: str
    name: str
    hint: str
    choice: str
    error: str
    facets: tuple[dict[str, Any], ...] = ()


def kind_names() -> dict[str, str]:
    """Return in words what may be hidden in an answer."""
    return {
        "name": _("Name"),
        "school": _("School"),
        "place": _("Place"),
        "address": _("Address"),
        "phone": _("Telephone number"),
        "email": _("E-mail address"),
        "handle": _("Name on a website or app"),
        "date of birth": _("Date of birth"),
        "postcode": _("Postcode"),
        "number": _("Number, such as a case number"),
        "url": _("Web address"),
    }


def view_page(
    form: CodingForm, codebook: Codebook, *, hiding_error: str = "", worry_error: str = ""
) -> dict[str, Any]:
    """Return what the template of one verbatim is given."""
    known = theme_by_id(codebook)
    suggestions = {each.theme_id: each for each in form.shown.suggestions}
    offered = [
        _offer(number, _theme(known, each), why=_why(suggestions.get(each)), form=form)
        for number, each in enumerate(form.offered, start=1)
    ]
    offered = [replace(each, facets=_facets(form, codebook, each.id)) for each in offered]
    taken = {*form.offered, *form.added}
    return {
        "shown": form.shown,
        "words": _marked(form),
        "offered": offered,
        "added": [
            {"value": each, "label": _theme(known, each).name, "checked": True}
            for each in form.added
        ],
        "added_facets": [
            {"name": _theme(known, each).name, "facets": _facets(form, codebook, each)}
            for each in form.added
            if codebook.facets
        ],
        "reopened_for": _theme(known, form.shown.reopened_for).name,
        "language_name": _language_name(form.shown.unthemed_language),
        "codebook": codebook,
        "groups": [_group(group, taken) for group in theme_groups(codebook)],
        "kinds": [{"value": key, "label": name} for key, name in kind_names().items()],
        "hiding_error": hiding_error,
        "worry_error": worry_error,
        "levels": [
            {"value": "T3", "label": _("Somebody may be in danger now")},
            {"value": "T2", "label": _("A child may be harmed, or may have been")},
        ],
        "choice_error": form.errors.get("choice", ""),
        "errors": [
            {"href": f"#{each.field_id}", "text": each.error} for each in offered if each.error
        ]
        + [
            {"href": f"#{field}", "text": error}
            for field, error in (
                ("choice", form.errors.get("choice")),
                ("hide-words", hiding_error),
                ("level", worry_error),
            )
            if error
        ],
    }


def view_codebook(codebook: Codebook) -> dict[str, Any]:
    """Return what the template of a codebook is given."""
    return {
        "codebook": codebook,
        "groups": [_group(each, set()) for each in theme_groups(codebook)],
    }


def _offer(number: int, theme: Theme, *, why: str, form: CodingForm) -> OfferedTheme:
    return OfferedTheme(
        theme.id,
        f"theme-{number}",
        theme.name,
        f"{theme.definition} {why}".strip(),
        form.verdicts.get(theme.id, ""),
        form.errors.get(theme.id, ""),
    )


def _facets(form: CodingForm, codebook: Codebook, theme_id: str) -> tuple[dict[str, Any], ...]:
    """Return what may be said beside a theme: one list of options a facet."""
    chosen = form.facets.get(theme_id, {})
    return tuple(
        {
            "name": f"facet:{facet.id}:{theme_id}",
            "label": in_words(facet.id),
            "value": chosen.get(facet.id, ""),
            "items": [
                {"value": "", "label": _("Not said")},
                *({"value": key, "label": _option(key, means)} for key, means in facet.options),
            ],
        }
        for facet in codebook.facets
    )


def in_words(code: str) -> str:
    """Return a code of a codebook as words."""
    return code.replace("_", " ").capitalize()


def _option(code: str, means: str) -> str:
    return f"{in_words(code)}: {means}" if means else in_words(code)


def _why(suggestion: Suggestion | None) -> str:
    """Return in words what caused a suggestion."""
    if suggestion and suggestion.words:
        return _("Suggested because of: %(words)s.", words=", ".join(suggestion.words))
    if suggestion and suggestion.because:
        return _("Suggested because it is like: “%(example)s”.", example=suggestion.because)
    return ""


def _language_name(code: str) -> str:
    """Return a language or a script in words."""
    names = {
        "pl": _("Polish"),
        "ro": _("Romanian"),
        "uk": _("Ukrainian"),
        "ar": _("Arabic"),
        "ru": _("Russian"),
        "fa": _("Persian"),
        "ur": _("Urdu"),
    }
    return names.get(code, code)


def _theme(known: Mapping[str, Theme], theme_id: str) -> Theme:
    """Return a theme, also one that no codebook knows any more."""
    return known.get(theme_id) or Theme(theme_id, theme_id)


def _marked(form: CodingForm) -> tuple[Segment, ...]:
    words = [word for each in form.shown.suggestions for word in each.words]
    return tuple(segments(form.shown.text, words))


def _group(group: ThemeGroup, taken: set[str]) -> dict[str, Any]:
    return {
        "name": group.name or _("Says nothing about a theme"),
        "themes": [theme for theme in group.themes if theme.id not in taken],
    }
