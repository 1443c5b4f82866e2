"""Long queues, page by page: which page an address means, and the addresses of those beside it."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from flask import request, url_for

from feedback_app.language import gettext as _
from feedback_app.services.paging import Place

FILTERS = ("level", "state", "survey_id")
LONGEST = 60
QUEUE_ARGUMENTS = (*FILTERS, "after", "before")


class Page(Protocol):
    """What is known of a page of any queue."""

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before it."""

    @property
    def has_next(self) -> bool:
        """Whether there is a page behind it."""


def place() -> Place:
    """Return where the page begins that is asked for."""
    return Place(given("after"), given("before"))


def given(name: str) -> str:
    """Return an argument of this address as a database takes it: short, and without NUL."""
    return request.args.get(name, "")[:LONGEST].replace("\0", "")


def kept(*names: str) -> dict[str, Any]:
    """Return those arguments of this address that say something, to be carried on."""
    return {name: given(name) for name in names if given(name)}


def choice(name: str, label: str, items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return what a filter's select is given; its first choice leaves nothing out."""
    offered = [{"value": value, "label": words} for value, words in items]
    everything = {"value": "", "label": _("All")}
    return {
        "name": name,
        "label": label,
        "items": [everything, *offered],
        "value": given(name),
    }


def pages(endpoint: str, page: Page, ids: Sequence[str]) -> dict[str, str]:
    """Return the addresses of the pages before and behind one, the filters kept, or nothing."""
    wanted = kept(*FILTERS)
    return {
        "previous": url_for(endpoint, **wanted, before=ids[0]) if page.has_previous else "",
        "next": url_for(endpoint, **wanted, after=ids[-1]) if page.has_next else "",
    }
