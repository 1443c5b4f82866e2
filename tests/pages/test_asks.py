"""Asks and replies, first sight, and the public page: who may do what, and that it is kept."""

from datetime import date

import pytest

from analysis.report_records import Facts, Readership
from feedback_app.services import asks
from feedback_app.store import Ask, AuditEvent, ReplyScore, ResultsPage
from feedback_app.store.asks import Answered, Changed
from feedback_app.store.staff import Role
from tests.asking import a_childrens_report, a_reply, an_ask, keep_report
from tests.factories import a_person, a_survey, sign_in_as
from tests.pages.browser import chromium, show
from tests.pages.test_gallery import OVERFLOW, faults
from tests.reading import errors, heading, send, soup, words

LIST, NEW = "/reports/asks", "/reports/asks/new"
GIVEN = {
    "kind": "ask",
    "survey_id": "spring",
    "said": "Keep one warm place open in the evening",
    "child_words": "Keep a warm place open.",
    "owner": "District council",
    "due_on-day": "1",
    "due_on-month": "6",
    "due_on-year": "2026",
}
YOUNG = Facts("spring", "Spring", "Sample", "children", "open", "70", "1 May", "2 May", "1")


@pytest.fixture
def officer(client, rows, partnership):
    a_survey(rows)
    return sign_in_as(client, rows, Role.SURVEY_OFFICER)


@pytest.fixture
def young(app, rows):
    browser = app.test_client()
    browser.person = sign_in_as(browser, rows, Role.YOUNG_PERSPECTIVES)
    return browser


@pytest.fixture
def reader(app, rows):
    browser = app.test_client()
    sign_in_as(browser, rows, Role.BOARD_READER)
    return browser


def actions(rows):
    return [each.action for each in rows.query(AuditEvent)]


def test_an_ask_is_put_on_record_answered_and_scored(client, young, rows, officer):
    page = send(client, client.get(NEW), NEW, **GIVEN)
    assert page.status_code == 303
    ask = rows.query(Ask).one()
    assert (ask.owner, ask.due_on, ask.added_by) == (
        "District council",
        date(2026, 6, 1),
        officer.id,
    )
    where = f"{LIST}/{ask.id}"
    given = {"answer": "partly", "did": "Two libraries stay open late.", "changed": "a-little"}
    send(client, client.get(where), f"{where}/replies", **given)
    send(young, young.get(where), f"{where}/score", score="4")
    send(young, young.get(where), f"{where}/score", score="2")
    assert [(each.staff_id, each.score) for each in rows.query(ReplyScore)] == [
        (young.person.id, 2)
    ]
    assert "Two libraries stay open late." in words(client.get(where))
    assert actions(rows) == ["added-ask", "replied-to-ask", "scored-reply", "scored-reply"]


def test_a_reply_is_added_and_no_earlier_one_changed(client, rows, officer):
    ask = an_ask(rows, officer)
    a_reply(rows, ask, officer, answer=Answered.NO, did="There is no money.")
    a_reply(rows, ask, officer, did="A grant pays for it.", changed=Changed.YES)
    page = words(client.get(f"{LIST}/{ask.id}"))
    assert page.index("A grant pays for it.") < page.index("There is no money.")
    assert "earlier answer" in page


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"said": " "}, "Something is missing."),
        ({"owner": ""}, "Something is missing."),
        ({"due_on-day": ""}, "This is not a date."),
        ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Something is missing."),
        ({"survey_id": "nowhere"}, "There is no such survey."),
        ({"said": "x" * 601}, "This has 601 characters"),
        ({"said": "Listen to the 3 children in Eden"}, "This counts people"),
        ({"evidence": "62% want it"}, "This counts people"),
        ({"child_words": "4 out of 9 said so"}, "This counts people"),
    ],
)
def test_an_ask_that_lacks_something_or_tells_a_figure_is_not_kept(
    client, rows, officer, changes, error
):
    page = send(client, client.get(NEW), NEW, **{**GIVEN, **changes})
    assert page.status_code == 422
    assert errors(page)[0].startswith(error)
    assert rows.query(Ask).count() == 0


