"""A sound invented store for reports: surveys opened as always, answers drawn by a fixed seed.

Fast enough to invent half a million responses; every code and state is one the questionnaire has.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from analysis.report_records import Readership
from feedback_app.database import Database, open_database
from feedback_app.services.partnership import load_partnership
from feedback_app.services.places import places_on
from feedback_app.services.reporting import Order
from feedback_app.services.surveys import open_survey, questionnaires_of
from feedback_app.services.verbatims import add_verbatims
from feedback_app.store import (
    Answer,
    Base,
    CodingDecision,
    CodingReview,
    Response,
    Staff,
    SuggestedCoding,
    Survey,
    Verbatim,
)
from forms.definition import Kind, Page, State
from forms.loading import SHIPPED, load_family
from forms.questionnaire import Questionnaire
from tests.factories import a_plan

OPENS, CLOSES = date(2025, 1, 13), date(2025, 2, 28)
CODER = "0" * 32
WORDS = "More places to go after school, and somebody who listens."
Row = dict[str, Any]


def an_empty_store(path: Path) -> Database:
    """Return a SQLite database of this version with Cumbria's places and one coder."""
    return a_store_on(f"sqlite:///{path}")


def a_store_on(url: str) -> Database:
    """Return a database of this version at an address, with Cumbria's places and one coder."""
    database = open_database(url)
    Base.metadata.create_all(database.engine)
    with database.sessions.begin() as session:
        load_partnership(session)
        session.add(
            Staff(
                id=CODER, email="coder@example.org", name="Coder", password_hash="-", role="coder"
            )
        )
    return database


def a_survey(
    session: Session,
    *questionnaires: str,
    survey_id: str = "voice-2025",
    title: str = "Your safety, your say 2025",
    opens_on: date = OPENS,
) -> Survey:
    """Open a survey on questionnaires that ship, closed for good since its last day."""
    family = load_family([SHIPPED / f"{name}.yaml" for name in questionnaires])
    parameters: dict[str, object] = {
        "feedback_date": "1 May 2025",
        "year": "2025",
        "plan_name": "the plan",
    }
    plan = a_plan(title=title, opens_on=opens_on, closes_on=CLOSES)
    survey = open_survey(session, survey_id, family, plan=plan, parameters=parameters)
    survey.closed_on = CLOSES
    session.flush()
    return survey


def a_board_order(*surveys: str, **changes: Any) -> Order:
    """Return an order for the Board's report of some surveys, a season after they closed."""
    given = {"readership": Readership.BOARD, "today": date(2025, 6, 1), "threshold": 0.5}
    return Order(survey_ids=list(surveys), **{**given, **changes})


def invent(
    session: Session, survey: Survey, *, responses: int, themes: Sequence[str] = (), seed: int = 7
) -> None:
    """Write invented responses to every questionnaire of a survey, with codings for their texts."""
    listed = [place.id for place in places_on(session, survey.opens_on)]
    for questionnaire in questionnaires_of(session, survey):
        chance = random.Random(f"{seed}/{survey.id}/{questionnaire.id}")
        inventor = Inventor(questionnaire, listed, themes, chance)
        inventor.write(session, survey.id, responses)


