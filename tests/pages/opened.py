"""A whole service for tests that look at every page: surveys open, results out, five languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.language import KNOWN, translations_of
from feedback_app.services import results, sounds, speech, surveys
from feedback_app.services.partnership import load_partnership
from feedback_app.store import Base, Response
from feedback_app.store.staff import Role
from forms.definition import Mode
from forms.loading import SHIPPED, load_family
from forms.questionnaire import Questionnaire
from tests.asking import a_childrens_report, a_reply, an_ask, keep_report
from tests.factories import (
    a_candidate,
    a_concern,
    a_person,
    a_plan,
    a_questionnaire,
    a_suggestion,
    a_verbatim,
)

FAMILIES = {
    "everyone": ("all-ages",),
    "family": ("yp-5-7-easy-read", "yp-8-12", "yp-13-18"),
}
FEEDBACK_DATE = date(2027, 1, 5)
SILENCE = b"ID3 no sound"
"""Stands for every recording: a page shows its player without looking into the file."""


@dataclass(frozen=True)
class Opened:
    """A service on a database of its own, and the addresses of its surveys' first pages."""

    app: Flask
    rows: Session
    addresses: dict[str, str]

    def client(self, language: str = "en") -> FlaskClient:
        """Return a new browser whose owner reads a language."""
        browser = self.app.test_client()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return browser


def open_service(folder: Path, *, languages: Sequence[str] = tuple(KNOWN)) -> Opened:
    """Return a service on which every page of a respondent can be met."""
    chosen = ", ".join(f'"{code}"' for code in languages)
    (folder / "config.toml").write_text(f"languages = [{chosen}]\n", encoding="utf-8")
    app = create_app(load_settings(folder))
    app.testing = True
    database = app.extensions["database"]
    Base.metadata.create_all(database.engine)
    rows = Session(database.statements, expire_on_commit=False)
    load_partnership(rows)
    for survey_id, names in FAMILIES.items():
        family = load_family([SHIPPED / f"{name}.yaml" for name in names])
        _open(rows, survey_id, family)
        frozen = [surveys.frozen_questionnaire(rows.connection(), survey_id, n) for n in names]
        _record(folder, frozen, languages)
    sample = a_questionnaire(modes=(Mode.OPEN_LINK, Mode.PAPER))
    _open(rows, "spring", [sample])
    _record(folder, [sample], ("en",))
    _open(rows, "autumn", [a_questionnaire()])
    addresses = {
        "everyone": _address(rows, "everyone", "all-ages", Mode.GROUP_CODE),
        "helped": _address(rows, "everyone", "all-ages", Mode.SUPPORTED_IN_SETTING),
        "family": _address(rows, "family", surveys.FOR_ALL, Mode.GROUP_CODE),
        "spring": _address(rows, "spring", "sample", Mode.OPEN_LINK),
        "closed": _address(rows, "autumn", "sample", Mode.OPEN_LINK),
    }
    surveys.close_survey(rows, "autumn")
    _publish(rows)
    return Opened(app, rows, addresses)


def _open(rows: Session, survey_id: str, family: Sequence[Questionnaire]) -> None:
    values = {"feedback_date": FEEDBACK_DATE}
    surveys.open_survey(rows, survey_id, family, plan=a_plan(), parameters=values)


def _record(folder: Path, frozen: Sequence[Questionnaire], languages: Sequence[str]) -> None:
    for saying in speech.sayings_of(frozen, translations_of(languages)):
        sounds.keep(folder / sounds.FOLDER, saying.name, SILENCE)
    (folder / sounds.FOLDER).touch()


def _address(rows: Session, survey_id: str, questionnaire_id: str, mode: str) -> str:
    return next(
        f"/s/{link.token}"
        for link in surveys.links_of(rows, survey_id)
        if (link.questionnaire_id, link.mode) == (questionnaire_id, mode)
    )


def _publish(rows: Session) -> None:
    """Put out the results of a survey, with an ask that was answered and one that was not."""
    officer = a_person(rows, Role.SURVEY_OFFICER)
    results.publish(rows, keep_report(rows, a_childrens_report()), by=officer.id)
    a_reply(rows, an_ask(rows, officer), officer)
    an_ask(rows, officer, said="Light the path", child_words="Light the path.")


def fill(opened: Opened) -> None:
    """Give staff something to read: answers, a suggestion, a concern, a candidate theme."""
    rows = opened.rows
    verbatim = a_verbatim(rows, "People listen to me at the library.")
    a_suggestion(rows, verbatim)
    a_concern(rows, response=rows.query(Response).first())
    a_candidate(rows)