@pytest.mark.parametrize(("score", "status"), [("0", 422), ("6", 422), ("", 422), ("five", 422)])
def test_a_score_is_one_of_five(client, young, rows, officer, score, status):
    ask = an_ask(rows, officer)
    a_reply(rows, ask, officer)
    where = f"{LIST}/{ask.id}"
    page = send(young, young.get(where), f"{where}/score", score=score)
    assert page.status_code == status
    assert rows.query(ReplyScore).count() == 0


def test_a_reader_of_one_locality_sees_its_asks_and_the_whole_area_s(app, rows, officer):
    here = an_ask(rows, officer, locality_id="loc-carlisle-and-eden", said="Mend the bus stop")
    there = an_ask(
        rows, officer, locality_id="loc-barrow-and-south-lakeland", said="Light the path"
    )
    an_ask(rows, officer, said="Tell us what happened")
    browser = app.test_client()
    sign_in_as(browser, rows, Role.BOARD_READER, locality_id="loc-carlisle-and-eden")
    said = words(browser.get(LIST))
    assert "Mend the bus stop" in said
    assert "Tell us what happened" in said
    assert "Light the path" not in said
    assert browser.get(f"{LIST}/{there.id}").status_code == 404
    assert browser.get(f"{LIST}/{here.id}").status_code == 200


def test_what_is_overdue_stands_first(client, rows, officer, later):
    an_ask(rows, officer, said="Light the path", due_on=date(2090, 1, 1))
    an_ask(rows, officer, said="Mend the bus stop", due_on=date(2020, 1, 1))
    said = words(client.get(LIST))
    assert said.index("Mend the bus stop") < said.index("Light the path")
    assert "Overdue" in said


def test_board_readers_wait_until_the_young_have_looked(client, young, reader, rows, officer):
    board = keep_report(rows, a_childrens_report(readership=Readership.BOARD, title="Board"))
    child = keep_report(rows, a_childrens_report())
    assert reader.get(f"/reports/{board}").status_code == 403
    assert client.get(f"/reports/{board}").status_code == 200
    where = f"/reports/{child}"
    send(young, young.get(where), f"{where}/first-sight", is_fair="yes", note="")
    assert reader.get(f"/reports/{board}").status_code == 200
    assert "saw-report-first" in actions(rows)


def test_board_readers_wait_a_week_at_most(young, reader, rows, officer, monkeypatch):
    from feedback_app.services import first_sight

    board = keep_report(rows, a_childrens_report(readership=Readership.BOARD))
    monkeypatch.setattr(first_sight, "WAITS", first_sight.WAITS * 0)
    assert reader.get(f"/reports/{board}").status_code == 200


def test_nobody_waits_for_a_board_that_is_not_there_or_for_adults(app, reader, rows, officer):
    adults = a_childrens_report(
        readership=Readership.BOARD,
        surveys=(
            Facts("spring", "S", "S", "practitioners", "invited", "70", "1 May", "2 May", "1"),
        ),
    )
    board = keep_report(rows, a_childrens_report(readership=Readership.BOARD))
    assert reader.get(f"/reports/{board}").status_code == 200
    a_person(rows, Role.YOUNG_PERSPECTIVES)
    assert reader.get(f"/reports/{board}").status_code == 403
    assert reader.get(f"/reports/{keep_report(rows, adults)}").status_code == 200


def test_results_are_public_once_the_young_find_them_fair(client, young, rows, officer):
    child = keep_report(rows, a_childrens_report())
    where = f"/reports/{child}"
    assert "Put it on the public page" not in words(client.get(where))
    page = send(client, client.get(NEW), f"{where}/publish")
    assert page.status_code == 400
    send(young, young.get(where), f"{where}/first-sight", is_fair="no", note="Say it shorter.")
    assert send(client, client.get(NEW), f"{where}/publish").status_code == 400
    send(young, young.get(where), f"{where}/first-sight", is_fair="yes", note="")
    assert send(client, client.get(where), f"{where}/publish").status_code == 303
    assert rows.query(ResultsPage).one().survey_id == "spring"
    shown = client.get(where)
    assert "Put it on the public page" not in words(shown)
    assert "It stands on the public page of its survey." in words(shown)
    assert 'href="/results/spring"' in shown.text


