"""Where printed papers lie: a PDF for each paper of a survey, in the instance folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from forms.definition import Mode, Presentation
from forms.questionnaire import Questionnaire

FOLDER = "papers"


class Printed(NamedTuple):
    """One paper: a questionnaire in one presentation and one language."""

    questionnaire_id: str
    presentation: Presentation
    language: str

    @property
    def file_name(self) -> str:
        """The name of its file, also for whoever downloads it."""
        return f"{self.questionnaire_id}-{self.presentation}-{self.language}.pdf"


def sheets_of(family: Iterable[Questionnaire], languages: Iterable[str]) -> list[Printed]:
    """Return every paper a survey has."""
    codes = tuple(languages)
    return [
        Printed(each.id, presentation, code)
        for each in family
        if Mode.PAPER in each.modes
        for presentation in each.presentations
        for code in codes
    ]


def path_of(instance: Path, survey_id: str, paper: Printed) -> Path:
    """Return where the file of a paper lies once it is printed."""
    return instance / FOLDER / survey_id / paper.file_name
