"""A person's own link: leads to the questions, is good for one response, and says so kindly."""

import pytest

from feedback_app.services import invitations, surveys
from feedback_app.store import Draft, Response
from feedback_app.store.surveys import SurveyKind
from forms.definition import Mode, Presentation
from tests.factories import a_plan, a_questionnaire
from tests.journeys.walking import begin, read, token_of
from tests.pages.answering import post, stored
from tests.reading import heading, soup, words


@pytest.fixture
def survey(rows):
    plan = a_plan(kind=SurveyKind.INVITED)
    return surveys.open_survey(rows, "staff-2026", [a_questionnaire()], plan=plan)


@pytest.fixture
def invited(app, rows, survey):
    """The addresses of six invitations."""
    return [f"/i/{token}" for token in issue(app, rows, survey, "sample")]


def issue(app, rows, survey, questionnaire_id, count=6):
    key = app.config["SECRET_KEY"]
    given = {"questionnaire_id": questionnaire_id, "count": count, "secret_key": key}
    made = invitations.issue(rows, survey, **given)
    rows.commit()
    return made


def answer(client, own):
    """Open an own link, answer, and return the address of the check page."""
    address = client.get(own).location
    second = post(client, begin(client, address), answer="y").location
    return post(client, second, answer="Light by the path").location


def tally(rows):
    rows.expire_all()
    counted = invitations.tally(rows, "staff-2026")
    return counted.used, rows.query(Response).count()


def test_an_own_link_is_good_for_one_response(app, client, rows, invited):
    page = post(client, answer(client, invited[0]))
    assert "Thank you" in client.get(page.location).text
    assert tally(rows) == (1, 1)
    for browser in (client, app.test_client()):
        page = browser.get(invited[0])
        assert page.status_code == 410
        assert heading(page) == "Your answers were sent"
        assert "They are safe with us." in words(page)
    assert client.get(invited[1]).status_code == 303


def test_looking_at_an_own_link_uses_nothing_up(app, client, rows, invited):
    for _ in range(3):
        assert app.test_client().get(invited[0]).status_code == 303
    assert tally(rows) == (0, 0)
    assert post(client, answer(client, invited[0])).status_code == 303
    assert tally(rows) == (1, 1)


def test_what_was_begun_and_not_sent_can_be_begun_again_elsewhere(app, client, rows, invited):
    unsent = answer(client, invited[0])
    other = app.test_client()
    assert post(other, answer(other, invited[0])).status_code == 303
    page = post(client, unsent)
    assert page.status_code == 410
    assert heading(page) == "Your answers were sent"
    assert tally(rows) == (1, 1)


def test_whoever_leaves_can_open_the_own_link_again(client, rows, invited):
    answer(client, invited[0])
    client.get("/exit")
    assert rows.query(Draft).count() == 0
    assert post(client, answer(client, invited[0])).status_code == 303
    assert tally(rows) == (1, 1)


def test_a_repeated_press_gives_one_response_and_the_same_page(client, rows, invited):
    check = answer(client, invited[0])
    token = token_of(read(client.get(check)))
    pages = [client.post(check, data={"csrf_token": token}) for _ in range(3)]
    assert {page.location for page in pages} == {check.replace("check", "sent")}
    assert tally(rows) == (1, 1)


def test_the_next_at_a_shared_computer_sees_nothing_of_the_one_before(client, rows, invited):
    check = answer(client, invited[0])
    client.get(invited[1])
    assert client.get(check).status_code == 410
    assert stored(rows) == (0, 0, 0)


@pytest.mark.parametrize("where", ["", "/ways", "/all", "/keep"])
def test_without_an_invitation_nobody_begins(client, rows, survey, where):
    for link in surveys.links_of(rows, "staff-2026"):
        page = client.get(f"/s/{link.token}{where}")
        assert page.status_code == 403
        assert heading(page) == "You need your own link"
        page = client.post(f"/s/{link.token}", data={"agree": "yes"})
        assert page.status_code == 403
    assert stored(rows) == (0, 0, 0)


def test_an_invitation_opens_no_other_survey(client, rows, invited):
    plan = a_plan(kind=SurveyKind.INVITED)
    surveys.open_survey(rows, "other", [a_questionnaire()], plan=plan)
    client.get(invited[0])
    other = surveys.links_of(rows, "other")[0]
    assert client.get(f"/s/{other.token}").status_code == 403


def test_a_link_for_anybody_can_be_added_to_a_known_list(client, rows, survey):
    link = surveys.add_link(rows, survey, questionnaire_id="sample", mode=Mode.OPEN_LINK)
    link.asks_invitation = False
    rows.flush()
    address = f"/s/{link.token}"
    second = post(client, begin(client, address), answer="y").location
    post(client, post(client, second, answer="Words").location)
    assert tally(rows) == (0, 1)


