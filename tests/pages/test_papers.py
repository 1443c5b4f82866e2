"""Papers keyed in: two people, differences settled, one response, stored as any other."""

from dataclasses import replace

import pytest

from feedback_app.jobs import open_jobs
from feedback_app.services import erasures, key_rotation, papers_overview, surveys
from feedback_app.store import Answer, AuditEvent, Concern, Paper, Response
from feedback_app.store.staff import Role
from forms.definition import (
    AnswerIs,
    GoToQuestionnaire,
    Kind,
    Mode,
    Presentation,
    Route,
)
from forms.papers import pages_on_paper
from tests.factories import a_plan, a_questionnaire, sign_in_as, texts
from tests.reading import errors, heading, send, soup, words

LIST = "/manage/surveys/spring/papers"
KEY = f"{LIST}/key"
SHEET = {"sheet": "sample|13-18|en", "number": "12"}
SAID = "My brother helps me."
GIVEN = {**SHEET, "answer-0": "yes", "answer-1": "y", "answer-2": SAID}
DISCLOSED = "My dad hits me every night and I am scared to go home."


@pytest.fixture
def survey(rows):
    questionnaire = a_questionnaire(modes=(Mode.OPEN_LINK, Mode.PAPER))
    return surveys.open_survey(rows, "spring", [questionnaire], plan=a_plan())


@pytest.fixture
def ann(app, rows, survey):
    return signed_in(app, rows)


@pytest.fixture
def bob(app, rows, survey):
    return signed_in(app, rows)


def signed_in(app, rows, role=Role.SURVEY_OFFICER):
    client = app.test_client()
    sign_in_as(client, rows, role)
    return client


def key(client, **changes):
    given = {**GIVEN, **changes}
    asked = {name: given[name] for name in ("sheet", "number")}
    return send(client, client.get(KEY, query_string=asked), KEY, **given)


def stored(rows):
    rows.expire_all()
    return sorted((a.question_id, a.code, a.state) for a in rows.query(Answer).join(Response).all())


def actions(rows):
    return [each.action for each in rows.query(AuditEvent).order_by(AuditEvent.number)]


def test_one_keying_stores_nothing(ann, rows):
    page = key(ann)
    assert page.location == f"{LIST}?done=once"
    assert rows.query(Response).count() == 0
    assert "Now somebody else keys it" in words(ann.get(page.location))


def test_what_waits_is_sealed(ann, rows):
    key(ann)
    assert SAID.encode() not in rows.query(Paper).one().answers


def test_two_people_who_agree_make_one_response(ann, bob, rows):
    key(ann)
    page = key(bob)
    assert page.location == f"{LIST}?done=stored"
    response = rows.query(Response).one()
    assert (response.mode, response.presentation, response.language) == ("paper", "13-18", "en")
    assert stored(rows) == [("safe", "y", "answered"), ("why", "", "answered")]
    assert texts(rows) == [SAID]
    paper = rows.query(Paper).one()
    assert (paper.answers, paper.answers_again, paper.is_stored) == (None, None, True)
    assert actions(rows) == ["keyed-paper", "keyed-paper", "stored-paper"]


def test_nobody_keys_a_paper_twice(ann, rows):
    key(ann)
    page = key(ann)
    assert page.status_code == 422
    assert "You keyed paper 12 yourself" in errors(page)[0]
    assert rows.query(Response).count() == 0


def test_the_second_person_sees_nothing_of_the_first(ann, bob):
    key(ann)
    page = bob.get(KEY, query_string=SHEET)
    assert SAID not in page.text
    assert soup(page).select("input[checked]") == []


def test_a_paper_stored_once_is_refused_for_good(app, ann, bob, rows):
    key(ann)
    key(bob)
    page = key(signed_in(app, rows), number=" 12 ")
    assert "was keyed twice and is stored" in errors(page)[0]
    assert rows.query(Response).count() == 1


def test_the_same_number_on_another_paper_is_told(app, rows):
    presentations = (Presentation.AGES_13_18, Presentation.ADULT)
    questionnaire = a_questionnaire(modes=(Mode.OPEN_LINK, Mode.PAPER), presentations=presentations)
    surveys.open_survey(rows, "spring", [questionnaire], plan=a_plan())
    key(signed_in(app, rows))
    page = key(signed_in(app, rows), sheet="sample|adult|en")
    assert "Paper 12 was keyed as sample, 13-18, en" in errors(page)[0]


# Where two people differ


