"""All questions on one page: sent once, checked as their own pages check them, nothing lost."""

from dataclasses import replace

import pytest

from forms.definition import AnswerIs, Check, GoToQuestionnaire, Option, Route, Wording
from forms.loading import SHIPPED, load_questionnaire
from forms.loose import codes_elsewhere, pages_of_sheet, read_loosely
from tests.factories import a_questionnaire, texts
from tests.journeys.walking import read, token_of
from tests.pages.answering import open_a_survey, stored


@pytest.fixture
def address(rows):
    return open_a_survey(rows)


def send(client, address, /, token="", **given):
    where = f"{address}/all"
    token = token or token_of(read(client.get(where)))
    return client.post(where, data={"csrf_token": token, **given})


def test_one_page_holds_every_question_under_one_heading(client, address):
    sheet = read(client.get(f"{address}/all"))
    assert len(sheet.select("h1")) == 1
    names = {each["name"] for each in sheet.select("main form [name]")}
    assert names == {"csrf_token", "q0", "q1", "q2"}
    assert not sheet.select("main [checked]")
    assert not sheet.select("script:not([src])")


def test_it_is_sent_in_one_piece(client, rows, address):
    page = send(client, address, q0="yes", q1="y", q2="Light by the path")
    assert page.location == f"{address}/sent"
    assert "Thank you" in client.get(page.location).text
    assert stored(rows) == (0, 1, 1)
    assert texts(rows) == ["Light by the path"]


def test_sending_it_again_stores_it_once(client, rows, address):
    token = token_of(read(client.get(f"{address}/all")))
    sent = [send(client, address, token=token, q0="yes", q1="y") for _ in range(3)]
    assert [page.location for page in sent] == [f"{address}/sent"] * 3
    assert stored(rows) == (0, 1, 0)
    send(client, address, q0="yes", q1="n")
    assert stored(rows) == (0, 2, 0)


def test_saying_no_keeps_nothing(client, rows, address):
    assert "That is fine" in send(client, address, q0="no", q1="y").text
    assert stored(rows) == (0, 0, 0)


def test_a_fault_is_told_and_what_was_typed_stays(client, rows, address):
    page = send(client, address, q1="y", q2="x" * 1001)
    assert page.status_code == 422
    sheet = read(page)
    assert [each["href"] for each in sheet.select(".govuk-error-summary a")] == ["#q0", "#q2"]
    assert sheet.title.get_text().strip().startswith("Error:")
    assert sheet.select_one("#q2").get_text() == "x" * 1001
    assert sheet.select_one("input[name=q1][value=y]").has_attr("checked")
    assert stored(rows) == (0, 0, 0)


def test_a_stale_page_is_asked_for_again_with_what_was_typed(client, rows, address):
    page = send(client, address, token="old", q0="yes", q2="Still here")
    assert page.status_code == 422
    assert "Still here" in page.text
    assert stored(rows) == (0, 0, 0)


def test_everything_may_be_missed_out_but_the_choice_to_take_part(client, rows, address):
    assert send(client, address, q0="yes").location == f"{address}/sent"
    assert stored(rows) == (0, 1, 0)


@pytest.mark.parametrize("name", ["all-ages", "yp-5-7-easy-read", "yp-8-12", "yp-13-18"])
def test_a_sheet_offers_no_way_out_and_every_option_carried_forward(name):
    questionnaire = load_questionnaire(SHIPPED / f"{name}.yaml")
    for page in pages_of_sheet(questionnaire, mode=questionnaire.modes[0]):
        assert not any(isinstance(route.to, Check) for route in page.question.routes)
        for route in page.question.routes:
            if isinstance(route.to, GoToQuestionnaire):
                assert set(route.when.codes) <= codes_elsewhere(page)


def given_to(question, *answers, **more):
    sample = a_questionnaire(questions=(question,))
    held = {"0": {"answer": ["yes"]}, "1": {"answer": list(answers), **more}}
    return read_loosely(sample, held, mode=sample.modes[0])[question.id]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [(["y"], ("y",)), (["y", "n"], ("y",)), (["what"], ()), ([], ()), ([7, None, "n"], ("n",))],
)
def test_a_loose_reading_keeps_what_was_offered(answers, codes):
    assert given_to(a_questionnaire().questions[0], *answers).codes == codes


def test_a_loose_reading_cuts_no_words():
    text = a_questionnaire().questions[1]
    assert given_to(text, "ż" * 5000).text == "ż" * 5000


def test_a_loose_reading_lets_no_exclusive_choice_stand_beside_others():
    from forms.definition import Kind

    question = replace(
        a_questionnaire().questions[0],
        kind=Kind.MULTI,
        max_choices=2,
        options=(
            *(Option(each, Wording(each)) for each in "abc"),
            Option("none", Wording("None"), exclusive=True),
        ),
    )
    assert given_to(question, "a", "none").codes == ("a",)
    assert given_to(question, "none").codes == ("none",)
    assert given_to(question, "a", "b", "c").codes == ("a", "b")


def test_what_leads_away_is_known():
    first = a_questionnaire().questions[0]
    away = replace(first, routes=(Route(AnswerIs("safe", ("n",)), GoToQuestionnaire("other")),))
    sample = a_questionnaire(questions=(away,))
    assert codes_elsewhere(sample.page(1)) == {"n"}
