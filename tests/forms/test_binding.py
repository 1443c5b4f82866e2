"""A questionnaire made ready for one survey."""

from datetime import date

import pytest

from forms.binding import BindingError, PlaceOption, bind
from forms.definition import Kind, PlaceLevel, Presentation, State
from forms.freezing import freeze, thaw
from forms.loading import SHIPPED, load_family, questionnaire_files
from forms.passages import passages
from tests.forms.samples import a_question, a_questionnaire

SIX = {each.id: each for each in load_family(questionnaire_files(SHIPPED))}
TOWN, DISTRICT, WHOLE = PlaceLevel.SETTLEMENT, PlaceLevel.DISTRICT, PlaceLevel.WHOLE
PLACES = [
    PlaceOption("set-not-said", "I would rather not say", TOWN, means=State.RATHER_NOT_SAY),
    PlaceOption("set-elsewhere", "Somewhere else", TOWN),
    PlaceOption("set-kendal", "Kendal", TOWN, group="South Lakeland"),
    PlaceOption("set-penrith", "Penrith", TOWN, group="Eden"),
    PlaceOption("lad-eden", "Eden", DISTRICT),
    PlaceOption("lad-carlisle", "Carlisle", DISTRICT),
    PlaceOption("all", "All of Cumbria", WHOLE),
]
PANEL = {
    "topic": "Buses",
    "topic_priority": "PLACE",
    "board_date": date(2027, 3, 4),
    "paper_title": "Getting home",
    "round": 2,
    "asks": ["Light the stops", "Run later buses"],
    "previous_asks": [{"id": "ask.7", "text": "Meet us"}],
}
FAMILY = {"open_date": "1 May", "close_date": "30 June", "feedback_date": "1 September"}


def the_panel(**changes):
    return bind(SIX["ypb-panel"], parameters={**PANEL, **changes}, places=())


def said(questionnaire):
    return " ".join(p.wording.of(Presentation.AGES_13_18) for p in passages(questionnaire))


def test_parameters_are_filled_in_everywhere():
    bound = the_panel()
    assert bound.start.heading.of(Presentation.ADULT) == "Your view on Buses"
    assert "4 March 2027" in bound.end.body[0].of(Presentation.ADULT)
    assert "{" not in said(bound)
    assert bound.parameters == ()


def test_words_are_still_translated_whole():
    heading = the_panel().start.heading
    polish = {"Your view on {topic}": "O {topic}", "Buses": "autobusach"}
    assert heading.of(Presentation.ADULT, polish.__getitem__) == "O autobusach"
    assert heading.of(Presentation.ADULT, None, {"topic": "Autobusy"}) == "Your view on Autobusy"


def test_lists_become_rows():
    bound = the_panel()
    rows = {question.id: question.rows for question in bound.questions}
    assert [(row.id, row.text.text) for row in rows["e_round2"]] == [
        ("ypb.ask_vote.1", "Light the stops"),
        ("ypb.ask_vote.2", "Run later buses"),
    ]
    assert [row.id for row in rows["e_prev"]] == ["ask.7"]
    assert "e_round2/ypb.ask_vote.2" in bound.page_by_key


def test_a_question_for_another_round_vanishes_and_needs_nothing():
    bound = the_panel(round=1, asks=None)
    ids = [question.id for question in bound.questions]
    assert "e_round2" not in ids
    assert "e_minority" not in ids
    assert not any(question.show_if for question in the_panel().questions)


def test_an_empty_list_is_allowed_only_where_the_file_says_so():
    ids = [question.id for question in the_panel(previous_asks=[]).questions]
    assert "e_prev" not in ids


def test_the_topic_takes_its_priority():
    assert the_panel().question_by_id["e_matter"].priorities == ("PLACE",)


def test_places_stand_under_their_districts_and_the_rest_at_the_end():
    bound = bind(SIX["family-arrangements"], parameters=FAMILY, places=PLACES)
    options = bound.question_by_id["f_place"].options
    assert [(o.code, o.group, o.means) for o in options] == [
        ("set-kendal", "South Lakeland", State.ANSWERED),
        ("set-penrith", "Eden", State.ANSWERED),
        ("set-elsewhere", "", State.ANSWERED),
        ("set-not-said", "", State.RATHER_NOT_SAY),
    ]


def test_the_whole_area_stands_alone_among_districts():
    bound = bind(SIX["practitioner-annual"], parameters={"feedback_date": "May"}, places=PLACES)
    question = bound.question_by_id["d_place"]
    assert [(o.code, o.exclusive) for o in question.options] == [
        ("lad-eden", False),
        ("lad-carlisle", False),
        ("all", True),
    ]
    assert question.takes_several


def test_a_bound_questionnaire_freezes_and_thaws():
    bound = the_panel()
    assert thaw(freeze(bound)) == bound


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"topic": ""}, "Give a value for 'topic'"),
        ({"board_date": None}, "Give a value for 'board_date'"),
        ({"round": "two"}, "Give a whole number for 'round', not 'two'"),
        ({"asks": []}, "Give at least one line for 'asks'"),
        ({"asks": "Light the stops"}, "Give a list for 'asks'"),
        ({"asks": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, "an id of its own"),
        ({"previous_asks": None}, "Give at least one line for 'previous_asks'"),
        ({"tpoic": "Buses"}, "no parameter called 'tpoic'"),
    ],
)
def test_what_is_missing_is_named(changes, told):
    with pytest.raises(BindingError, match=told):
        the_panel(**changes)


@pytest.mark.parametrize(
    ("question", "places", "told"),
    [
        (a_question(kind=Kind.PLACE, place_level=TOWN), [], "no place of the level 'settlement'"),
        (a_question(kind=Kind.PLACE, place_level=TOWN), PLACES[:1], "no place of the level"),
        (
            a_question(kind=Kind.PLACE, place_level=DISTRICT, allow_whole_area=True),
            PLACES[:-1],
            "'q1' offers the whole area",
        ),
    ],
)
def test_a_place_question_without_places_is_refused(question, places, told):
    with pytest.raises(BindingError, match=told):
        bind(a_questionnaire(question), parameters={}, places=places)
