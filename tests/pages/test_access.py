"""Who may open what: every route of the application, every role, and nobody."""

import pytest

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.store.staff import Role
from tests.factories import a_survey, sign_in_as
from tests.reading import soup, words

OPEN_TO_ALL = {"respond", "accounts"}
"""Pages of these packages are for respondents, or for signing in."""
SERVED_TO_ALL = {"static", "brand_stylesheet", "own_picture", "sound"}
REFUSED = {"You cannot open this page", "You are not signed in"}


def routes():
    """Return (endpoint, method, path with made-up values, roles) of every staff route."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            patch.setenv("FEEDBACK_INSTANCE", folder)
            app = create_app(load_settings())
    for rule in app.url_map.iter_rules():
        roles = getattr(app.view_functions[rule.endpoint], "roles", ())
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<{argument}>", "made-up").replace(f"<path:{argument}>", "made-up")
        found += [
            (rule.endpoint, method, path, roles)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        ]
    return found


ROUTES = routes()
STAFF_ROUTES = [
    each
    for each in ROUTES
    if each[0] not in SERVED_TO_ALL and each[0].partition(".")[0] not in OPEN_TO_ALL
]
ENDPOINTS = [f"{each[1]} {each[0]}" for each in STAFF_ROUTES]


@pytest.fixture
def without_tokens(app):
    """A token is asked for before the role is; here the role alone is tried."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_there_are_staff_routes_to_try():
    assert len(STAFF_ROUTES) >= 20


@pytest.mark.parametrize(("endpoint", "method", "path", "roles"), STAFF_ROUTES, ids=ENDPOINTS)
def test_every_staff_route_names_its_roles(endpoint, method, path, roles):
    assert roles
    assert set(roles) <= set(Role)


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "nobody")
def test_each_route_opens_to_its_roles_and_to_no_other(without_tokens, rows, role):
    client = without_tokens.test_client()
    a_survey(rows)
    if role:
        sign_in_as(client, rows, role)
    mismatches = []
    for endpoint, method, path, roles in STAFF_ROUTES:
        page = client.open(path, method=method)
        asked_to_sign_in = page.status_code == 303 and "/staff/sign-in" in page.location
        is_open = page.status_code not in (401, 403) and not asked_to_sign_in
        if is_open != (role in roles):
            mismatches.append((role, method, endpoint, page.status_code))
    assert mismatches == []


@pytest.mark.parametrize(
    ("endpoint", "method", "path", "roles"),
    [each for each in STAFF_ROUTES if each[1] != "GET"],
    ids=[name for name in ENDPOINTS if not name.startswith("GET")],
)
def test_every_change_asks_for_a_token(client, rows, endpoint, method, path, roles):
    sign_in_as(client, rows, roles[0])
    assert client.open(path, method=method).status_code == 400


def test_concerns_open_to_safeguarding_leads_alone():
    opened = {roles for endpoint, _, _, roles in STAFF_ROUTES if endpoint.startswith("safeguard.")}
    assert opened == {(Role.SAFEGUARDING_LEAD,)}


def test_words_of_respondents_open_to_nobody_who_reads_reports():
    readers = {Role.BOARD_READER, Role.YOUNG_PERSPECTIVES}
    for endpoint, _, _, roles in STAFF_ROUTES:
        if endpoint.startswith(("manage.", "safeguard.")):
            assert not readers & set(roles)


def test_a_page_that_is_not_there_keeps_staff_beside_their_menu(client, rows):
    assert soup(client.get("/manage/nowhere")).select_one(".masthead__who") is None
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    page = client.get("/manage/nowhere")
    assert page.status_code == 404
    assert "We cannot find that page" in words(page)
    assert soup(page).select_one(".masthead__who")
    assert soup(page).select_one("nav a[href='/manage/surveys']")
    assert soup(client.get("/s/nowhere")).select_one(".masthead__who") is None
