"""Fill an empty deployment: places, surveys with invented answers, staff, themes, a report."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from analysis.codebook import SHIPPED as CODEBOOK
from analysis.codebook import load_codebook
from feedback_app.demonstration.inventing import Invention, invent
from feedback_app.services import (
    accounts,
    asks,
    clock,
    denominators,
    first_sight,
    responding,
    results,
    surveys,
)
from feedback_app.services.ask_translations import Translated, add_translation
from feedback_app.services.asks import NewAsk, NewReply
from feedback_app.services.duties import Duties
from feedback_app.services.responding import Returned
from feedback_app.services.surveys import Plan
from feedback_app.store import Survey
from feedback_app.store.asks import Answered, AskKind, Changed
from feedback_app.store.staff import Role
from feedback_app.store.surveys import Basis, Condition, SurveyKind
from forms.loading import SHIPPED as QUESTIONNAIRES
from forms.loading import load_family

CONTENT = Path(__file__).parent / "surveys.yaml"
SEED = "demonstration"
PROMISED, SOON = "feedback_date", timedelta(days=90)
INVENTED = Duties(
    Basis.PUBLIC_TASK,
    Condition.SAFEGUARDING,
    "Demonstration: nobody's data, no assessment needed",
    date(2099, 12, 31),
)
SIGN_IN_WORDS = "only a demonstration"
Row = Mapping[str, Any]
Voices = Mapping[str, Sequence[str]]


def content() -> Row:
    """Return what the demonstration holds."""
    document: Row = yaml.load(CONTENT.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return document


def size_of(document: Row) -> int:
    """Return how many responses are to be invented, for a progress bar."""
    return sum(
        each["responses"] for row in document["surveys"] for each in row["questionnaires"].values()
    )


def fill_surveys(session: Session, document: Row, progress: Callable[[int], None]) -> list[str]:
    """Open the surveys and store their invented responses; return the ids of the surveys."""
    texts = _texts_by_voice()
    for row in document["surveys"]:
        names = list(row["questionnaires"])
        family = load_family([QUESTIONNAIRES / f"{name}.yaml" for name in names])
        survey = surveys.open_survey(
            session,
            row["id"],
            family,
            plan=Plan(
                title=row["title"],
                kind=SurveyKind(row["kind"]),
                opens_on=row["opens"],
                is_demonstration=True,
                duties=INVENTED,
            ),
            parameters=_still_ahead(row["parameters"]),
        )
        survey.weighted_by = row.get("weighted_by", "")
        for group, number in row.get("invited", {}).items():
            denominators.set_invited(
                session,
                survey.id,
                group=group,
                invited=number,
                supplied_by="the agencies (invented)",
                supplied_on=row["opens"],
            )
        for returned in _inventions(session, survey, row, (texts, document["strengths"])):
            responding.store_response(session.connection(), returned)
            progress(1)
    return [row["id"] for row in document["surveys"]]


def _still_ahead(parameters: Row) -> Row:
    """Return the parameters with the day by which answers are promised where it can still be kept.

    The surveys are years old and stay open to be tried: nobody is promised a day that has passed.
    """
    promised = parameters.get(PROMISED)
    if promised is None or promised > clock.today():
        return parameters
    return {**parameters, PROMISED: clock.today() + SOON}


def reported_surveys(document: Row) -> list[str]:
    """Return the surveys that the demonstration's report is built of."""
    return [row["id"] for row in document["surveys"] if row.get("in_report", True)]


def add_staff(session: Session, document: Row) -> list[tuple[str, str]]:
    """Add an account for each role; return who may sign in, and as what."""
    for row in document["staff"]:
        accounts.add_staff(
            session, row["email"], name=row["name"], role=Role(row["role"]), password=SIGN_IN_WORDS
        )
    return [(row["email"], row["role"]) for row in document["staff"]]


def fill_asks(session: Session, document: Row) -> None:
    """Put on record what was asked for after the surveys, and what was answered."""
    officer = next(
        each for each in accounts.list_staff(session) if each.role == Role.SURVEY_OFFICER
    )
    for row in document["asks"]:
        ask = asks.add_ask(
            session,
            NewAsk(
                row["survey"],
                row["said"],
                row["owner"],
                row["due"],
                kind=AskKind(row.get("kind", "ask")),
                child_words=row["child_words"],
                priority=row["priority"],
                locality_id=row.get("locality", ""),
                evidence=row.get("evidence", ""),
                asked_on=row["asked"],
            ),
            by=officer.id,
        )
        _translate(session, row, Translated(ask.id, None, "", ""), by=officer.id)
        if "reply" in row:
            reply = asks.add_reply(session, ask.id, _reply(row["reply"]), by=officer.id)
            given = Translated(ask.id, reply.number, "", "")
            _translate(session, row["reply"], given, by=officer.id)


def _translate(session: Session, row: Row, of: Translated, *, by: str) -> None:
    for language, words in row.get("in_other_words", {}).items():
        given = replace(of, language=language, words=words)
        add_translation(session, given, languages=(language,), by=by)


def show_results(session: Session, document: Row, hash_: str) -> None:
    """Let the young find the children's report fair, and put it on the public page."""
    by_role = {each.role: each.id for each in accounts.list_staff(session)}
    first_sight.record_sight(
        session, hash_, is_fair=True, note=document["note"], by=by_role[Role.YOUNG_PERSPECTIVES]
    )
    results.publish(session, hash_, by=by_role[Role.SURVEY_OFFICER])


def _reply(row: Row) -> NewReply:
    return NewReply(
        Answered(row["answer"]),
        row["did"],
        Changed(row["changed"]),
        child_words=row["child_words"],
        told_on=row["told"],
    )


def _inventions(
    session: Session, survey: Survey, row: Row, told: tuple[Voices, Voices]
) -> Iterator[Returned]:
    texts, strengths = told
    for questionnaire in surveys.questionnaires_of(session, survey):
        wanted = row["questionnaires"][questionnaire.id]
        invention = Invention(
            survey.id,
            questionnaire,
            wanted["responses"],
            row["opens"],
            row["days"],
            texts[wanted["voice"]],
            strengths=strengths.get(wanted["voice"], ()),
            every_presentation=wanted.get("every_presentation", False),
        )
        yield from invent(invention, seed=SEED)


def _texts_by_voice() -> dict[str, list[str]]:
    """Return the codebook's invented examples by who would say them."""
    voices: dict[str, list[str]] = {}
    for theme in load_codebook(CODEBOOK).themes:
        for example in theme.examples:
            voices.setdefault(example.who, []).append(example.text)
    return voices