class Inventor:
    """Invents responses to one questionnaire."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        places: Sequence[str],
        themes: Sequence[str],
        chance: random.Random,
    ) -> None:
        self.questionnaire, self.places, self.themes = questionnaire, places, themes
        self.chance = chance
        self.survey_id, self.decided = "", 0
        self.pages = [page for page in questionnaire.pages if page.takes_answer]
        self.likely = [3.0 / (1 + rank) for rank in range(len(places))]

    def write(self, session: Session, survey_id: str, count: int, *, batch: int = 2_000) -> None:
        """Write the rows in batches, so that memory stays small."""
        self.survey_id = survey_id
        self.decided = session.scalar(select(func.max(CodingReview.number))) or 0
        for start in range(0, count, batch):
            rows: dict[type[Any], list[Row]] = {
                table: []
                for table in (
                    Response,
                    Answer,
                    Verbatim,
                    SuggestedCoding,
                    CodingReview,
                    CodingDecision,
                )
            }
            for _ in range(min(batch, count - start)):
                self._respond(survey_id, rows)
            for table, mine in rows.items():
                if table is Verbatim:
                    add_verbatims(session.connection(), survey_id, mine)
                elif mine:
                    session.execute(insert(table), mine)
            session.flush()

    def _respond(self, survey_id: str, rows: dict[type[Any], list[Row]]) -> None:
        chance = self.chance
        response_id = f"{chance.getrandbits(128):032x}"
        place = chance.choices(self.places, self.likely)[0] if chance.random() < 0.93 else None
        rows[Response].append(
            {
                "id": response_id,
                "survey_id": survey_id,
                "questionnaire_id": self.questionnaire.id,
                "mode": chance.choice(self.questionnaire.modes).value,
                "presentation": self.questionnaire.presentations[0].value,
                "language": "en-GB",
                "received_on": OPENS + timedelta(days=chance.randrange(46)),
                "place_id": place,
                "respondent_group": self.questionnaire.id,
            }
        )
        for page in self.pages:
            self._answer(response_id, page, rows)

    def _answer(self, response_id: str, page: Page, rows: dict[type[Any], list[Row]]) -> None:
        key = {
            "response_id": response_id,
            "question_id": page.question.id,
            "row_id": page.row.id if page.row else "",
        }
        for code, state in self._given(page):
            rows[Answer].append({**key, "code": code, "state": state.value})
            if page.question.kind.is_free_text and state is State.ANSWERED:
                self._write_words(key, page, rows)

    def _given(self, page: Page) -> Iterator[tuple[str, State]]:
        chance, question = self.chance, page.question
        if chance.random() < 0.06:
            yield "", State.SKIPPED
        elif question.kind.is_free_text:
            yield "", State.ANSWERED if chance.random() < 0.6 else State.SKIPPED
        elif question.kind is Kind.PLACE:
            yield chance.choice(question.options).code, State.ANSWERED
        elif question.takes_several:
            free = [option for option in question.options if not option.exclusive]
            for option in chance.sample(free, chance.randint(1, min(3, len(free)))):
                yield option.code, option.means
        else:
            weights = [2.0 / (1 + rank) for rank in range(len(question.options))]
            option = chance.choices(question.options, weights)[0]
            yield option.code, option.means

    def _write_words(self, key: Row, page: Page, rows: dict[type[Any], list[Row]]) -> None:
        chance = self.chance
        verbatim_id = f"{chance.getrandbits(128):032x}"
        rows[Verbatim].append(
            {"id": verbatim_id, **key, "text": WORDS, "is_themed": page.question.themed}
        )
        if not (page.question.themed and self.themes):
            return
        weights = [4.0 / (1 + rank) for rank in range(len(self.themes))]
        for theme in set(chance.choices(self.themes, weights, k=chance.randint(1, 2))):
            rows[SuggestedCoding].append(
                {
                    "verbatim_id": verbatim_id,
                    "theme_id": theme,
                    "codebook_version": "1",
                    "probability": chance.choice((0.3, 0.6, 0.9)),
                }
            )
            if chance.random() < 0.2:
                self._decide(verbatim_id, theme, rows)

    def _decide(self, verbatim_id: str, theme: str, rows: dict[type[Any], list[Row]]) -> None:
        """Write one or two reviews of a verbatim, of which one in ten was taken back."""
        verdicts = self.chance.sample(("confirmed", "rejected", "added"), self.chance.randint(1, 2))
        for verdict in verdicts:
            self.decided += 1
            moment = datetime.fromisoformat("2025-03-03T09:00")
            rows[CodingReview].append(
                {
                    "number": self.decided,
                    "survey_id": self.survey_id,
                    "verbatim_id": verbatim_id,
                    "staff_id": CODER,
                    "reviewed_at": moment,
                    "is_undone": self.chance.random() < 0.1,
                }
            )
            rows[CodingDecision].append(
                {
                    "number": self.decided,
                    "review_number": self.decided,
                    "verbatim_id": verbatim_id,
                    "theme_id": theme,
                    "codebook_version": "1",
                    "verdict": verdict,
                    "staff_id": CODER,
                    "decided_at": moment,
                }
            )
