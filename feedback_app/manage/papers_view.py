"""What the pages for papers show: a form of all questions, and where two people differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from feedback_app.language import KNOWN, translations_of
from feedback_app.language import gettext as _
from feedback_app.manage.names import presentation_names
from feedback_app.services.papers import Compared, Sheet
from forms import piping
from forms.answers import Answer, readable
from forms.definition import Kind, Mode, Page, Presentation, State, Translate
from forms.keying import answer_name, other_name
from forms.papers import pages_on_paper
from forms.questionnaire import Questionnaire

KINDS = {
    Kind.SINGLE: "radios",
    Kind.GRID: "radios",
    Kind.MULTI: "checkboxes",
    Kind.SHORT_TEXT: "text",
    Kind.LONG_TEXT: "text",
}


@dataclass(frozen=True)
class Field:
    """One question as it is keyed: its number and code are those printed on the paper."""

    kind: str
    name: str
    other_name: str
    label: str
    code: str
    items: list[dict[str, object]]
    value: str
    other: str
    takes_text: bool
    error: str


@dataclass(frozen=True)
class Difference:
    """One question that two people keyed differently."""

    name: str
    label: str
    code: str
    items: list[dict[str, str]]


def sheet_items(
    questionnaires: Iterable[Questionnaire], languages: Iterable[str]
) -> list[dict[str, str]]:
    """Return the kinds of paper a survey has, for a list to choose from."""
    codes, names = list(languages), presentation_names()
    return [
        {
            "value": f"{each.id}|{presentation}|{code}",
            "label": f"{each.id}: {names[presentation]}, {KNOWN[code].name}",
        }
        for each in questionnaires
        if Mode.PAPER in each.modes
        for presentation in each.presentations
        for code in codes
    ]


def view_fields(
    questionnaire: Questionnaire, sheet: Sheet, sent: MultiDict[str, str], faults: Mapping[int, str]
) -> list[Field]:
    """Return every question of a paper with what was keyed so far and what is wrong with it."""
    said = _Said(questionnaire, sheet)
    asked = [page for page in pages_on_paper(questionnaire) if page.takes_answer]
    start = said.field(questionnaire.start_page, 0, sent, faults)
    rest = (said.field(page, place, sent, faults) for place, page in enumerate(asked, start=1))
    return [start, *rest]


def view_differences(compared: Compared) -> list[Difference]:
    """Return what two people keyed of each question that they keyed differently."""
    said = _Said(compared.questionnaire, compared.sheet)
    pages = compared.questionnaire.page_by_key
    asked = [page.key for page in pages_on_paper(compared.questionnaire) if page.takes_answer]
    found = []
    for key in compared.keys:
        readings = (
            said.reading(pages[key], each[key]) for each in (compared.first, compared.second)
        )
        first, second = readings
        items = [{"value": "first", "label": first}, {"value": "second", "label": second}]
        label = f"{asked.index(key) + 1}. {said.heading(pages[key])}"
        found.append(Difference(f"difference-{pages[key].number}", label, key, items))
    return found


class _Said:
    """The words of one paper: in its own presentation and language, as they are printed."""

    def __init__(self, questionnaire: Questionnaire, sheet: Sheet) -> None:
        self.questionnaire = questionnaire
        self.presentation = Presentation(sheet.presentation)
        self.translate: Translate = translations_of([sheet.language])[sheet.language]

    def heading(self, page: Page) -> str:
        stem = page.question.text.of(self.presentation, self.translate) if page.row else ""
        words = piping.words(
            self.questionnaire,
            page.wording,
            answers={},
            presentation=self.presentation,
            translate=self.translate,
        )
        return f"{stem} {words}".strip()

    def reading(self, page: Page, answer: Answer) -> str:
        """Return an answer in words, or what became of the question."""
        lines = readable(page, answer, presentation=self.presentation, translate=self.translate)
        if lines:
            return " / ".join(lines)
        return _("Not met on this way") if answer.state is State.NOT_ASKED else _("Left empty")

    def field(
        self, page: Page, place: int, sent: MultiDict[str, str], faults: Mapping[int, str]
    ) -> Field:
        question, name = page.question, answer_name(page)
        chosen = sent.getlist(name)
        several = "checkboxes" if question.takes_several else "select"
        return Field(
            kind=KINDS.get(question.kind, several),
            name=name,
            other_name=other_name(page),
            label=f"{place}. {self.heading(page)}" if place else self.heading(page),
            code=page.key,
            items=[
                {
                    "value": option.code,
                    "label": option.label.of(self.presentation, self.translate),
                    "hint": option.code if question.kind is not Kind.PLACE else "",
                    "checked": option.code in chosen,
                }
                for option in question.options
            ],
            value=next(iter(chosen), ""),
            other=sent.get(other_name(page), ""),
            takes_text=any(option.takes_text for option in question.options),
            error=faults.get(page.number, ""),
        )
