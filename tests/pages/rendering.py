"""Our templates rendered as the app renders them, without the app."""

import json
from collections.abc import Callable
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from tests.pages.views import Sheet

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "feedback_app" / "static"
TEMPLATES = ROOT / "feedback_app" / "templates"
FIXTURES = Path(__file__).parent / "fixtures"
MANIFEST = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
SYMBOLS = json.loads((STATIC / "symbols.json").read_text(encoding="utf-8"))


def asset(name: str) -> str:
    """Return the address of a compiled file, as the app does."""
    return f"/static/{MANIFEST['files'][name]}"


def symbol(name: str) -> str:
    """Return the address of the picture that stands for a symbol name."""
    return asset(SYMBOLS[name]["file"])


def quick_gettext(translate: Callable[[str], str]) -> Callable[..., Markup]:
    """Return the _() our templates call: each string is looked up and escaped once.

    Jinja's own newstyle gettext formats on every call and costs fifteen times as much.
    """
    known: dict[str, Markup] = {}

    def gettext(text: str, **variables: object) -> Markup:
        found = known.get(text)
        if found is None:
            found = known[text] = escape(translate(text))
        return found % variables if variables else found

    return gettext


def environment() -> jinja2.Environment:
    """Return a Jinja environment set up as the app sets its own up in service."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([TEMPLATES, FIXTURES]), autoescape=True, auto_reload=False
    )
    made.globals.update(asset=asset, _=quick_gettext(lambda text: text))
    return made


class Trusted(str):
    """Markup we made ourselves, which templates do not escape."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself, as templates ask of markup."""
        return str(self)


def render(env: jinja2.Environment, sheet: Sheet) -> str:
    """Return a page as HTML."""
    context = sheet.context()
    return env.get_template(sheet.template).render(context, frame=frame(env, context))


def frame(env: jinja2.Environment, context: dict[str, object]) -> dict[str, Markup]:
    """Return the parts that the app renders once for a language and a choice of controls."""
    made: dict[str, dict[str, Markup]] = env.__dict__.setdefault("frames", {})
    key = repr([context[name] for name in ("reader", "exit_url", "help_url", "footer_items")])
    if key not in made:
        made[key] = _make_frame(env, context)
    return made[key]


def _make_frame(env: jinja2.Environment, context: dict[str, object]) -> dict[str, Markup]:
    actions, survey, navigation = (
        env.get_template(f"components/{name}.html").make_module()
        for name in ("actions", "survey", "navigation")
    )
    exit_url, help_url = context["exit_url"], context["help_url"]
    return {
        "skip_link": actions.skip_link(),
        "exit_this_page": actions.exit_this_page(exit_url) if exit_url else Markup(""),
        "help_strip": survey.help_strip(help_url) if help_url else Markup(""),
        "reader_controls": survey.reader_controls(context["reader"]),
        "footer_links": navigation.footer_links(context["footer_items"]),
    }
