"""What every page is given beside its own content: language, controls, brand, addresses."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request, session, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import FileSystemBytecodeCache
from markupsafe import Markup

from feedback_app.access import signed_in
from feedback_app.config import ROOT, Settings
from feedback_app.language import KNOWN, current_language, offered
from feedback_app.language import gettext as _
from forms.csrf import visit_token
from forms.questionnaire import PICTURED

STATIC = ROOT / "feedback_app" / "static"
CONTROLS: Mapping[str, tuple[str, ...]] = {
    "text_size": ("", "large", "largest"),
    "contrast": ("", "high", "dark"),
    "spacing": ("", "wide"),
    "font": ("", "plain"),
    "pictures": ("", "off"),
    "sound": ("", "on", "off"),
}
READER_KEY = "reader"
STAFF_PATHS = ("/staff", "/manage", "/safeguard", "/reports")


@dataclass(frozen=True)
class Reader:
    """The reader's controls of a visit, and the form that carries a change of them."""

    text_size: str = ""
    contrast: str = ""
    spacing: str = ""
    font: str = ""
    pictures: str = ""
    sound: str = ""
    action: str = ""
    form_id: str = "reader"

    @property
    def csrf_token(self) -> str:
        """The token of the frame's own form; made only where that form is written."""
        return form_token()


@dataclass(frozen=True)
class Brand:
    """The partnership's name and colours."""

    name: str
    stylesheet: str
    logo_src: str
    home_url: str


@dataclass(frozen=True)
class Frame:
    """Parts that a language's pages share, rendered once and kept."""

    skip_link: Markup
    exit_this_page: Markup
    help_strip: Markup
    reader_controls: Markup
    footer_links: Markup


def keep_templates(app: Flask, settings: Settings) -> None:
    """Keep compiled templates, in the process and between starts; before any is used."""
    kept = _compiled_templates(settings.instance / "templates")
    app.jinja_options = {"auto_reload": False, "bytecode_cache": kept}


def init_app(app: Flask, settings: Settings) -> None:
    """Give every template of an application its surroundings."""
    brand = Brand(settings.service_name, "/brand.css", "", "/")
    app.extensions["frames"] = {}
    app.extensions["fresh_pages"] = {}
    app.jinja_env.globals["asset"] = asset

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        language = KNOWN[current_language()]
        is_staff = request.path.startswith(STAFF_PATHS)
        controls = reader()
        presentation = g.get("presentation", "adult")
        return {
            "lang": language.code,
            "dir": language.direction,
            "presentation": presentation,
            "pictured": presentation in PICTURED,
            "reader": controls,
            "brand": brand,
            "frame": frame_of(controls, is_staff=is_staff, is_first=g.get("is_first_page", False)),
            "demonstration": settings.demonstration,
            "languages": language_links(),
            **(_staff_surroundings() if is_staff else {}),
        }

    @app.get("/brand.css")
    def brand_stylesheet() -> Response:
        css = f":root{{--brand:{settings.colour}}}\n" if settings.colour else ""
        page = Response(css, mimetype="text/css")
        page.headers["Cache-Control"] = "public, max-age=3600"
        return page


def _compiled_templates(folder: Path) -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept between starts, if the instance can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


@cache
def _manifest() -> dict[str, str]:
    document = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    files: dict[str, str] = document["files"]
    return files


@cache
def asset(name: str) -> str:
    """Return the address of a compiled file; its name changes whenever its content does."""
    return f"/static/{_manifest()[name]}"


def font_files() -> list[str]:
    """Return the addresses of the letters, for pages that a device keeps."""
    return [asset(name) for name in _manifest() if name.startswith("fonts/")]


def form_token() -> str:
    """Return the token that a respondent's form on this page carries."""
    return str(g.get("form_token") or visit_token(session))


def reader() -> Reader:
    """Return the reader's controls of this visit."""
    kept = session.get(READER_KEY) or {}
    if g.get("has_answer_form"):
        return Reader(**kept, form_id="answer-form")
    return Reader(**kept, action=f"/reader?back={here()}")


def here() -> str:
    """Return the address of this page, fit to stand in another address."""
    return quote(request.full_path.rstrip("?"), safe="/")


def frame_of(controls: Reader, *, is_staff: bool, is_first: bool = False) -> Frame:
    """Return the parts of a page that are the same for a language and a choice of controls."""
    frames: dict[object, Frame] = current_app.extensions["frames"]
    key = (current_language(), is_staff, is_first, replace(controls, action=""))
    found = frames.get(key)
    if found is None:
        found = frames[key] = _make_frame(controls, is_staff=is_staff, is_first=is_first)
    return found


def _macros(name: str) -> Any:  # a template's macros have no types
    return current_app.jinja_env.get_template(f"components/{name}.html").make_module()


def _make_frame(controls: Reader, *, is_staff: bool, is_first: bool) -> Frame:
    actions, survey, navigation = map(_macros, ("actions", "survey", "navigation"))
    nothing = Markup("")
    return Frame(
        skip_link=actions.skip_link(),
        exit_this_page=nothing if is_staff else actions.exit_this_page("/exit"),
        help_strip=nothing if is_staff else survey.help_strip("/help"),
        reader_controls=survey.reader_controls(controls, open=is_first, with_sound=not is_staff),
        footer_links=navigation.footer_links(footer_items()),
    )


def remember_reader(given: Mapping[str, str]) -> bool:
    """Keep the controls that were pressed, for this visit only; return whether any was."""
    pressed = {
        name: given[name]
        for name, values in CONTROLS.items()
        if name in given and given[name] in values
    }
    if "reset" in given:
        session.pop(READER_KEY, None)
        return True
    if pressed:
        kept = {**(session.get(READER_KEY) or {}), **pressed}
        session[READER_KEY] = {name: value for name, value in kept.items() if value}
    return bool(pressed)


def language_links() -> list[dict[str, Any]]:
    """Return the languages of this deployment for the list in the footer; one needs no list."""
    codes = offered()
    if len(codes) < 2:
        return []
    spoken = current_language()
    return [
        {
            "lang": code,
            "text": KNOWN[code].name,
            "dir": KNOWN[code].direction,
            "href": f"/language/{code}?back={here()}",
            "current": code == spoken,
        }
        for code in codes
    ]


def footer_items() -> list[dict[str, str]]:
    """Return the links at the foot of every page."""
    return [
        {"href": "/parents", "text": _("For parents and carers")},
        {"href": "/teachers", "text": _("For teachers")},
        {"href": "/privacy", "text": _("Your information")},
        {"href": "/accessibility", "text": _("Accessibility")},
        {"href": "/credits", "text": _("Credits")},
    ]


def _staff_surroundings() -> dict[str, Any]:
    staff = signed_in()
    if staff is None:
        return {"menu": [], "trail": [], "staff_name": ""}
    from feedback_app.menu import menu_for

    return {
        "menu": menu_for(staff.role, request.path),
        "staff_name": staff.name,
        "sign_out_url": url_for("accounts.sign_out"),
        "csrf_token": generate_csrf(),
    }
