"""Quotations: permission, ten alike, two who approve, nothing beside a hidden figure."""

import pytest

from feedback_app.services import places, quotations, redacting, verbatims
from feedback_app.services.quotations import QuotationRefusedError
from feedback_app.store import AuditEvent, Quotation
from feedback_app.store.staff import Role
from forms.definition import Kind, Option, Question, Wording
from tests.factories import (
    a_concern,
    a_person,
    a_questionnaire,
    a_response,
    a_survey,
    a_verbatim,
    an_answer,
    sign_in_as,
)
from tests.pages.browser import chromium, show
from tests.pages.test_gallery import OVERFLOW, faults
from tests.reading import errors, send, words

SAID = "My teacher always listens to me and asks again later."
THEME = "voice.listened"
MAY = Question(
    "may",
    Kind.SINGLE,
    Wording("May we share your words?"),
    item="consent.quote",
    options=(Option("quote_ok", Wording("Yes")), Option("count_only", Wording("No"))),
)


def a_writer(rows, text=SAID, *, code="quote_ok", **changes):
    response = a_response(rows, **changes)
    an_answer(rows, response, "may", code)
    return a_verbatim(rows, text, response=response)


@pytest.fixture
def survey(rows, partnership):
    plain = a_questionnaire()
    return a_survey(rows, questionnaire=a_questionnaire(questions=(*plain.questions, MAY)))


@pytest.fixture
def writers(rows, survey):
    """Ten people alike, who all said yes."""
    return [a_writer(rows, f"{SAID} {number}") for number in "abcdefghij"]


@pytest.fixture
def coder(rows):
    return a_person(rows, Role.CODER)


def propose(rows, verbatim, coder, **changes):
    given = {"words": SAID, "theme_id": THEME, **changes}
    return quotations.propose(rows, "spring", verbatim.id, by=coder.id, **given)


def printed(rows):
    return [each.words for each in quotations.approved_quotations(rows, "spring")]


def approve(rows, quotation, times=2):
    for _ in range(times):
        quotations.decide(rows, quotation.id, is_approved=True, by=a_person(rows).id)


def test_two_people_approve_and_not_the_one_who_proposed(rows, writers, coder):
    row = propose(rows, writers[0], coder)
    with pytest.raises(quotations.ForbiddenError):
        quotations.decide(rows, row.id, is_approved=True, by=coder.id)
    approve(rows, row, 1)
    assert printed(rows) == []
    approve(rows, row, 1)
    assert printed(rows) == [SAID]


def test_nobody_approves_twice_and_one_refusal_ends_it(rows, writers, coder):
    row, second = propose(rows, writers[0], coder), a_person(rows)
    quotations.decide(rows, row.id, is_approved=True, by=second.id)
    with pytest.raises(quotations.FeedbackError, match="already"):
        quotations.decide(rows, row.id, is_approved=True, by=second.id)
    approve(rows, row, 1)
    quotations.decide(rows, row.id, is_approved=False, by=a_person(rows).id)
    assert printed(rows) == []


def test_who_said_no_or_was_not_asked_is_not_quoted(rows, writers, coder):
    with pytest.raises(QuotationRefusedError, match="did not say"):
        propose(rows, a_writer(rows, code="count_only"), coder)
    with pytest.raises(QuotationRefusedError, match="did not say"):
        propose(rows, a_verbatim(rows, SAID), coder)
    a_survey(rows, "autumn")
    asked_nobody = a_verbatim(rows, SAID, response=a_response(rows, "autumn"))
    with pytest.raises(QuotationRefusedError, match="does not ask"):
        quotations.propose(rows, "autumn", asked_nobody.id, words=SAID, theme_id=THEME, by=coder.id)


def test_one_of_fewer_than_ten_alike_is_not_quoted(rows, survey, coder):
    nine = [a_writer(rows) for _ in range(9)]
    with pytest.raises(QuotationRefusedError, match="Fewer than 10"):
        propose(rows, nine[0], coder)
    a_writer(rows)
    propose(rows, nine[0], coder)