def test_a_board_s_report_is_never_put_on_the_public_page(client, rows, officer):
    board = keep_report(rows, a_childrens_report(readership=Readership.BOARD))
    assert send(client, client.get(NEW), f"/reports/{board}/publish").status_code == 404
    assert rows.query(ResultsPage).count() == 0


@pytest.fixture
def published(client, rows, officer):
    from feedback_app.services import results

    results.publish(rows, keep_report(rows, a_childrens_report()), by=officer.id)
    ask = an_ask(rows, officer)
    an_ask(rows, officer, said="Only for the Board", child_words="")
    return ask


def test_the_public_page_tells_figures_asks_and_answers_as_they_stand_today(
    app, rows, officer, published
):
    anybody = app.test_client()
    page = anybody.get("/results/spring")
    assert heading(page) == "What you told us"
    assert "About 7 in every 10 said “Yes”." in words(page)
    assert "We are late with this." in words(page)
    assert "Only for the Board" not in words(page)
    a_reply(rows, published, officer, changed=Changed.A_LITTLE)
    page = words(anybody.get("/results/spring"))
    assert "We say: It is open." in page
    assert "It has made a small change." in page
    assert "Spring survey" in words(anybody.get("/results"))


def test_easy_read_shows_pictures_and_the_same_figures(app, rows, published):
    page = app.test_client().get("/results/spring/easy-read")
    assert "About 7 in every 10 said “Yes”." in words(page)
    assert soup(page).select(".pictured__picture")
    assert soup(page).html["data-presentation"] == "easy-read"


@pytest.mark.parametrize("path", ["/results/none", "/results/none/easy-read", "/results/%00"])
def test_what_was_not_published_is_not_there(app, rows, path):
    assert app.test_client().get(path).status_code == 404


def test_an_altered_report_is_not_shown_to_anybody(app, rows, published):
    from feedback_app.store import ReportSnapshot

    kept = rows.query(ReportSnapshot).one()
    kept.document = kept.document.replace("7 in every 10", "9 in every 10")
    rows.flush()
    assert app.test_client().get("/results/spring").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_asks_or_results_has_a_fault(client, rows, officer, published, young, width):
    a_reply(rows, published, officer)
    child = asks_page = f"{LIST}/{published.id}"
    hash_ = keep_report(rows, a_childrens_report(title="Another"))
    pages = {
        "list": client.get(LIST).text,
        "new": client.get(NEW).text,
        "error": send(client, client.get(NEW), NEW, said="").text,
        "answer": client.get(asks_page).text,
        "score": young.get(child).text,
        "first": young.get(f"/reports/{hash_}").text,
        "public": client.get("/results").text,
        "results": client.get("/results/spring").text,
        "easy": client.get("/results/spring/easy-read").text,
    }
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        for name, html in pages.items():
            show(page, html)
            assert faults(page, enhanced=name in ("results", "easy", "public")) == [], name
            assert page.evaluate(OVERFLOW) <= 0, name


def test_an_overdue_ask_of_another_survey_enters_the_next_report(rows, officer):
    from feedback_app.services.reported_asks import reported_asks

    a_survey(rows, "autumn")
    an_ask(rows, officer, survey_id="autumn", said="Overdue elsewhere", due_on=date(2026, 1, 1))
    an_ask(rows, officer, survey_id="autumn", said="Not due", due_on=date(2090, 1, 1))
    answered = an_ask(rows, officer, survey_id="autumn", due_on=date(2026, 1, 1))
    a_reply(rows, answered, officer)
    found = reported_asks(rows, ["spring"], day=date(2026, 7, 1))
    assert [each.said for each in found] == ["Overdue elsewhere"]
    assert found[0].is_overdue
    assert len(asks.list_asks(rows)) == 3
