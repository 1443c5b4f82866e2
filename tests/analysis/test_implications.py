"""Who reads the questionnaire too finds no more than the promise allows.

A question is asked of those whose earlier answer leads to it, and so many options may be chosen:
an outsider puts that beside the figures.
"""

from dataclasses import replace

import pytest

from analysis.attack import attack, read_known
from analysis.dimensions import Measure, TableDesign
from analysis.documents import release_document
from analysis.implications import wider_groups
from analysis.ledger import Ledger, entry_from_json
from analysis.rules import Audience, SuppressionRule
from analysis.suppression import release
from analysis.tabulate import count_groups

WAVE = frozenset({"w1"})
HELPED = Measure.one_of("helped", ["yes", "no"])
ROUTE = ((("helped", ("yes",)),),)
RULE = SuppressionRule()


def table(measure, groups):
    design = TableDesign(measure.name, "survey", WAVE, (), measure)
    return count_groups([((), answer, count) for answer, count in groups.items()], design)


def helped_and_asked(asked_of):
    """Return a table of 40 who were helped, and one of what they answered: 3 did not know."""
    heard = replace(Measure.one_of("heard", ["well", "badly"]), asked_of=asked_of)
    answers = {"well": 19, "badly": 18, "dont_know": 3, "not_asked": 41}
    return [table(HELPED, {"yes": 40, "no": 41}), table(heard, answers)]


def chosen(most):
    """Return a table of two picks each by 40, of which 3 went to the last option."""
    measure = replace(Measure.any_of("pick", ["a", "b", "c", "d"]), most=most)
    return [table(measure, {None: 40, "a": 35, "b": 22, "c": 20, "d": 3})]


def documents(tables, audience=Audience.PARTNERSHIP):
    made = release(tables, Ledger(), name="one", rule=RULE, audience=audience)
    return release_document(made)


def known_to_a_reader(document, *told):
    """Return a document with what the questionnaires of other tables say put beside it."""
    groups = documents(told)["surveys"]["survey"]["wider"]
    survey = document["surveys"]["survey"]
    return document | {"surveys": {"survey": survey | {"wider": groups}}}


def found(document, answer):
    figure = next(f["id"] for f in document["figures"] if f["answer"] == answer)
    return attack([document])[document["release"], figure]


def test_those_asked_are_those_whose_answer_leads_there():
    kept = found(documents(helped_and_asked(ROUTE)), "dont_know")
    assert kept.low <= 0
    assert kept.high >= 3 + RULE.reach


def test_without_the_route_a_reader_of_the_questionnaire_would_find_too_much():
    untold = known_to_a_reader(documents(helped_and_asked(())), *helped_and_asked(ROUTE))
    assert found(untold, "dont_know").high < 3 + RULE.reach


def test_a_number_of_picks_that_all_have_used_gives_no_option_away():
    kept = found(documents(chosen(2)), "d")
    assert kept.low <= 0
    assert kept.high >= 3 + RULE.reach


def test_without_the_number_of_picks_a_reader_of_the_questionnaire_would_find_too_much():
    untold = known_to_a_reader(documents(chosen(None)), *chosen(2))
    assert found(untold, "d").high < 3 + RULE.reach


@pytest.mark.parametrize("tables", [helped_and_asked(ROUTE), chosen(2)])
def test_an_entry_in_the_ledger_keeps_what_everybody_knows(tables):
    ledger = Ledger()
    release(tables, ledger, name="one", rule=RULE, audience=Audience.PARTNERSHIP)
    entry = ledger.entries[0]
    assert entry.wider == tuple(sorted(g for each in tables for g in wider_groups(each.design)))
    assert entry_from_json(entry.as_json()).wider == entry.wider


def test_what_was_written_of_themes_before_is_still_read():
    themes = Measure.any_of("q", ["x", "p"], within={"x": "p"})
    tables = [table(themes, {None: 60, "x": 20, "p": 30})]
    document = documents(tables)
    as_it_was = {"wide": "q:p", "parts": ["q:x"], "yes": "yes"}
    survey = document["surveys"]["survey"] | {"wider": [as_it_was]}
    old = document | {"surveys": {"survey": survey}}
    told = [read_known([each])["survey"].surroundings.wider for each in (document, old)]
    assert told[0] == told[1]
    ledger = Ledger()
    release(tables, ledger, name="one", rule=RULE, audience=Audience.PARTNERSHIP)
    plain = ledger.entries[0].as_json() | {"wider": [["survey", "q:p", ["q:x"], "yes"]]}
    assert entry_from_json(plain).wider == ledger.entries[0].wider
