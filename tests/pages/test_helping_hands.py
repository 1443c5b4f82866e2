"""Help that follows an answer, help by place, and pages for those who stand beside a child."""

from datetime import date

import pytest

from feedback_app.services import places
from forms.definition import Presentation, Wording
from forms.loading import SHIPPED, load_questionnaire, questionnaire_files
from forms.questionnaire import ClosingPage
from tests.factories import a_questionnaire
from tests.journeys.walking import begin, read
from tests.pages.answering import open_a_survey, post

CARD = ClosingPage("help_card", Wording("You can talk to someone"), (Wording("Call Childline."),))
CHILDRENS = {
    Presentation.AGES_5_8,
    Presentation.AGES_9_12,
    Presentation.AGES_13_18,
    Presentation.EASY_READ,
}


@pytest.fixture
def address(rows):
    from dataclasses import replace

    sample = a_questionnaire()
    first, second = sample.questions
    first = replace(first, help_card_codes=("n",))
    pages = (*sample.closing_pages, CARD)
    return open_a_survey(rows, questions=(first, second), closing_pages=pages)


def card_of(page):
    return read(page).select_one(".help-card:not([hidden])")


def test_a_card_follows_the_answer_that_asks_for_it_and_blocks_nothing(client, address):
    second = post(client, begin(client, address), answer="n").location
    assert second == f"{address}/2"
    card = card_of(client.get(second))
    assert "You can talk to someone" in card.get_text()
    assert card.select_one("a[href='/help']")
    check = post(client, second, answer="Words").location
    assert not card_of(client.get(check))


@pytest.mark.parametrize("answer", [{"answer": "y"}, {"skip": "1"}])
def test_no_card_follows_another_answer_even_after_one_was_shown(app, client, address, answer):
    other = app.test_client()
    assert card_of(other.get(post(other, begin(other, address), answer="n").location))
    assert not card_of(client.get(post(client, begin(client, address), **answer).location))


def test_the_address_after_a_card_tells_nothing(app, client, address):
    with_card = post(client, begin(client, address), answer="n")
    other = app.test_client()
    without = post(other, begin(other, address), answer="y")
    assert with_card.location == without.location


@pytest.mark.parametrize("presentation", sorted(CHILDRENS))
def test_the_page_after_a_card_is_as_long_as_the_one_without(app, rows, address, presentation):
    pages = []
    for answer in ({"answer": "n"}, {"answer": "y"}, {"skip": "1"}):
        client = app.test_client()
        pages.append(client.get(post(client, begin(client, address), **answer).location))
    assert [card_of(each) is not None for each in pages] == [True, False, False]
    assert len({len(each.data) for each in pages}) == 1


def test_the_last_answer_may_ask_for_a_card_too(client, rows):
    from dataclasses import replace

    sample = a_questionnaire()
    only = replace(sample.questions[0], help_card_codes=("n",))
    where = open_a_survey(rows, questions=(only,), closing_pages=(*sample.closing_pages, CARD))
    assert card_of(client.get(post(client, begin(client, where), answer="n").location))


def test_help_is_told_for_a_place_and_the_address_does_not_name_it(client, rows, partnership):
    everywhere = read(client.get("/help"))
    assert len(everywhere.select(".contacts__item")) == 4
    names = {option.get_text(): option["value"] for option in everywhere.select("option")}
    form = everywhere.select_one("main form")
    assert form["method"] == "post"
    near = read(client.post("/help", data={"place": names["Kendal"]}))
    told = [each.get_text() for each in near.select(".contacts__name")]
    assert any("Westmorland" in name for name in told)
    assert not any("Cumberland" in name for name in told)
    assert any("Childline" in name for name in told)
    assert "Near Kendal" in near.main.get_text()
    assert client.post("/help", data={"place": "nowhere"}).status_code == 200
    with client.session_transaction() as kept:
        assert set(kept) <= {"csrf_token"}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2022, 5, 1), "Cumbria Safeguarding Hub"),
        (date(2024, 5, 1), "Cumberland Safeguarding Hub"),
        (date(2026, 5, 1), "Cumberland Children Advice and Support Service"),
    ],
)
def test_help_changes_with_the_day(rows, partnership, day, name):
    carlisle = next(each.id for each in places.places_on(rows, day) if each.name == "Carlisle city")
    told = [each.name for each in places.help_near(rows, carlisle, day)]
    assert name in told
    assert sum("Hub" in each or "Advice" in each for each in told) == 1


def test_every_child_is_asked_whether_somebody_helped():
    asked = set()
    for path in questionnaire_files(SHIPPED):
        questionnaire = load_questionnaire(path)
        if not CHILDRENS & set(questionnaire.presentations):
            continue
        items = [each for each in questionnaire.questions if each.item == "about.help_to_answer"]
        assert len(items) == 1, questionnaire.id
        assert [option.code for option in items[0].options] == ["no", "read", "chose"]
        asked |= set(questionnaire.presentations)
    assert asked >= CHILDRENS


@pytest.mark.parametrize("where", ["/parents", "/teachers"])
def test_those_beside_a_child_have_a_page_that_every_page_leads_to(client, address, where):
    first = read(client.get(begin(client, address)))
    assert first.select_one(f"footer a[href='{where}']")
    page = read(client.get(where))
    assert len(page.select("h1")) == 1
    assert page.select_one("main a[href='/help']")
