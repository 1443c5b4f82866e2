"""The seven questionnaires that ship: sound, readable, and answered to the end on every route."""

import time
from itertools import product

import pytest
from werkzeug.datastructures import MultiDict

from forms.answers import complete, from_draft, read_answer, readable, to_draft
from forms.binding import PlaceOption, bind
from forms.build import build_form
from forms.definition import (
    Check,
    GoToClosingPage,
    GoToQuestionnaire,
    Kind,
    Mode,
    Page,
    PlaceLevel,
    Presentation,
    State,
)
from forms.extraction import extract_wording
from forms.loading import SHIPPED, examine, load_family, questionnaire_files
from forms.options import available_options, offered_options
from forms.passages import passages
from forms.piping import words
from forms.reading import grade_of, reading_ages, reading_faults
from forms.routing import next_step, path, prune

FILES = questionnaire_files(SHIPPED)
PARAMETERS = {
    "feedback_date": "1 September",
    "open_date": "1 May",
    "close_date": "30 June",
    "topic": "buses",
    "topic_priority": "PLACE",
    "board_date": "4 March",
    "paper_title": "Getting home",
    "round": 2,
    "asks": ["Light the stops", "Run later buses"],
    "previous_asks": ["Meet us"],
}
PLACES = [
    PlaceOption("set-kendal", "Kendal", PlaceLevel.SETTLEMENT, group="South Lakeland"),
    PlaceOption("lad-eden", "Eden", PlaceLevel.DISTRICT),
    PlaceOption("lad-carlisle", "Carlisle", PlaceLevel.DISTRICT),
    PlaceOption("all", "All of Cumbria", PlaceLevel.WHOLE),
]


def bound(questionnaire):
    names = {parameter.name for parameter in questionnaire.parameters}
    given = {name: value for name, value in PARAMETERS.items() if name in names}
    return bind(questionnaire, parameters=given, places=PLACES)


SEVEN = {each.id: bound(each) for each in load_family(FILES)}
MODES = [(name, mode) for name, each in SEVEN.items() for mode in each.modes]


def test_seven_questionnaires_ship():
    assert {name: len(each.pages) for name, each in SEVEN.items()} == {
        "all-ages": 10,
        "family-arrangements": 27,
        "practitioner-annual": 49,
        "yp-13-18": 27,
        "yp-5-7-easy-read": 10,
        "yp-8-12": 18,
        "ypb-panel": 19,
    }


def things_to_send(page, offered):
    """Return what may be sent from a page: each option alone, some together, words, or Skip."""
    question = page.question
    if question.kind is Kind.INFORMATION:
        return [{}]
    if question.kind.is_free_text:
        return [{"answer": "Buses\r\nin the dark"}, {"skip": "yes"}]
    each = [{"answer": [option.code]} for option in offered]
    several = [o.code for o in offered if not o.exclusive][: question.max_choices or 2]
    together = [{"answer": several}] if question.takes_several else []
    return [*each, *together, *([] if question.required else [{"skip": "yes"}])]


def send(questionnaire, page, answers, given):
    form = build_form(
        questionnaire,
        page,
        answers=answers,
        presentation=questionnaire.presentations[0],
        formdata=MultiDict(given),
    )
    assert form.validate(), (page.key, given, form.errors)
    return read_answer(page, form)


@pytest.mark.usefixtures("in_request")
@pytest.mark.parametrize(("name", "mode"), MODES)
def test_every_option_leads_on_and_every_route_is_taken(name, mode):
    """From each page met, everything that can be sent leads on; new steps are walked in turn."""
    questionnaire = SEVEN[name]
    ways_out, met, seen = set(), set(), set()
    waiting = [(questionnaire.start_page, {})]
    while waiting:
        page, answers = waiting.pop()
        met.add(page.key)
        for given in things_to_send(page, available_options(page, answers)):
            answer = send(questionnaire, page, answers, given)
            held = prune(questionnaire, {**answers, page.key: answer}, mode=mode)
            step = next_step(questionnaire, held, after=page, mode=mode)
            if not isinstance(step, Page):
                ways_out.add((page.question.id, step))
            elif (page.key, step.key) not in seen:
                seen.add((page.key, step.key))
                waiting.append((step, held))
    asked = [p for p in questionnaire.pages if not p.question.modes or mode in p.question.modes]
    assert met - {questionnaire.start.agree.id} == {page.key for page in asked}
    questions = (questionnaire.start.agree, *questionnaire.questions)
    routes = {(question.id, route.to) for question in questions for route in question.routes}
    last = asked[-1].question.id
    assert ways_out == routes | {(last, Check())}


@pytest.mark.usefixtures("in_request")
@pytest.mark.parametrize(("name", "mode"), MODES)
def test_a_whole_journey_reads_back_and_stores_every_question(name, mode):
    questionnaire = SEVEN[name]
    presentation = questionnaire.presentations[0]
    page, draft = questionnaire.start_page, {}
    while isinstance(page, Page):
        answers = from_draft(draft)
        shown = words(questionnaire, page.wording, answers=answers, presentation=presentation)
        assert shown
        assert "{" not in shown
        given = going_on(page, offered_options(page, answers, seed="s"))
        answers[page.key] = send(questionnaire, page, answers, given)
        if page.takes_answer:
            assert readable(page, answers[page.key], presentation=presentation)
        draft = to_draft(prune(questionnaire, answers, mode=mode))
        page = next_step(questionnaire, from_draft(draft), after=page, mode=mode)
    assert page == Check()
    stored = complete(questionnaire, from_draft(draft), mode=mode)
    assert stored.keys() == {p.key for p in questionnaire.pages if p.takes_answer}
    met = {p.key for p in path(questionnaire, from_draft(draft), mode=mode) if p.takes_answer}
    assert {key for key, a in stored.items() if a.state is State.ANSWERED} == met


