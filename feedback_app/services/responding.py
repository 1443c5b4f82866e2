"""Turn a draft into a response: one transaction, one day, no way back to the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from feedback_app.errors import DraftGoneError
from feedback_app.errors import mark as _
from feedback_app.services import clock, concerns, invitations, receipts, verbatims
from feedback_app.services.drafts import OpenDraft
from feedback_app.store import Answer, Draft, Response, SentDraft
from feedback_app.store.base import random_id, table_of
from feedback_app.store.statement import Statement, insert_rows
from forms import answers as given
from forms.definition import Kind, Page, State
from forms.questionnaire import Questionnaire

SENT_HOURS = 24
TAKE_DRAFT = Statement(delete(Draft).where(Draft.id == bindparam("draft")))
WAS_SENT = Statement(select(SentDraft.id).where(SentDraft.id == bindparam("draft")))
REMEMBER = Statement(insert(SentDraft))
Row = dict[str, object]


@dataclass(frozen=True)
class Returned:
    """A complete questionnaire as it is to be stored, wherever it came from."""

    survey_id: str
    questionnaire: Questionnaire
    answers: Mapping[str, given.Answer]
    mode: str
    presentation: str
    language: str
    received_on: date
    respondent_group: str = ""
    place_id: str | None = None


def submit_response(
    connection: Connection, draft: OpenDraft, questionnaire: Questionnaire, *, receipt: str = ""
) -> bool:
    """Store a draft as a response; return False when this draft was sent before.

    `receipt` is the hash of the words by which the respondent can find the response again.

    The draft is deleted first: of two requests that send it, one waits for the other and
    then finds nothing, so there is one response however often it is sent.

    Raises:
        DraftGoneError: the draft was left meanwhile.
        InvitationUsedError: a response was sent with its invitation meanwhile.
    """
    if TAKE_DRAFT.change(connection, draft=draft.id) != 1:
        if WAS_SENT.one(connection, draft=draft.id) is None:
            raise DraftGoneError(
                _("These answers were deleted before they were sent."),
                remedy=_("You can start again from the first page."),
            )
        return False
    remember_sent(connection, draft)
    response_id = store_draft(connection, draft, questionnaire)
    if receipt:
        receipts.KEEP.change(connection, hash=receipt, response_id=response_id)
    return True


def store_draft(connection: Connection, draft: OpenDraft, questionnaire: Questionnaire) -> str:
    """Store what was answered so far as a complete response of today; return its id."""
    complete = given.complete(questionnaire, draft.answers, mode=draft.mode)
    return store_response(
        connection,
        Returned(
            draft.survey_id,
            questionnaire,
            complete,
            draft.mode,
            draft.presentation,
            draft.language,
            clock.today(),
        ),
    )


def remember_sent(connection: Connection, draft: OpenDraft) -> None:
    """Note that a draft was sent, so that its thank-you page can be shown; use up its invitation.

    Raises:
        InvitationUsedError: a response was sent with the same invitation meanwhile.
    """
    end = clock.now().replace(minute=0, second=0) + timedelta(hours=SENT_HOURS + 1)
    REMEMBER.change(
        connection,
        id=draft.id,
        survey_id=draft.survey_id,
        questionnaire_id=draft.questionnaire_id,
        presentation=draft.presentation.value,
        offers=draft.offers,
        expires_at=end,
    )
    if draft.invitation_id:
        invitations.use(connection, draft.invitation_id)


def store_response(connection: Connection, returned: Returned) -> str:
    """Write a response, its answers, its verbatims and any concern; return its random id."""
    response_id = random_id()
    pages = returned.questionnaire.page_by_key
    insert_rows(connection, table_of(Response), [response_row(returned, response_id)])
    insert_rows(connection, table_of(Answer), list(answer_rows(returned, response_id)))
    verbatims.add_verbatims(connection, returned.survey_id, verbatim_rows(returned, response_id))
    concerns.raise_concerns(
        connection, returned.survey_id, response_id, answers=returned.answers, pages=pages
    )
    return response_id


def response_row(returned: Returned, response_id: str) -> Row:
    """Return the row of a response."""
    return {
        "id": response_id,
        "survey_id": returned.survey_id,
        "questionnaire_id": returned.questionnaire.id,
        "mode": str(returned.mode),
        "presentation": str(returned.presentation),
        "language": returned.language,
        "received_on": returned.received_on,
        "place_id": returned.place_id or _place(returned),
        "respondent_group": returned.respondent_group or returned.questionnaire.id,
    }


def answer_rows(returned: Returned, response_id: str) -> Iterable[Row]:
    """Yield a row for each code chosen, and one for each question left without a code."""
    pages = returned.questionnaire.page_by_key
    for key, answer in returned.answers.items():
        question_id, row_id = _ids(pages[key])
        for code in answer.codes or ("",):
            yield {
                "response_id": response_id,
                "question_id": question_id,
                "row_id": row_id,
                "code": code,
                "state": answer.state.value,
            }


def verbatim_rows(returned: Returned, response_id: str) -> Iterable[Row]:
    """Yield a row for each text written, also beside “Something else”."""
    pages = returned.questionnaire.page_by_key
    for key, answer in returned.answers.items():
        text = (answer.text or answer.other).strip()
        if text:
            question_id, row_id = _ids(pages[key])
            yield {
                "id": random_id(),
                "response_id": response_id,
                "question_id": question_id,
                "row_id": row_id,
                "text": text,
                "is_themed": pages[key].question.themed,
            }


def count_responses(session: Session, survey_id: str) -> int:
    """Return how many responses a survey has."""
    query = select(func.count()).where(Response.survey_id == survey_id)
    return session.scalar(query) or 0


def _ids(page: Page) -> tuple[str, str]:
    return page.question.id, page.row.id if page.row else ""


def _place(returned: Returned) -> str | None:
    """Return the one place a respondent chose, the finest that was asked."""
    pages = returned.questionnaire.page_by_key
    for key, answer in returned.answers.items():
        is_place = pages[key].question.kind is Kind.PLACE
        if is_place and answer.state is State.ANSWERED and len(answer.codes) == 1:
            return answer.codes[0]
    return None
