"""Every page of staff that the menu and its links lead to, by role, with what bad forms answer."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from feedback_app.store.staff import Role
from tests.factories import sign_in_as
from tests.pages.opened import Opened

BEFORE_SIGNING_IN = ("/staff/sign-in", "/staff/sign-in/code", "/staff/sign-in/passkey")
AFTER_A_CHOICE = (
    "/manage/surveys/open?questionnaire=all-ages",
    "/manage/surveys/open?questionnaire=",
    "/manage/surveys/spring/papers/key?sheet=sample%7C13-18%7Cen&number=12",
    "/manage/surveys/spring/papers/key?sheet=&number=",
)
"""What a survey officer reaches by a form that keeps nothing."""
NEVER_PRESSED = ("/staff/sign-out", "/reader")
"""Forms of the frame: the one ends the visit, the other is on every page."""
FULLEST = "/spring"
"""Of several surveys the one that has most to show is looked at."""
AT_MOST = 120


def staff_pages(opened: Opened) -> Iterator[tuple[str, str]]:
    """Yield each kind of page once for each role that it opens to."""
    for where in BEFORE_SIGNING_IN:
        client = opened.client()
        page = client.get(where)
        if page.status_code != 200:
            continue
        yield f"nobody{where}", page.text
        yield from _press(client, "nobody", where, page.text)
    for role in Role:
        client = opened.client()
        sign_in_as(client, opened.rows, role)
        yield from _of_role(opened, client, role)


def _of_role(opened: Opened, client: FlaskClient, role: Role) -> Iterator[tuple[str, str]]:
    shown = dict(_walk(opened, client, client.get("/staff").location))
    if role is Role.SURVEY_OFFICER:
        shown |= {where: client.get(where).text for where in AFTER_A_CHOICE}
    for where, html in shown.items():
        yield f"{role}{where}", html
    for where, html in shown.items():
        yield from _press(client, role, where, html)


def _walk(opened: Opened, client: FlaskClient, first: str) -> Iterator[tuple[str, str]]:
    """Yield the page of each endpoint that can be reached, in the order of the links."""
    seen: set[tuple[str, ...]] = set()
    waiting = [first]
    while waiting and len(seen) < AT_MOST:
        where = waiting.pop(0)
        kind = _kind(opened, where)
        if not kind or kind in seen:
            continue
        seen.add(kind)
        page = client.get(where)
        if page.status_code == 200 and page.mimetype == "text/html":
            yield where, page.text
            links = BeautifulSoup(page.text, "html.parser").select("a[href]")
            found = [urljoin(where, link["href"]) for link in links]
            waiting += sorted(found, key=lambda each: FULLEST not in each)


def _kind(opened: Opened, where: str) -> tuple[str, ...]:
    """Return what kind of page an address of staff leads to, or nothing for any other."""
    parts = urlsplit(where)
    if parts.netloc or not parts.path.startswith(("/staff", "/manage", "/safeguard", "/reports")):
        return ()
    try:
        endpoint, _values = opened.app.url_map.bind("").match(parts.path, "GET")
    except HTTPException:
        return ()
    names = sorted(part.partition("=")[0] for part in parts.query.split("&") if part)
    return (endpoint, *names)


def _press(client: FlaskClient, role: str, where: str, html: str) -> Iterator[tuple[str, str]]:
    """Yield what each form of a page answers to nothing at all."""
    sheet = BeautifulSoup(html, "html.parser")
    for number, form in enumerate(sheet.select("form[method=post]")):
        action = urljoin(where, form.get("action") or where)
        token = form.select_one("[name=csrf_token]")
        if urlsplit(action).path in NEVER_PRESSED or token is None:
            continue
        page = client.post(action, data={"csrf_token": token["value"]})
        if page.status_code >= 400:
            yield f"{role}{where}#{number}", page.text