def differ(ann, bob, **changes):
    key(ann)
    return key(bob, **{"answer-1": "n", "answer-2": "My brother helps.", **changes})


def test_differences_are_shown_and_nothing_is_stored(ann, bob, rows):
    page = differ(ann, bob)
    assert page.location == f"{LIST}/12"
    shown = ann.get(page.location)
    labels = [each.get_text(strip=True) for each in soup(shown).select(".govuk-radios__label")]
    assert labels == ["Label y", "Label n", SAID, "My brother helps."]
    assert rows.query(Response).count() == 0
    assert actions(rows)[-1] == "read-paper"


def test_what_was_settled_is_stored(ann, bob, rows):
    page = differ(ann, bob)
    shown = ann.get(page.location)
    choice = {"difference-1": "second", "difference-2": "first"}
    assert send(ann, shown, page.location, **choice).location == f"{LIST}?done=stored"
    assert stored(rows) == [("safe", "n", "answered"), ("why", "", "answered")]
    assert texts(rows) == [SAID]
    assert actions(rows)[-1] == "settled-paper"


def test_each_difference_has_to_be_settled(ann, bob, rows):
    page = differ(ann, bob)
    half = send(ann, ann.get(page.location), page.location, **{"difference-1": "second"})
    assert half.status_code == 422
    assert errors(half) == ["Choose what the paper says for each question."]
    assert rows.query(Response).count() == 0


def test_a_paper_that_both_got_wrong_is_keyed_again(ann, bob, rows):
    page = differ(ann, bob)
    again = send(ann, ann.get(page.location), page.location, again="1")
    assert again.location == LIST
    assert rows.query(Paper).count() == 0
    key(ann)
    key(bob)
    assert texts(rows) == [SAID]


def test_a_paper_is_settled_once(ann, bob, rows):
    page = differ(ann, bob)
    shown = ann.get(page.location)
    choice = {"difference-1": "first", "difference-2": "first"}
    send(ann, shown, page.location, **choice)
    assert send(bob, shown, page.location, **choice).status_code in (400, 404)
    assert bob.get(page.location).status_code == 404
    assert rows.query(Response).count() == 1


def test_a_third_person_is_sent_to_settle(app, ann, bob, rows):
    differ(ann, bob)
    assert "Settle where they differ" in errors(key(signed_in(app, rows)))[0]


# What is checked, and what must not wait


def test_what_a_child_discloses_is_told_at_the_first_keying(ann, bob, rows):
    page = key(ann, **{"answer-2": DISCLOSED})
    assert "A safeguarding lead should read this paper today" in words(ann.get(page.location))
    assert rows.query(Concern).count() == 0
    key(bob, **{"answer-2": DISCLOSED})
    assert rows.query(Concern).one().response_id == rows.query(Response).one().id


def test_what_only_the_second_person_read_is_told_as_well(ann, bob):
    page = differ(ann, bob, **{"answer-2": DISCLOSED})
    assert "A safeguarding lead should read this paper today" in words(bob.get(page.location))


def test_calm_words_alarm_nobody(ann):
    page = key(ann)
    assert "safeguarding lead" not in words(ann.get(page.location))


def test_who_did_not_agree_is_not_keyed(ann, rows):
    page = key(ann, **{"answer-0": "no"})
    assert page.status_code == 422
    assert "did not agree to take part" in errors(page)[0]
    assert rows.query(Paper).count() == 0


def test_no_box_of_agreement_is_no_agreement(ann, rows):
    page = key(ann, **{"answer-0": ""})
    assert page.status_code == 422
    assert rows.query(Paper).count() == 0


@pytest.mark.parametrize(
    "changes", [{"answer-1": "maybe"}, {"answer-2": "x" * 1001}], ids=["code", "length"]
)
def test_the_checks_are_those_of_the_pages_online(ann, rows, changes):
    page = key(ann, **changes)
    assert page.status_code == 422
    assert heading(page) == "Key paper 12"
    field = soup(page).select_one(".govuk-error-summary a")["href"]
    assert soup(page).select_one(field)["name"] in changes
    assert rows.query(Paper).count() == 0


def test_what_was_keyed_stays_on_the_page_with_its_fault(ann):
    page = key(ann, **{"answer-1": "maybe"})
    assert soup(page).select_one("textarea[name=answer-2]").get_text(strip=True) == SAID


@pytest.mark.parametrize("number", ["", "a b", "../x", "9" * 21])
def test_a_paper_needs_a_number(ann, number):
    page = ann.get(KEY, query_string={**SHEET, "number": number})
    assert page.status_code == 422
    assert "Write the number of the paper" in errors(page)[0]


