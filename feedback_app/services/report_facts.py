"""Describe to the analysis what it cannot count: dates, kinds of survey, codebook, titles."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from analysis.asked import Frame
from analysis.designs import PLACE, TableKind, TablePlan
from analysis.dimensions import ALL, Cell, TableDesign
from analysis.printing import count_words
from analysis.publication import Release
from analysis.report_material import CodingFacts, Material, ReleasedTable, listed, span_words
from analysis.report_records import Facts, Readership
from feedback_app.services import places
from feedback_app.services.report_counting import Counted

FEWEST_CODINGS = 100
A_LINE = 110
STEP = 5


def describe_material(
    counted: Sequence[Counted],
    made: Release,
    *,
    earlier: Sequence[Counted] = (),
    readership: Readership,
    title: str,
) -> Material:
    """Return what a report of a release is composed of."""
    plans = {_key(plan.design): plan for each in (*counted, *earlier) for plan in each.plans}
    released = tuple(ReleasedTable(plans[_key(table.design)], table) for table in made.tables)
    return Material(
        title=title or _title(counted),
        readership=readership,
        release=made.name,
        dates=_dates(counted),
        rule=made.rule,
        frame=_frame(counted),
        instruments=tuple(each.instrument for each in counted),
        facts=tuple(_facts(each, made) for each in counted),
        released=released,
        earlier=tuple(each.instrument for each in earlier),
        earlier_facts=tuple(_facts(each, made) for each in earlier),
        coding=_coding(counted),
        refusals=tuple(str(each) for each in made.refusals),
    )


def _key(design: TableDesign) -> tuple[str, str]:
    """Return what tells tables apart: two runs of a questionnaire have tables of one title."""
    return design.survey, design.title


def help_lines(session: Session, day: date) -> tuple[str, ...]:
    """Return whom a child may call on a day, wherever they live, a line each."""
    found = places.help_contacts_on(session.connection(), day)
    return tuple(
        f"{each.name}: {each.phone}{f', {each.web}' if each.web else ''}."
        for each in found
        if not each.area
    )


def _facts(counted: Counted, made: Release) -> Facts:
    survey, instrument, period = counted.survey, counted.instrument, counted.period
    return Facts(
        survey=survey.id,
        survey_title=survey.title,
        title=instrument.title,
        who=instrument.who.value,
        kind=str(survey.kind),
        responses=_responses(counted, made),
        first_on=_day(period.first_on or period.scope.until),
        until=_day(period.last_on or period.scope.until),
        version=instrument.version,
        waiting=period.waiting > 0,
        is_demonstration=survey.is_demonstration,
    )


def _responses(counted: Counted, made: Release) -> str:
    """Return how many responses there are, as the release shows it."""
    by_place = next(plan for plan in counted.plans if _is_by_place(plan))
    for table in made.tables:
        if table.design == by_place.design:
            shown = table.cells[Cell((ALL,))]
            return "too few" if shown.is_hidden else count_words(shown)
    return "an unpublished number of"


def _is_by_place(plan: TablePlan) -> bool:
    return plan.kind is TableKind.RESPONSES and plan.subject == PLACE


def _title(counted: Sequence[Counted]) -> str:
    """Return the surveys' titles; where they fill no single line, the first and how many more."""
    titles = list(dict.fromkeys(each.survey.title for each in counted))
    words = listed(titles)
    return words if len(words) <= A_LINE else f"{titles[0]} and {len(titles) - 1} other surveys"


def _dates(counted: Sequence[Counted]) -> str:
    first = min(each.period.first_on or each.period.scope.until for each in counted)
    last = max(each.period.last_on or each.period.scope.until for each in counted)
    return span_words(_day(first), _day(last))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _frame(counted: Sequence[Counted]) -> Frame:
    """Return the areas, with the themes and priorities of every codebook in use."""
    themes = {theme.id: theme for each in counted for theme in each.frame.themes}
    priorities = {label.id: label for each in counted for label in each.frame.priorities}
    first = counted[0].frame
    return Frame(
        first.localities, first.elsewhere, tuple(themes.values()), tuple(priorities.values())
    )


def _coding(counted: Sequence[Counted]) -> CodingFacts:
    books = {each.codebook.id: each.codebook for each in counted if each.codebook}
    by_people = sum(each.codings.by_people for each in counted)
    by_machine = sum(each.codings.by_machine for each in counted)
    return CodingFacts(
        codebook=", ".join(f"“{each.id}”, version {each.version}" for each in books.values()),
        machine_share=_machine_share(by_people, by_machine),
        unread=_unread(by_people, by_machine),
        themes=sum(len(each.active_themes) for each in books.values()),
    )


def _unread(by_people: int, by_machine: int) -> str:
    """Return the warning that stands beside themes which people have not all looked at."""
    share = _nearest(by_people, by_machine)
    if not share:
        return ""
    return (
        f"{_so_many(share, by_people)} of these themes are the machine's suggestions that no "
        "person has looked at yet: have the words read before much is decided on them."
    )


def _nearest(by_people: int, by_machine: int) -> int:
    """Return how many in a hundred codings are the machine's alone, to the nearest five."""
    total = by_people + by_machine
    return round(by_machine / total * 100 / STEP) * STEP if total >= FEWEST_CODINGS else 0


def _so_many(share: int, by_people: int) -> str:
    if share < 100:
        return f"About {share} in every 100"
    return "Nearly all" if by_people else "All"


def _machine_share(by_people: int, by_machine: int) -> str:
    """Return in words how much the machine coded alone, to the nearest five in a hundred."""
    total = by_people + by_machine
    if not total:
        return "The texts have not been themed yet, so no themes are shown."
    if total < FEWEST_CODINGS:
        return "Fewer than 100 codings were made, by people and by machine."
    share = _nearest(by_people, by_machine)
    seen = (
        f"{_so_many(share, by_people)} codings were suggested by the machine and not yet looked at"
    )
    if not by_people:
        return f"{seen} by a person."
    return (
        f"{seen} by a person; the others were confirmed or added by people (to the nearest {STEP})."
    )