def test_alike_are_those_of_the_same_locality(rows, writers, coder):
    place = places.places_on(rows, survey_day(rows))[0].id
    alone = a_writer(rows, place_id=place)
    with pytest.raises(QuotationRefusedError, match="Fewer than 10"):
        propose(rows, alone, coder)


def survey_day(rows):
    from feedback_app.services.surveys import find_survey

    return find_survey(rows, "spring").opens_on


def test_words_beside_a_concern_are_not_quoted_even_after_approval(rows, writers, coder):
    from feedback_app.store import Response

    row = propose(rows, writers[0], coder)
    approve(rows, row)
    a_concern(rows, response=rows.get_one(Response, writers[0].response_id))
    assert printed(rows) == []
    with pytest.raises(QuotationRefusedError, match="safeguarding lead"):
        propose(rows, writers[0], coder)


def test_what_is_hidden_later_makes_a_quotation_lapse(rows, writers, coder):
    row = propose(rows, writers[0], coder)
    approve(rows, row)
    text = verbatims.text_of(rows, writers[0])
    redacting.hide_more(rows, writers[0].id, text, words="teacher", kind="name", staff_id=coder.id)
    assert printed(rows) == []


def test_a_name_is_quoted_as_its_mark_alone(rows, writers, coder):
    named = a_writer(rows, "Mrs Abernathy always listens to me and asks again later.")
    with pytest.raises(QuotationRefusedError, match="do not stand"):
        propose(rows, named, coder, words="Mrs Abernathy always listens to me")
    propose(rows, named, coder, words="always listens to me and asks again later.")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words": "My"}, "characters"),
        ({"words": "x" * 301}, "characters"),
        ({"theme_id": ""}, "theme"),
    ],
)
def test_a_quotation_is_a_sentence_about_something(rows, writers, coder, changes, error):
    with pytest.raises(QuotationRefusedError, match=error):
        propose(rows, writers[0], coder, **changes)
    assert rows.query(Quotation).count() == 0


def test_proposing_and_approving_on_the_pages_is_recorded(app, client, rows, writers):
    sign_in_as(client, rows, Role.CODER)
    where = f"/manage/coding/spring/answers/{writers[0].id}/quote"
    assert errors(send(client, client.get(where), where, words=SAID, theme=""))
    assert send(client, client.get(where), where, words=SAID, theme=THEME).status_code == 303
    for _ in range(2):
        other = app.test_client()
        sign_in_as(other, rows, Role.SURVEY_OFFICER)
        page = other.get("/manage/quotations/spring")
        row = rows.query(Quotation).one()
        send(other, page, f"/manage/quotations/spring/{row.id}", answer="approve")
    assert "Approved" in words(client.get("/manage/quotations/spring"))
    actions = [each.action for each in rows.query(AuditEvent)]
    assert actions.count("approved-quotation") == 2
    assert actions.count("read-quotations") == 3
    assert "read-verbatim" in actions


def test_a_coder_of_one_locality_proposes_and_does_not_read_the_rest(client, rows, writers):
    sign_in_as(client, rows, Role.CODER, locality_id="loc-carlisle-and-eden")
    assert client.get("/manage/quotations/spring").status_code == 403
    where = f"/manage/coding/spring/answers/{writers[0].id}/quote"
    assert client.get(where).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_quotations_has_a_fault(app, client, rows, writers, coder, width):
    sign_in_as(client, rows, Role.CODER)
    propose(rows, writers[0], coder)
    where = f"/manage/coding/spring/answers/{writers[0].id}/quote"
    refused = a_writer(rows, code="count_only")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        for address in (
            where,
            where.replace(writers[0].id, refused.id),
            "/manage/quotations/spring",
        ):
            show(page, client.get(address).text)
            assert faults(page, enhanced=False) == [], address
            assert page.evaluate(OVERFLOW) <= 0, address
