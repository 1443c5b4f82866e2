"""Every route, six roles, another locality's ids: nobody sees what is not theirs to see.

Each locality holds words, a concern and a part of a report of its own; a person limited to one
walks every route of the application with the ids of the other, and must meet none of its words.
"""

import pytest

from analysis.report_records import Readership, SectionKind
from feedback_app.errors import FeedbackError
from feedback_app.services import accounts, clock, coding_queue, places
from feedback_app.store import Opening
from feedback_app.store.staff import Role
from tests.factories import (
    a_concern,
    a_person,
    a_response,
    a_survey,
    a_verbatim,
    sign_in_as,
)
from tests.pages.test_access import ROUTES, SERVED_TO_ALL
from tests.pages.test_report import BARROW, CARLISLE, a_report, keep
from tests.reading import soup

WORDS = {CARLISLE: "the tables are of zebrawood", BARROW: "we saw some quicksilver"}
LIMITED = accounts.MAY_BE_LIMITED


@pytest.fixture
def two_localities(rows, partnership):
    """Return the ids of what each locality holds."""
    a_survey(rows)
    found = {}
    for locality, words in WORDS.items():
        place = min(places.places_within(rows, locality, clock.today()) - {locality})
        response = a_response(rows, place_id=place)
        verbatim = a_verbatim(rows, words, response=response)
        found[locality] = {
            "verbatim_id": verbatim.id,
            "response_id": response.id,
            "concern_id": a_concern(rows, response=response).id,
            "opening_id": an_opening(rows, response),
            "part_id": f"locality-{1 if locality == CARLISLE else 2}",
        }
    coding_queue.refresh_queue(rows, "spring")
    rows.commit()
    return found


def an_opening(rows, response):
    asker = a_person(rows, Role.SAFEGUARDING_LEAD)
    given = {"asked_by": asker.id, "asked_at": clock.now(), "reason": "A reason"}
    opening = Opening(kind="response", subject_id=response.id, **given)
    rows.add(opening)
    rows.flush()
    return opening.id


@pytest.fixture
def report(rows):
    """A Board report and a public one, each with a part of both localities."""
    return [keep(rows, readership=each) for each in (Readership.BOARD, Readership.PUBLIC)]


def addresses(ids, report):
    """Yield every route with the ids of one locality put in: endpoint, method, path, roles."""
    known = {"survey_id": "spring", "table_id": "table-1", "name": "report.pdf", **ids}
    for endpoint, method, path, roles in ROUTES:
        if endpoint in SERVED_TO_ALL or endpoint.startswith(("respond.", "accounts.")):
            continue
        yield endpoint, method, path, roles, known


def filled(app, endpoint, known, hash_):
    """Return a path of an endpoint with real ids in place of its arguments."""
    paths = []
    for rule in app.url_map.iter_rules(endpoint):
        given = {name: {**known, "hash_": hash_}.get(name, "made-up") for name in rule.arguments}
        if any(given[name] == "made-up" for name in rule.arguments - {"staff_id", "hash_"}):
            continue
        path = rule.rule
        for name, value in given.items():
            path = path.replace(f"<{name}>", value)
        paths.append(path)
    return paths


@pytest.mark.parametrize("role", Role)
def test_every_route_with_another_localitys_ids_opens_to_its_roles_and_shows_nothing_of_it(
    app, rows, two_localities, report, role
):
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    limit = CARLISLE if role in LIMITED else None
    sign_in_as(client, rows, role, locality_id=limit)
    mismatches, tried = [], 0
    for endpoint, method, _, roles, known in addresses(two_localities[BARROW], report):
        for path in {each for hash_ in report for each in filled(app, endpoint, known, hash_)}:
            tried += 1
            page = client.open(path, method=method, follow_redirects=True)
            is_refused = page.status_code in (401, 403, 404)
            if role not in roles and not is_refused:
                mismatches.append((path, method, page.status_code, "opened"))
            if limit and (WORDS[BARROW] in page.text or "About Barrow." in page.text):
                mismatches.append((path, method, page.status_code, "showed"))
    assert mismatches == []
    assert tried > 30


@pytest.mark.parametrize("role", LIMITED)
def test_the_words_of_ones_own_locality_are_there(app, rows, two_localities, report, role):
    """The walk above would find nothing if there were nothing to be found."""
    client = app.test_client()
    sign_in_as(client, rows, role, locality_id=CARLISLE)
    seen = "".join(client.get(f"/reports/{each}/locality-1").text for each in report)
    assert "About Carlisle." in seen
    if role is Role.CODER:
        ids = two_localities[CARLISLE]
        page = client.get(f"/manage/coding/spring/answers/{ids['verbatim_id']}")
        assert WORDS[CARLISLE] in soup(page).get_text()


def test_a_coder_of_one_locality_is_given_its_answers_and_told_of_no_others(
    app, rows, two_localities
):
    client = app.test_client()
    sign_in_as(client, rows, Role.CODER, locality_id=BARROW)
    page = client.get("/manage/coding/spring")
    assert WORDS[BARROW] in page.text
    assert WORDS[CARLISLE] not in page.text
    within = places.places_within(rows, BARROW, clock.today())
    assert coding_queue.progress(rows, "spring", within=within).total == 1
    assert coding_queue.progress_of_all(rows, "spring", within=within).total == 1
    assert coding_queue.progress(rows, "spring").total == 2


def test_an_answer_without_a_place_is_given_to_no_coder_of_one_locality(app, rows, partnership):
    a_survey(rows)
    verbatim = a_verbatim(rows, "Words from nowhere.", response=a_response(rows))
    client = app.test_client()
    sign_in_as(client, rows, Role.CODER, locality_id=BARROW)
    address = f"/manage/coding/spring/answers/{verbatim.id}"
    assert client.get(address).status_code == 404
    assert "Words from nowhere." not in client.get("/manage/coding/spring").text


@pytest.mark.parametrize("role", [role for role in Role if role not in LIMITED])
def test_work_for_the_whole_partnership_is_not_limited(rows, partnership, role):
    with pytest.raises(FeedbackError, match="works for the whole partnership"):
        accounts.add_staff(
            rows,
            "ada@example.org",
            name="Ada",
            role=role,
            password="marmalade kestrel pavement",
            locality_id=BARROW,
        )


def test_the_report_has_a_part_of_each_locality():
    parts = [each for each in a_report().sections if each.kind is SectionKind.LOCALITY]
    assert {each.locality for each in parts} == set(WORDS)