def going_on(page, offered):
    """Return something to send that no route leads away from, two options where allowed."""
    routed = {code for route in page.question.routes for code in route.when.codes}
    codes = [o.code for o in offered if o.code not in routed and o.means is State.ANSWERED]
    plain = [code for code in codes if not page.question.option_by_code[code].exclusive]
    if page.question.kind.is_free_text:
        return {"answer": "Words"}
    return {"answer": plain[:2] if page.question.takes_several else codes[:1]}


def test_the_routes_of_the_drafts_are_all_there():
    to = {
        (question.id, getattr(route.to, "id", "finish"))
        for each in SEVEN.values()
        for question in each.questions
        for route in question.routes
    }
    assert to == {
        ("a_age", "yp-8-12"),
        ("a_age", "thanks_not_for_you"),
        ("b_age", "yp-5-7-easy-read"),
        ("b_age", "yp-13-18"),
        ("c_again", "finish"),
    }


def test_no_child_is_asked_about_home_in_front_of_family():
    at_home = Mode.SUPPORTED_AT_HOME
    for name, question in (("yp-8-12", "b_safe_home"), ("yp-5-7-easy-read", "c_safe_home")):
        assert question not in {p.key for p in path(SEVEN[name], {}, mode=at_home)}
        assert question in {p.key for p in path(SEVEN[name], {}, mode=Mode.SUPPORTED_IN_SETTING)}


@pytest.mark.parametrize(
    ("name", "question", "codes"),
    [
        ("practitioner-annual", "d_know", "5 4 3 2 1 dont_know not_my_role"),
        ("family-arrangements", "f_plan", "5 4 3 2 1 dont_know"),
        (
            "practitioner-annual",
            "d_prio",
            "voice home harm expl online mind school place help practice other dont_know",
        ),
        (
            "yp-13-18",
            "a_prio_one",
            "voice home harm expl online mind school place help other dont_know",
        ),
    ],
)
def test_scales_and_sets_are_given_in_full(name, question, codes):
    assert [o.code for o in SEVEN[name].question_by_id[question].options] == codes.split()


def test_every_state_can_be_told_apart():
    means = {o.means for each in SEVEN.values() for q in each.questions for o in q.options}
    assert means == {
        State.ANSWERED,
        State.DONT_KNOW,
        State.RATHER_NOT_SAY,
        State.NOT_APPLICABLE,
    }


@pytest.mark.parametrize("name", SEVEN)
def test_every_closed_question_offers_a_way_not_to_say(name):
    """But whether to go on, who helped, and what may be quoted: a skip or the last choice does."""
    closed = (q for q in SEVEN[name].questions if q.kind in (Kind.SINGLE, Kind.MULTI, Kind.GRID))
    asked = [q for q in closed if not q.required]
    owing = [q for q in asked if all(option.means is State.ANSWERED for option in q.options)]
    assert {q.item for q in owing} <= {"about.help_to_answer", "consent.quote"}


@pytest.mark.parametrize("loaded", examine(FILES), ids=lambda loaded: loaded.questionnaire.id)
def test_no_part_asks_for_too_old_a_reader(loaded):
    assert reading_ages(loaded)
    assert reading_faults(loaded) == []


def test_hard_words_raise_the_grade():
    easy = ["The dog sat by the door", "We like to play"]
    hard = ["Multi-agency safeguarding arrangements necessitate considerable coordination"]
    assert grade_of(easy) < 2 < 15 < grade_of(hard)
    assert grade_of([]) == 0


def test_too_old_a_reader_is_a_fault(monkeypatch):
    loaded = next(one for one in examine(FILES) if one.questionnaire.id == "practitioner-annual")
    monkeypatch.setattr("forms.reading._most_grade", lambda *_: -5)
    faults = reading_faults(loaded)
    assert faults[0].file == "practitioner-annual.yaml"
    assert "The reading grade of the start page is" in faults[0].problem


def messages():
    for path_ in SHIPPED.glob("*.yaml"):
        with path_.open("rb") as file:
            for line, _, message, comments in extract_wording(file, {}, [], options={}):
                yield path_, line, message, comments


def test_every_wording_is_offered_to_translators():
    offered = {message for _, _, message, _ in messages()}
    for each, presentation in product(load_family(FILES), Presentation):
        for passage in passages(each):
            assert passage.wording.of(presentation) in offered


def test_a_wording_is_offered_with_its_line_and_what_it_belongs_to():
    found = [
        (p, n, c) for p, n, m, c in messages() if m == "I know where to get help if I feel unsafe"
    ]
    file, line, comments = next(row for row in found if row[0].name == "yp-13-18.yaml")
    assert "I know where to get help" in file.read_text().splitlines()[line - 1]
    assert comments == ["a_know"]


def test_staff_notes_are_not_offered_to_translators():
    offered = " ".join(message for _, _, message, _ in messages())
    assert "To put help where children would really go" not in offered
    assert "Mulberry" not in offered


def test_the_longest_path_and_prune_are_quick():
    questionnaire = SEVEN["yp-13-18"]
    started = time.process_time()
    for _ in range(200):
        path(questionnaire, {}, mode=Mode.OPEN_LINK)
        prune(questionnaire, {}, mode=Mode.OPEN_LINK)
    assert (time.process_time() - started) / 200 < 0.002


def test_leaving_leads_to_words_that_were_kept_with_the_questionnaire():
    for each in SEVEN.values():
        for question in (each.start.agree, *each.questions):
            for route in question.routes:
                if isinstance(route.to, GoToClosingPage):
                    assert each.closing_page_by_id[route.to.id].heading
                if isinstance(route.to, GoToQuestionnaire):
                    assert route.to.id in SEVEN
