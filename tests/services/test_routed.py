"""What a questionnaire says of who is asked reaches the release, where the answers keep to it."""

from collections import Counter

import pytest

from feedback_app.services.counting import CodeGroup
from feedback_app.services.instruments import describe_instrument
from feedback_app.services.routed import kept_to
from forms.loading import SHIPPED, load_family
from tests.factories import a_survey

FIRST, SECOND = "f_exp/fam.listened", "f_exp/fam.whole"


@pytest.fixture
def families(rows):
    (questionnaire,) = load_family([SHIPPED / "family-arrangements.yaml"])
    survey = a_survey(rows, "families", questionnaire=questionnaire)
    return describe_instrument(survey, questionnaire)


def asked(instrument, question_id):
    return next(each for each in instrument.closed if each.id == question_id)


def group(question_id, code, state="answered"):
    question, _, row = question_id.partition("/")
    return CodeGroup(question, row, code, state, "kendal")


def test_a_question_is_asked_of_those_whose_answer_leads_to_it(families):
    assert asked(families, FIRST).asked_of == ((("f_used", ("yes",)),),)


def test_a_further_row_of_a_grid_is_asked_of_whoever_was_asked_the_first(families):
    states = ("dont_know", "rather_not_say", "skipped")
    assert asked(families, SECOND).asked_of == (((FIRST, ("1", "2", "3", "4", "5", *states)),),)


def test_one_of_several_chosen_options_is_enough(families):
    ways = asked(families, "f_ages").asked_of
    assert [way[-1] for way in ways] == [
        (f"f_who:{option}", ("yes",)) for option in ("foster", "kin", "parent")
    ]


def test_a_question_that_all_are_asked_has_no_way_to_it(families):
    assert asked(families, "f_used").asked_of == ()


@pytest.mark.parametrize(("helped", "keeps"), [(7, True), (6, False)])
def test_answers_that_do_not_keep_to_the_route_tell_an_outsider_nothing(families, helped, keeps):
    counted = Counter(
        {
            group("f_used", "yes"): helped,
            group(FIRST, "4"): 5,
            group(FIRST, "", "skipped"): 2,
            group(FIRST, "", "not-asked"): 9,
        }
    )
    assert bool(asked(kept_to(families, counted), FIRST).asked_of) is keeps


@pytest.mark.parametrize(("picks", "most"), [(12, 3), (13, 0)])
def test_answers_with_more_picks_than_are_allowed_tell_an_outsider_nothing(families, picks, most):
    question = next(each for each in families.closed if each.most == 3)
    counted = Counter(
        {
            group(question.id, ""): 4,
            group(question.id, question.answers[0].code): 4,
            group(question.id, question.answers[1].code): picks - 4,
        }
    )
    assert asked(kept_to(families, counted), question.id).most == most
