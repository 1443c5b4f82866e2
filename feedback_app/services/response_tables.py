"""Count responses by what is known of each: the place, the way of answering, the language."""

from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from sqlalchemy.orm import Session

from analysis.asked import Frame, Instrument
from analysis.designs import PLACE, TablePlan, place_dimension, plan_responses
from analysis.dimensions import Category
from analysis.report_heard import LANGUAGE, MODE
from analysis.tabulate import CountTable
from feedback_app.services.counting import count_responses
from feedback_app.services.periods import Period
from feedback_app.services.tabulating import tabulate_responses
from feedback_app.store import Response
from forms.definition import Mode

MODE_WORDS = {
    Mode.OPEN_LINK: "by open link",
    Mode.GROUP_CODE: "with a group's code",
    Mode.SUPPORTED_IN_SETTING: "with help in school or another setting",
    Mode.SUPPORTED_AT_HOME: "with help at home",
    Mode.AGENCY_CODE: "with an agency's code",
    Mode.MEMBER_CODE: "with a member's code",
    Mode.PAPER: "on paper",
}
IMPORTED = "brought in from elsewhere"


def count_response_tables(
    session: Session, period: Period, instrument: Instrument, frame: Frame
) -> list[tuple[TablePlan, CountTable]]:
    """Return the tables of responses by place, way of answering and language."""
    by_place = plan_responses(
        instrument,
        period.waves,
        name=PLACE,
        label="Locality",
        categories=place_dimension(frame).categories,
    )
    counted = [(by_place, count_responses(session, period.scope, Response.place_id))]
    modes = count_responses(session, period.scope, Response.mode)
    labels = {str(mode): words for mode, words in MODE_WORDS.items()}
    plan = plan_responses(
        instrument,
        period.waves,
        name=MODE,
        label="Way of answering",
        categories=_categories(labels, list(modes)),
    )
    counted.append((plan, modes))
    languages = count_responses(session, period.scope, Response.language)
    plan = plan_responses(
        instrument,
        period.waves,
        name=LANGUAGE,
        label="Language",
        categories=_categories({}, list(languages)),
    )
    counted.append((plan, languages))
    return [(plan, tabulate_responses(plan, groups)) for plan, groups in counted]


def _categories(labels: dict[str, str], found: Sequence[str]) -> list[Category]:
    """Return the known values, then those that only came with an import."""
    others = {
        each: IMPORTED if labels else _language(each)
        for each in sorted(found)
        if each not in labels
    }
    return [Category.single(each, words) for each, words in {**labels, **others}.items()]


def _language(code: str) -> str:
    """Return the English name of a language, or its code where it has none."""
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