@pytest.mark.parametrize("sheet", ["", "sample|5-8|en", "other|13-18|en", "sample|13-18|xx", "|||"])
def test_a_paper_is_one_that_the_survey_has(ann, sheet):
    page = ann.get(KEY, query_string={**SHEET, "sheet": sheet})
    assert page.status_code == 422
    assert "Choose which paper it is" in errors(page)[0]


def test_answers_that_lead_to_another_paper_are_told(app, rows):
    safe, why = a_questionnaire().questions
    leads = replace(safe, routes=(Route(AnswerIs("safe", ("n",)), GoToQuestionnaire("other")),))
    modes = (Mode.OPEN_LINK, Mode.PAPER)
    family = [
        a_questionnaire(questions=(leads, why), modes=modes),
        a_questionnaire(id="other", modes=modes),
    ]
    surveys.open_survey(rows, "spring", family, plan=a_plan())
    page = key(signed_in(app, rows), **{"answer-1": "n"})
    assert "lead to another paper" in errors(page)[0]


def test_a_question_after_one_not_asked_on_paper_is_not_on_it(rows):
    safe, why = a_questionnaire().questions
    online = replace(safe, modes=(Mode.GROUP_CODE,))
    after = replace(why, show_if=(AnswerIs("safe", ("y",)),))
    assert why.kind is Kind.LONG_TEXT
    assert pages_on_paper(a_questionnaire(questions=(online, after))) == []


def test_a_survey_that_is_not_asked_on_paper_has_no_page_for_it(app, rows):
    surveys.open_survey(rows, "spring", [a_questionnaire()], plan=a_plan())
    client = signed_in(app, rows)
    assert client.get(LIST).status_code == 404
    assert "Key papers in" not in words(client.get("/manage/surveys/spring"))


def test_paper_has_no_link_through_which_one_person_could_key(rows, survey):
    assert [each.mode for each in surveys.links_of(rows, "spring")] == ["open-link"]


def test_an_administrator_reads_no_paper(app, rows, survey):
    client = signed_in(app, rows, Role.ADMINISTRATOR)
    assert client.get(LIST).status_code == 403


def test_a_purge_takes_waiting_papers_along(ann, rows):
    key(ann)
    erasures.erase_all(rows, "spring")
    assert rows.query(Paper).count() == 0


def test_new_keys_open_what_waits(ann, bob, rows):
    key(ann)
    key_rotation.rotate(rows.connection())
    rows.commit()
    key(bob)
    assert texts(rows) == [SAID]


def test_papers_waiting_are_listed_with_what_is_next(ann, bob, rows):
    key(ann)
    assert "Somebody else keys it" in words(ann.get(LIST))
    link = soup(bob.get(LIST)).find("a", string=lambda text: text and "second time" in text)
    assert link or "Key it the second time" in words(bob.get(LIST))
    assert [each.sheet.number for each in papers_overview.papers_waiting(rows, "spring")] == ["12"]


def test_an_arabic_paper_stores_the_same_codes(app, ann, bob, rows):
    app.extensions["languages"] = ("en", "ar")
    arabic = {"sheet": "sample|13-18|ar"}
    key(ann, **arabic)
    assert key(bob, **arabic).location.endswith("done=stored")
    assert rows.query(Response).one().language == "ar"
    assert stored(rows) == [("safe", "y", "answered"), ("why", "", "answered")]


def test_an_officer_makes_the_papers_ready_and_takes_them(
    ann, rows, deployed, tmp_path, monkeypatch
):
    jobs = open_jobs(tmp_path, is_immediate=True)
    monkeypatch.setattr("feedback_app.manage.papers.open_jobs", lambda _instance: jobs)
    name = "sample-13-18-en.pdf"
    assert ann.get(f"{LIST}/files/{name}").status_code == 404
    page = send(ann, ann.get(LIST), f"{LIST}/print")
    shown = ann.get(page.location)
    assert "The papers are being made." in shown.text
    link = soup(shown).select_one(f"a[href='{LIST}/files/{name}']")
    with ann.get(link["href"]) as taken:
        assert taken.mimetype == "application/pdf"
        assert taken.data.startswith(b"%PDF-1.")
    assert ann.get(f"{LIST}/files/feedback.db").status_code == 404
    assert ann.get(f"{LIST}/files/..%2f..%2ffeedback.db").status_code == 404
