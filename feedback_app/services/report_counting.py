"""Count every table of a report, a questionnaire at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from analysis.ages import AGE, age_question
from analysis.asked import Frame, Instrument
from analysis.codebook import Codebook
from analysis.designs import (
    PLACE,
    PRIORITY_PREFIX,
    TableKind,
    TablePlan,
    plan_aged_tables,
    plan_tables,
)
from analysis.dimensions import MeasureKind
from analysis.ledger import Ledger
from analysis.survey_states import SurveyState, WaveState
from analysis.tabulate import CountTable
from feedback_app.services import codebooks, surveys
from feedback_app.services.aged_counts import AgeAsked, count_aged, tabulate_aged
from feedback_app.services.counting import (
    CodingCount,
    TextGroup,
    count_codes,
    count_codings,
    count_themes,
)
from feedback_app.services.denominators import margins_of
from feedback_app.services.instruments import describe_frame, describe_instrument
from feedback_app.services.periods import (
    NothingToReportError,
    Period,
    choose_period,
    last_whole_day,
)
from feedback_app.services.response_tables import count_response_tables
from feedback_app.services.routed import kept_to
from feedback_app.services.survey_states import reading_of, state_waves
from feedback_app.services.tabulating import tabulate_answers, tabulate_themes
from feedback_app.store import Survey
from forms.questionnaire import Questionnaire

PASSES = 2
"""How often the responses are read: once for codes, once for texts."""


@dataclass(frozen=True)
class Counted:
    """One questionnaire of a survey, counted: true counts, for the release alone."""

    survey: Survey
    instrument: Instrument
    frame: Frame
    period: Period
    plans: tuple[TablePlan, ...]
    tables: tuple[CountTable, ...]
    codings: CodingCount
    codebook: Codebook | None
    state: SurveyState


@dataclass(frozen=True)
class Wanted:
    """Which tables are wanted: of all kinds or some, of every priority or of one.

    A suggested theme counts from the probability `threshold` on; places lie where they lay on
    `places_on`, or when the newest survey opened.
    """

    kinds: frozenset[TableKind] = frozenset(TableKind)
    priority: str = ""
    threshold: float = 0.0
    places_on: date | None = None

    def takes(self, plan: TablePlan, instrument: Instrument) -> bool:
        """Say whether a table is wanted; responses by place always are."""
        if plan.kind is TableKind.RESPONSES:
            return plan.subject == PLACE or (not self.priority and self.kinds != CHILDREN_KINDS)
        if plan.kind not in self.kinds:
            return False
        asked = next((each for each in instrument.closed if each.id == plan.subject), None)
        return not self.priority or asked is None or self.priority in asked.priorities


CHILDREN_KINDS = frozenset({TableKind.RESPONSES, TableKind.ANSWERS, TableKind.THEMES})


@dataclass
class _Meter:
    """Turns numbers of responses read into a part of the whole."""

    total: int
    tell: Callable[[float], None]
    done: int = 0

    def __call__(self, responses: int) -> None:
        """Note that so many more responses were read."""
        self.done += responses
        self.tell(min(1.0, self.done / max(1, self.total)))


def count_surveys(
    session: Session,
    survey_ids: Sequence[str],
    *,
    ledger: Ledger,
    today: date,
    until: date | None,
    wanted: Wanted,
    progress: Callable[[float], None],
) -> tuple[Counted, ...]:
    """Return every questionnaire of some surveys that anybody answered, counted.

    All surveys are laid out by the areas and priorities of the newest one's first day.

    Raises:
        FeedbackError: a survey is unknown, nobody answered it, or the day asked for is not over.
        TabulationError: an answer that the questionnaire does not have.
    """
    found = [surveys.find_survey(session, survey_id) for survey_id in dict.fromkeys(survey_ids)]
    chosen = [
        each
        for survey in found
        for each in _periods(session, survey, ledger=ledger, today=today, until=until)
    ]
    meter = _Meter(PASSES * sum(period.responses for *_, period in chosen), progress)
    day = wanted.places_on or max(survey.opens_on for survey in found)
    return tuple(
        _count(session, each, day=day, meter=meter, wanted=wanted, ledger=ledger) for each in chosen
    )


def _periods(
    session: Session, survey: Survey, *, ledger: Ledger, today: date, until: date | None
) -> list[tuple[Survey, Questionnaire, Period]]:
    last = last_whole_day(survey, today, until=until)
    found = []
    for questionnaire in surveys.questionnaires_of(session, survey):
        period = choose_period(session, survey, questionnaire.id, ledger=ledger, until=last)
        if period.responses:
            found.append((survey, questionnaire, period))
    if not found:
        raise NothingToReportError(
            f"Nobody answered {survey.id} up to {last:%-d %B %Y}, so there is nothing to report.",
            remedy="A report counts days that are over: build it tomorrow, or give --until.",
        )
    return found


def _count(
    session: Session,
    chosen: tuple[Survey, Questionnaire, Period],
    *,
    day: date,
    meter: _Meter,
    wanted: Wanted,
    ledger: Ledger,
) -> Counted:
    survey, questionnaire, period = chosen
    codebook = _codebook(session, survey)
    frame = describe_frame(session, day, codebook)
    instrument = describe_instrument(survey, questionnaire)
    several = [each.id for each in instrument.closed if each.kind is MeasureKind.ANY_OF]
    codes = count_codes(session, period.scope, several=several, progress=meter)
    instrument = kept_to(instrument, codes)
    themes, waves = _read(
        session, period, frame=frame, codebook=codebook, threshold=wanted.threshold, progress=meter
    )
    reading = reading_of(ledger, instrument.key, waves)
    codings = count_codings(session, period.scope, threshold=wanted.threshold)
    is_themed = codings.by_people + codings.by_machine > 0
    planned = plan_tables(
        instrument, frame if is_themed else _plain(frame), period.waves, reading=reading
    )
    plans = [plan for plan in planned if wanted.takes(plan, instrument)]
    counted = [
        tabulate_themes(plan, themes)
        if _is_of_themes(plan)
        else tabulate_answers(plan, instrument, codes)
        for plan in plans
    ]
    aged_plans, aged = _aged(session, chosen, (instrument, frame), wanted)
    responses = [
        each
        for each in count_response_tables(session, period, instrument, frame)
        if wanted.takes(each[0], instrument)
    ]
    return Counted(
        survey=survey,
        instrument=instrument,
        frame=frame,
        period=period,
        plans=(*(plan for plan, _ in responses), *plans, *aged_plans),
        tables=(*(table for _, table in responses), *counted, *aged),
        codings=codings,
        codebook=codebook,
        state=SurveyState(reading if any(map(_is_of_themes, plans)) else 0, waves),
    )


def _read(
    session: Session,
    period: Period,
    *,
    frame: Frame,
    codebook: Codebook | None,
    threshold: float,
    progress: Callable[[int], None],
) -> tuple[Counter[TextGroup], dict[str, WaveState]]:
    """Return the themes of a period, counted, and what the counts of each wave rest on."""
    priority_of = {each.id: PRIORITY_PREFIX + each.priority for each in frame.themes}
    follows = codebooks.standing(codebook) if codebook else {}
    themes = count_themes(
        session,
        period.scope,
        threshold=threshold,
        priority_of=priority_of,
        progress=progress,
        follows=follows,
    )
    waves = state_waves(
        session, period, threshold=threshold, priority_of=priority_of, follows=follows
    )
    return themes, waves


def _is_of_themes(plan: TablePlan) -> bool:
    return plan.kind in (TableKind.THEMES, TableKind.THEMES_BY_LOCALITY)


def _aged(
    session: Session,
    chosen: tuple[Survey, Questionnaire, Period],
    described: tuple[Instrument, Frame],
    wanted: Wanted,
) -> tuple[list[TablePlan], list[CountTable]]:
    """Return the tables by locality and age, for a survey that is weighted by both."""
    survey, _, period = chosen
    instrument, frame = described
    age = age_question(instrument)
    if age is None or AGE not in margins_of(survey):
        return [], []
    planned = plan_aged_tables(instrument, frame, period.waves)
    plans = [plan for plan in planned if wanted.takes(plan, instrument)]
    counted = count_aged(session, AgeAsked(age.id, period.scope)) if plans else Counter()
    return plans, [tabulate_aged(plan, instrument, counted) for plan in plans]


def _codebook(session: Session, survey: Survey) -> Codebook | None:
    return codebooks.current_codebook(session, survey.codebook_id) if survey.codebook_id else None


def _plain(frame: Frame) -> Frame:
    """Return the frame without themes: before anybody looked for any, none would be found."""
    return replace(frame, themes=())
