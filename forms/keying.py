"""What staff key in from a paper: it passes the checks, and is read into the answers, of online."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.answers import Answer, Answers, complete, read_answer
from forms.build import form_class
from forms.definition import (
    GoToClosingPage,
    GoToQuestionnaire,
    Mode,
    Option,
    Page,
    Presentation,
    Translate,
)
from forms.options import available_options
from forms.papers import pages_on_paper
from forms.questionnaire import Questionnaire
from forms.routing import Step, next_step, path

Sent = MultiDict[str, str]


@dataclass(frozen=True)
class Keyed:
    """What was keyed from one paper: an answer for every page, and what is wrong by page number."""

    answers: Mapping[str, Answer]
    faults: Mapping[int, str]
    way_out: Step | None = None
    """Where an answer leads that does not end in a response: no consent, or another paper."""


def answer_name(page: Page) -> str:
    """Return the name of the field into which a page's answer is keyed."""
    return f"answer-{page.number}"


def other_name(page: Page) -> str:
    """Return the name of the field for words beside a choice."""
    return f"other-{page.number}"


def read_paper(
    questionnaire: Questionnaire, sent: Sent, *, presentation: Presentation, translate: Translate
) -> Keyed:
    """Return what was keyed, judged page by page as it would be online."""
    answers: dict[str, Answer] = {}
    faults: dict[int, str] = {}
    asked = [page for page in pages_on_paper(questionnaire) if page.takes_answer]
    for page in (questionnaire.start_page, *asked):
        form = _form(questionnaire, page, sent, answers)
        form.translate = translate
        form.label_of = _labels(presentation, translate)
        if form.validate():
            answers[page.key] = read_answer(page, form)
        else:
            faults[page.number] = next(str(each[0]) for each in form.errors.values() if each)
    way_out = next(_ways_out(questionnaire, answers), None)
    return Keyed(complete(questionnaire, answers, mode=Mode.PAPER), faults, way_out)


def _form(questionnaire: Questionnaire, page: Page, sent: Sent, answers: Answers) -> Any:
    """Return the form a respondent would have had, without its token: staff's own carries one."""
    given: Sent = MultiDict()
    for name, field in (("answer", answer_name(page)), ("other", other_name(page))):
        given.setlist(name, sent.getlist(field))
    form = form_class(questionnaire, page)(formdata=given, meta={"csrf": False})
    form.offered = frozenset(option.code for option in available_options(page, answers))
    return form


def _labels(presentation: Presentation, translate: Translate) -> Any:
    def label_of(option: Option) -> str:
        return option.label.of(presentation, translate)

    return label_of


def _ways_out(questionnaire: Questionnaire, answers: Answers) -> Iterator[Step]:
    """Yield where an answer leads out of the questionnaire without a response."""
    for page in (None, *path(questionnaire, answers, mode=Mode.PAPER)):
        step = next_step(questionnaire, answers, after=page, mode=Mode.PAPER)
        if isinstance(step, GoToQuestionnaire | GoToClosingPage):
            yield step
