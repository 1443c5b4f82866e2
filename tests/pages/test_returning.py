"""Save and return: three words that work once, for one link, for a short time, and tell nothing."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_app.respond import returning
from feedback_app.services import surveys
from feedback_app.services.returning import LIST, word_list
from feedback_app.store import Draft, ReturnCode
from feedback_app.store.surveys import Offer
from forms.definition import Mode, Presentation
from tests.factories import a_plan, a_questionnaire, draft_text
from tests.journeys.walking import begin, read, token_of
from tests.pages.answering import post, stored

PLAIN = "Those three words do not open anything here."


def a_link(rows, survey_id="spring", offers=(Offer.RETURN,)):
    survey = surveys.open_survey(rows, survey_id, [a_questionnaire()], plan=a_plan())
    added = surveys.add_link(rows, survey, questionnaire_id="sample", mode=Mode.OPEN_LINK)
    surveys.offer(added, offers)
    rows.commit()
    return f"/s/{added.token}"


@pytest.fixture
def address(rows):
    return a_link(rows)


@pytest.fixture(autouse=True)
def no_wait(monkeypatch):
    """How long an answer takes is tried in `test_even_time`."""
    monkeypatch.setattr(returning, "SECONDS", 0.0001)


def save(client, address, text="Half a thought"):
    """Answer one question, begin the second, stop; return the code."""
    second = post(client, begin(client, address), answer="y").location
    page = post(client, second, answer=text, save="1")
    assert page.status_code == 200
    return " ".join(each.get_text() for each in read(page).select(".code-words__one"))


def give(client, address, words):
    return post(client, f"{address}/return", words=words)


def test_what_was_saved_goes_on_elsewhere_and_nowhere_else(app, client, rows, address):
    code = save(client, address)
    put_away = client.post(f"{address}/saved")
    assert client.get(put_away.location).status_code == 200
    assert client.get(f"{address}/2").status_code == 410
    other = app.test_client()
    page = give(other, address, code)
    assert page.location == f"{address}/check"
    assert "Half a thought" in other.get(page.location).text
    sent = other.post(page.location, data={"csrf_token": token_of(read(other.get(page.location)))})
    assert sent.status_code == 303
    assert stored(rows) == (0, 1, 1)
    assert rows.query(ReturnCode).count() == 0


def test_a_device_that_was_not_cleared_shows_nothing_once_the_words_are_used(app, client, address):
    code = save(client, address)
    assert give(app.test_client(), address, code).status_code == 303
    assert client.get(f"{address}/2").status_code == 410


@pytest.mark.parametrize("typed", ["{0}", "  {0} ", "{1}", "{2}", "{3}"])
def test_words_are_known_however_they_are_typed(app, client, address, typed):
    code = save(client, address)
    shapes = (code, code.upper(), code.replace(" ", "-"), code.replace(" ", ",  "))
    assert give(app.test_client(), address, typed.format(*shapes)).status_code == 303


def test_what_is_wrong_used_over_or_of_another_link_is_told_alike(
    app, client, rows, later, address
):
    elsewhere = a_link(rows, "summer")
    used, over, foreign = save(client, address), save(app.test_client(), address), None
    foreign = save(app.test_client(), elsewhere)
    give(app.test_client(), address, used)

    def told(words):
        visitor = app.test_client()
        page = give(visitor, address, words)
        return page.status_code, page.text.replace(token_of(read(page)), "")

    first = told("acorn acorn acorn")
    assert first[0] == 422
    assert PLAIN in first[1]
    assert [told(each) == first for each in (used, foreign, "", "no", "ж ж ж", "a" * 500)] == [
        True
    ] * 6
    assert told(over[:-1]) == first
    later(hours=26)
    assert told(over) == first


def test_an_older_code_of_the_same_answers_opens_no_more(app, client, address):
    first = save(client, address)
    page = client.get(f"{address}/2")
    again = client.post(
        f"{address}/2",
        data={"csrf_token": token_of(read(page)), "answer": "More", "save": "1"},
    )
    second = " ".join(each.get_text() for each in read(again).select(".code-words__one"))
    assert give(app.test_client(), address, first).status_code == 422
    assert give(app.test_client(), address, second).status_code == 303


def test_of_two_at_once_one_goes_on(app, client, address):
    code = save(client, address)
    visitors = [app.test_client() for _ in range(4)]
    tokens = [token_of(read(each.get(f"{address}/return"))) for each in visitors]

    def go(number):
        data = {"csrf_token": tokens[number], "words": code}
        return visitors[number].post(f"{address}/return", data=data).status_code

    with ThreadPoolExecutor(4) as crowd:
        assert sorted(crowd.map(go, range(4))) == [303, 422, 422, 422]


def test_tries_are_limited_over_every_worker_and_right_ones_cost_nothing(app, client, address):
    code = save(client, address)
    visitor = app.test_client()
    told = [give(visitor, address, "acorn acorn acorn").status_code for _ in range(21)]
    assert told == [422] * 20 + [429]
    assert give(app.test_client(), address, code).status_code == 429
    away = {"REMOTE_ADDR": "192.0.2.7"}
    other = app.test_client()
    token = token_of(read(other.get(f"{address}/return")))
    page = other.post(
        f"{address}/return",
        data={"csrf_token": token, "words": code},
        environ_base=away,
    )
    assert page.status_code == 303


def test_no_word_of_a_code_is_kept(client, rows, address):
    code = save(client, address)
    kept = [str(value) for row in rows.query(ReturnCode) for value in (row.id, row.draft_id)]
    kept += [draft_text(rows), rows.query(Draft).one().link_token]
    assert not any(word in text for word in code.split() for text in kept)


def test_nothing_given_is_not_kept_as_skipped(client, rows, address):
    first = begin(client, address)
    page = post(client, first, save="1")
    assert page.status_code == 200
    assert read(page).find("a", string="Go on now")["href"] == first
    assert '"safe"' not in draft_text(rows)


def test_a_link_that_does_not_offer_it_saves_nothing(client, rows):
    plain = a_link(rows, "plain", ())
    first = begin(client, plain)
    assert not read(client.get(first)).select("button[name=save]")
    assert post(client, first, answer="y", save="1").location == f"{plain}/2"
    assert client.get(f"{plain}/return").location == plain
    assert rows.query(ReturnCode).count() == 0


@pytest.mark.parametrize(
    ("presentations", "mode", "offered"),
    [
        ((Presentation.AGES_13_18,), Mode.OPEN_LINK, ()),
        ((Presentation.AGES_13_18,), Mode.SUPPORTED_IN_SETTING, (Offer.RETURN,)),
        ((Presentation.ADULT,), Mode.OPEN_LINK, (Offer.RETURN,)),
        ((Presentation.ADULT, Presentation.EASY_READ), Mode.OPEN_LINK, ()),
    ],
)
def test_it_is_offered_to_helped_sessions_and_to_adults(presentations, mode, offered):
    questionnaire = a_questionnaire(presentations=presentations)
    assert tuple(surveys.usual_offers(questionnaire, mode)) == offered


def test_a_code_has_thirty_bits_of_short_words_that_no_slip_turns_into_another():
    words = word_list()
    assert 3 * math.log2(len(words)) >= 30
    assert len(set(words)) == len(words)
    assert LIST.read_text().split() == sorted(words)
    for word in words:
        assert word.isascii()
        assert word.isalpha()
        assert word.islower()
        assert 3 <= len(word) <= 9
    slips = [slip for word in words for slip in _slips(word) if slip != word]
    assert not set(slips) & set(words)


def _slips(word):
    """Yield what a word becomes when a letter is left out, changed, or changes its place."""
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
        for letter in "abcdefghijklmnopqrstuvwxyz":
            yield word[:place] + letter + word[place + 1 :]


def test_a_shared_device_is_cleared_by_one_button(client, rows):
    shared = a_link(rows, "shared", (Offer.NEXT_PERSON,))
    second = post(client, begin(client, shared), answer="y").location
    check = post(client, second, answer="Mine alone").location
    sent = post(client, check).location
    page = read(client.get(sent))
    button = page.find("a", string="Clear this for the next person")
    assert button
    assert not page.find("a", string="Next person on this device")
    assert client.get(button["href"]).location == shared
    for where in (sent, check, second, f"{shared}/leaving"):
        assert client.get(where).status_code == 410
    assert not client.get_cookie("visit") or "draft" not in client.get_cookie("visit").value


def test_staff_preset_what_a_link_offers(client, rows):
    from feedback_app.store import SurveyLink
    from feedback_app.store.staff import Role
    from tests.factories import sign_in_as

    a_link(rows)
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    sheet = read(client.get("/manage/surveys/spring"))
    assert len(sheet.select("input[name=offers]")) == 2
    data = {
        "csrf_token": sheet.select_one("input[name=csrf_token]")["value"],
        "label": "Tablet",
        "way": "sample|group-code",
        "offers": ["next-person", "made-up"],
    }
    assert client.post("/manage/surveys/spring/links", data=data).status_code == 303
    assert rows.query(SurveyLink).filter_by(label="Tablet").one().offers == "next-person"
    assert "clear it for the next person" in client.get("/manage/surveys/spring").text
