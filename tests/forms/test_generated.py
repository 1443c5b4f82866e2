"""Whatever sound definition is written, everyone can finish it and every page can be met."""

from itertools import chain, islice, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from forms.answers import SKIPPED, Answer, chosen, complete, from_draft, to_draft
from forms.binding import PlaceOption, bind
from forms.definition import Check, Kind, Mode, Page, PlaceLevel, State
from forms.faults import DefinitionError
from forms.freezing import freeze, thaw
from forms.loading import load_questionnaire
from forms.routing import next_step, path, prune
from tests.forms.files import SHARED, SOUND, write

CODES = ("a", "b", "c")
KINDS = tuple(Kind)
EXPECTED = ("No one can ever reach", "leads away", "Nothing is asked")
"""Faults that a drawn definition may have; it is then no example."""
PLACES = [PlaceOption(code, code, PlaceLevel.SETTLEMENT) for code in ("p1", "p2")]
HEAD = SOUND[: SOUND.index("pages:\n")].replace(
    "parameters:\n  feedback_date: {kind: date, means: The day we tell}\n"
    "  round: {kind: number, means: The round}\n",
    "",
)
TAIL = "end:\n  heading: Thank you\n"
LINES = {
    Kind.SINGLE: "options: [{code: a, label: A}, {code: b, label: B}, {code: c, label: C}]",
    Kind.MULTI: "options: [{code: a, label: A}, {code: b, label: B},"
    " {code: c, label: C, exclusive: true}]",
    Kind.GRID: "scale: often\n    rows: [{item: voice.space, text: One},"
    " {item: voice.voice, text: Two}]",
    Kind.SHORT_TEXT: "max_characters: 50\n    screened: true\n    help: Leave out names.",
    Kind.LONG_TEXT: "max_characters: 50\n    screened: true\n    help: Leave out names.",
    Kind.PLACE: "required: true",
    Kind.INFORMATION: "help: Read this.",
}


@st.composite
def definitions(draw):
    """Draw the text of a definition; nearly all are sound, and unsound ones are refused."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=7))
    closed = [n for n, kind in enumerate(kinds) if kind in (Kind.SINGLE, Kind.MULTI)]
    blocks = [draw(a_block(number, kinds, closed)) for number in range(len(kinds))]
    return HEAD + "pages:\n" + "".join(blocks) + TAIL


@st.composite
def a_block(draw, number, kinds, closed):
    kind = kinds[number]
    earlier = [n for n in closed if n < number]
    lines = [f"kind: {kind}", f"text: Question {number}", "why: To know.", "item: about.age"]
    if kind is Kind.GRID:
        lines.remove("item: about.age")
    carries = kind in (Kind.SINGLE, Kind.MULTI) and earlier and draw(st.booleans())
    if carries:
        lines.append(f"options_from_answer: q{draw(st.sampled_from(earlier))}")
    else:
        lines.append(LINES[kind])
    if earlier and draw(st.booleans()):
        lines.append(f"show_if: {draw(a_condition(kinds, draw(st.sampled_from(earlier))))}")
    if kind in (Kind.SINGLE, Kind.MULTI):
        lines += draw(st.sampled_from([[], ["required: true"]]))
        if not carries and draw(st.booleans()):
            way = draw(st.sampled_from(["to_finish: true", "to_closing_page: leave_kindly"]))
            codes = ", ".join(draw(st.sets(st.sampled_from(CODES), min_size=1, max_size=2)))
            lines.append(f"routes: [{{answer: [{codes}], {way}}}]")
    if draw(st.integers(0, 4)) == 0:
        lines.append("modes: [group-code]")
    return f"  - question: q{number}\n" + "".join(f"    {line}\n" for line in lines)


@st.composite
def a_condition(draw, kinds, source):
    if kinds[source] is Kind.MULTI and draw(st.booleans()):
        return f"{{question: q{source}, chosen_at_least: {draw(st.integers(1, 2))}}}"
    return f"{{question: q{source}, answer: [{draw(st.sampled_from(CODES[:2]))}]}}"


def possible_answers(page):
    """Return every answer a closed deciding page can be given, skipping first."""
    question = page.question
    if question.kind not in (Kind.SINGLE, Kind.MULTI):
        return [SKIPPED]
    plain = [o.code for o in question.options if not o.exclusive]
    picks = [(o.code,) for o in question.options]
    if question.kind is Kind.MULTI:
        picks += [pair for pair in product(plain, plain) if pair[0] < pair[1]]
    return ([] if question.required else [SKIPPED]) + [chosen(question, pick) for pick in picks]


def journeys(questionnaire, mode):
    """Yield the pages met and the way out for every combination of answers, depth first."""

    def walk(page: Page, answers: dict[str, Answer], met: list[str]):
        for answer in possible_answers(page):
            given = prune(questionnaire, {**answers, page.key: answer}, mode=mode)
            step = next_step(questionnaire, given, after=page, mode=mode)
            if isinstance(step, Page):
                assert step.number > page.number
                yield from walk(step, given, [*met, step.key])
            else:
                yield met, given, step

    first = next_step(questionnaire, {}, after=None, mode=mode)
    return walk(first, {}, [first.key]) if isinstance(first, Page) else iter(())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("generated")


def load(folder: Path, text: str):
    """Return the questionnaire ready to answer; one refused for its flow is no example."""
    try:
        questionnaire = load_questionnaire(write(folder, text, shared=SHARED))
    except DefinitionError as refused:
        unexpected = [f for f in refused.faults if not any(a in f.problem for a in EXPECTED)]
        if unexpected:
            raise
        reject()
    return bind(questionnaire, parameters={}, places=PLACES)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(definitions())
def test_every_sound_definition_can_be_finished_and_every_page_met(folder, text):
    questionnaire = load(folder, text)
    met: set[str] = set()
    for mode in (Mode.OPEN_LINK, Mode.GROUP_CODE):
        finished = False
        for pages, answers, step in islice(journeys(questionnaire, mode), 3000):
            met.update(pages)
            if isinstance(step, Check):
                finished = True
                assert [page.key for page in path(questionnaire, answers, mode=mode)] == pages
                stored = complete(questionnaire, answers, mode=mode)
                asked = {key for key, a in stored.items() if a.state is not State.NOT_ASKED}
                assert asked == set(pages) & set(stored)
                assert from_draft(to_draft(answers)) == answers
            if finished and len(met) == len(questionnaire.pages):
                break
        assert finished or not path(questionnaire, {}, mode=mode)
    assert met == {page.key for page in questionnaire.pages}
    assert thaw(freeze(questionnaire)) == questionnaire


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(definitions(), st.data())
def test_pruning_keeps_the_path_and_is_done_in_one_go(folder, text, data):
    questionnaire = load(folder, text)
    answers = {
        page.key: data.draw(st.sampled_from(possible_answers(page)))
        for page in questionnaire.pages
        if data.draw(st.booleans())
    }
    kept = prune(questionnaire, answers, mode=Mode.GROUP_CODE)
    met = path(questionnaire, answers, mode=Mode.GROUP_CODE)
    assert path(questionnaire, kept, mode=Mode.GROUP_CODE) == met
    assert prune(questionnaire, kept, mode=Mode.GROUP_CODE) == kept
    assert kept.keys() <= {page.key for page in met}
    assert set(chain.from_iterable(a.codes for a in kept.values())) <= set(
        chain.from_iterable(a.codes for a in answers.values())
    )