def test_all_questions_on_one_page_use_the_invitation_up(client, rows, invited):
    address = client.get(invited[0]).location
    sheet = read(client.get(f"{address}/all?keep=1"))
    assert not sheet.select("[data-key]")
    given = {"csrf_token": token_of(sheet), "q0": "yes", "q1": "y", "q2": "Words"}
    pages = [client.post(f"{address}/all", data=given) for _ in range(3)]
    assert {page.location for page in pages} == {f"{address}/sent"}
    assert tally(rows) == (1, 1)
    assert client.get(f"{address}/all").status_code == 410


def test_the_questions_are_not_offered_to_be_kept_on_a_device(client, invited):
    address = client.get(invited[0]).location
    begin(client, address)
    assert "Keep the questions on this device" not in client.get(f"{address}/leaving").text
    assert client.get(f"{address}/keep").location == f"{address}/leaving"


@pytest.mark.parametrize("token", ["none", "x" * 5000, "%00", "é", "1 OR 1=1"])
def test_a_link_nobody_issued_is_told_plainly(client, invited, token):
    page = client.get(f"/i/{token}")
    assert page.status_code == 404
    assert heading(page) == "We cannot find that page"
    assert "Check that you have the whole link" in words(page)


def test_a_stopped_link_and_a_closed_survey_are_told_plainly(client, rows, invited):
    begun = answer(client, invited[1])
    invitations.stop_unused(rows, "staff-2026")
    rows.commit()
    page = client.get(invited[0])
    assert (page.status_code, heading(page)) == (410, "This link was stopped")
    assert post(client, begun).status_code == 303
    assert tally(rows) == (1, 1)


def test_an_own_link_of_a_closed_survey_says_that_it_is_closed(client, rows, invited):
    surveys.close_survey(rows, "staff-2026")
    rows.flush()
    page = client.get(client.get(invited[0]).location)
    assert (page.status_code, heading(page)) == (410, "This survey is not open")


def test_a_family_of_questionnaires_opens_with_one_invitation(app, client, rows):
    plan = a_plan(kind=SurveyKind.INVITED)
    family = [
        a_questionnaire(presentations=tuple(Presentation)),
        a_questionnaire(id="younger"),
    ]
    survey = surveys.open_survey(rows, "staff-2026", family, plan=plan)
    token, *_ = issue(app, rows, survey, surveys.FOR_ALL)
    sheet = read(client.get(client.get(f"/i/{token}").location))
    first, second = (each["href"] for each in sheet.select(".ways a"))
    ways = read(client.get(first)).select(".ways a")
    assert len(ways) == len(Presentation)
    for way in ways:
        assert client.get(way["href"]).status_code == 200
    begin(client, second)
    assert rows.query(Draft).one().invitation_id


def test_starts_by_invitation_are_limited_as_others_are(app, client, rows, invited, monkeypatch):
    from dataclasses import replace

    app.extensions["settings"] = replace(app.extensions["settings"], starts_per_sender=1)
    begin(client, client.get(invited[0]).location)
    other = app.test_client()
    address = other.get(invited[1]).location
    sheet = read(other.get(address))
    page = other.post(address, data={"csrf_token": token_of(sheet), "agree": "yes"})
    assert page.status_code == 429


SAID = {
    "pl": ("Potrzebny jest Twój własny link", "Odpowiedzi zostały wysłane", "Ten link"),
    "ro": ("Ai nevoie de linkul tău", "Răspunsurile tale au fost trimise", "Acest link"),
    "uk": ("Потрібне ваше власне посилання", "Ваші відповіді надіслано", "Це посилання"),
    "ar": ("تحتاج إلى الرابط الخاص بك", "أُرسلت إجاباتك", "أُوقف هذا الرابط"),
}


@pytest.mark.parametrize("language", SAID)
def test_what_is_wrong_with_an_own_link_is_said_in_the_readers_language(
    app, rows, invited, language
):
    app.extensions["languages"] = ("en", *SAID)
    client = app.test_client()
    asked = {"headers": {"Accept-Language": language}}
    needed = client.get(f"/s/{surveys.links_of(rows, 'staff-2026')[0].token}", **asked)
    post(client, answer(client, invited[0]))
    invitations.stop_unused(rows, "staff-2026")
    rows.commit()
    used, stopped = (app.test_client().get(own, **asked) for own in invited[:2])
    for page, said in zip((needed, used, stopped), SAID[language], strict=True):
        assert heading(page).startswith(said)
        assert soup(page).html["lang"] == language
