"""Describe a survey's questionnaires, areas and themes to the analysis, as plain records.

This is the one seam where the words of a questionnaire enter a report.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.asked import (
    Asked,
    AskedInWords,
    Choice,
    Frame,
    Instrument,
    Label,
    Locality,
    ThemeLabel,
    Valence,
    Who,
)
from analysis.codebook import Codebook
from analysis.dimensions import MeasureKind
from feedback_app.errors import PlacesError
from feedback_app.services import places
from feedback_app.services.counting import NO_PLACE
from feedback_app.services.routed import ways_to
from feedback_app.services.tabulating import MISSING
from feedback_app.store import Area, Survey
from forms.definition import Kind, Option, Page, Presentation, Question, State
from forms.questionnaire import Questionnaire

HARM_PRIORITY = "HARM"
CHILD, YOUNG, MEMBER = 12, 18, 25
KINDS = {
    Kind.SINGLE: MeasureKind.ONE_OF,
    Kind.GRID: MeasureKind.ONE_OF,
    Kind.MULTI: MeasureKind.ANY_OF,
}
FOOTNOTE = "* "
PLUMBING = ("consent.", "flow.")
"""Items that steer the questionnaire and tell a Board nothing."""


def instrument_key(survey_id: str, questionnaire_id: str) -> str:
    """Return the name under which the respondents to one questionnaire are counted for good."""
    return f"{survey_id}/{questionnaire_id}"


def describe_instrument(survey: Survey, questionnaire: Questionnaire) -> Instrument:
    """Return what a report needs to know of a questionnaire that a survey froze."""
    first = questionnaire.presentations[0]
    pages = [page for page in questionnaire.pages if page.takes_answer]
    reported = [page for page in pages if _is_reported(page)]
    return Instrument(
        key=instrument_key(survey.id, questionnaire.id),
        survey=survey.id,
        questionnaire=questionnaire.id,
        title=questionnaire.title.of(first),
        who=_who(questionnaire),
        version=questionnaire.version,
        closed=tuple(_closed(page, first, reported) for page in reported),
        ages=questionnaire.ages,
        written=tuple(_written(page.question, first) for page in pages if page.question.themed),
    )


def describe_frame(session: Session, day: date, codebook: Codebook | None) -> Frame:
    """Return the areas, themes and priorities of a survey's day."""
    names = places.localities_on(session, day)
    located = places.locality_of_places(session, day)
    if not names:
        everything = places.area_names(session)
        names = {each: everything[each] for each in sorted(set(located.values()))}
    if not names:
        raise PlacesError(
            f"No place is known for {day:%-d %B %Y}.",
            remedy="Choose a day within the dated areas, or load the partnership's places.",
        )
    inside: dict[str, set[str]] = {locality: {locality} for locality in names}
    for place, locality in located.items():
        if locality in inside:
            inside[locality].add(place)
    known = set(session.scalars(select(Area.id))) | {NO_PLACE}
    return Frame(
        localities=tuple(
            Locality(each, name, frozenset(inside[each])) for each, name in names.items()
        ),
        elsewhere=frozenset(known.difference(*inside.values())),
        themes=_themes(codebook),
        priorities=_priorities(session, day, codebook),
    )


def _themes(codebook: Codebook | None) -> tuple[ThemeLabel, ...]:
    if codebook is None:
        return ()
    return tuple(
        ThemeLabel(theme.id, theme.name, theme.priority, theme.sensitive)
        for theme in codebook.active_themes
    )


def _priorities(session: Session, day: date, codebook: Codebook | None) -> tuple[Label, ...]:
    """Return the Board's priorities of a day, then those of that day that only the codebook has."""
    found = places.priorities_on(session, day)
    named = codebook.priorities if codebook else ()
    for priority in (each for each in named if each.is_in_force(day)):
        found.setdefault(priority.id, priority.name)
    return tuple(Label(slug, name) for slug, name in found.items())


def _who(questionnaire: Questionnaire) -> Who:
    if any(question.item.startswith("work.") for question in questionnaire.questions):
        return Who.PRACTITIONERS
    oldest = questionnaire.ages[1]
    for limit, who in ((CHILD, Who.CHILDREN), (YOUNG, Who.YOUNG_PEOPLE), (MEMBER, Who.MEMBERS)):
        if oldest <= limit:
            return who
    is_about_children = any(each.item.startswith("fam.") for each in questionnaire.questions)
    return Who.ADULTS if is_about_children else Who.PEOPLE


def _is_reported(page: Page) -> bool:
    question = page.question
    return question.kind in KINDS and not question.item.startswith(PLUMBING)


def _closed(page: Page, shown: Presentation, reported: Sequence[Page]) -> Asked:
    question, row = page.question, page.row
    priorities = (row.priority,) if row and row.priority else question.priorities
    return Asked(
        id=page.key,
        item=(row.id if row else question.item) or question.id,
        wording=page.wording.of(shown).removeprefix(FOOTNOTE),
        stem=question.text.of(shown) if row else "",
        kind=KINDS[question.kind],
        choices=tuple(_choice(option, question, shown) for option in question.options),
        priorities=tuple(priorities),
        is_harm_related=HARM_PRIORITY in priorities,
        is_trend=question.trend,
        risk=row.risk if row else "",
        asked_of=ways_to(page, reported),
        most=question.max_choices,
    )


def _choice(option: Option, question: Question, shown: Presentation) -> Choice:
    missing = None if option.means is State.ANSWERED else MISSING[option.means]
    return Choice(
        option.code,
        option.label.of(shown),
        is_positive=option.code in question.positive,
        missing=missing,
        priority=option.priority,
    )


def _written(question: Question, shown: Presentation) -> AskedInWords:
    known = {valence.value for valence in Valence}
    valence = Valence(question.default_valence) if question.default_valence in known else ""
    return AskedInWords(
        question.id, question.text.of(shown), Valence(valence), tuple(question.priorities)
    )
