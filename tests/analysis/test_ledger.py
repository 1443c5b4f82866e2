"""The ledger remembers, survives a database, and only grows."""

import json

import pytest

from analysis.documents import DocumentError, document_bytes, read_release, release_document
from analysis.ledger import Ledger, LedgerError
from analysis.rules import Audience, SuppressionRule
from analysis.suppression import release
from benchmarks.suppression_cases import random_sequence, random_tables

RULE = SuppressionRule()


def released(tables, ledger, name="first", audience=Audience.PARTNERSHIP):
    return release(tables, ledger, name=name, rule=RULE, audience=audience)


def test_a_ledger_read_back_from_plain_values_is_the_same():
    ledger = Ledger()
    released(random_tables(6), ledger)
    assert Ledger.from_json(json.loads(json.dumps(ledger.as_json()))) == ledger


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_the_same_release_built_again_has_the_same_bytes(seed):
    ledger = Ledger()
    audience = (Audience.PARTNERSHIP, Audience.PUBLIC)[seed % 2]
    first = released(random_tables(seed), ledger, audience=audience)
    again = released(random_tables(seed), ledger, audience=audience)
    assert document_bytes(release_document(first)) == document_bytes(release_document(again))
    assert len(ledger.entries) == 1


def test_another_release_of_the_same_name_is_refused():
    stages = random_sequence(0)
    ledger = Ledger()
    released(stages[0], ledger)
    with pytest.raises(LedgerError, match="has already gone out with other figures"):
        released(stages[1], ledger)


def test_a_trial_release_leaves_the_ledger_alone():
    ledger = Ledger()
    released(random_tables(0), ledger.copy())
    assert ledger.entries == []


def test_a_figure_hidden_once_stays_hidden():
    ledger = Ledger()
    stages = random_sequence(0)
    first = released(stages[0], ledger).tables[0]
    again = released(stages[0], ledger, name="again").tables[0]
    assert again.cells == first.cells


def test_an_entry_of_another_format_is_refused():
    with pytest.raises(LedgerError, match='has the format None, not "ledger/1"'):
        Ledger.from_json([{}])


def test_the_public_ledger_knows_nothing_of_what_the_partnership_was_shown():
    ledger = Ledger()
    released(random_tables(0), ledger)
    assert ledger.known_to(Audience.PUBLIC) == []
    assert len(ledger.known_to(Audience.PARTNERSHIP)) == 1


def test_a_document_holds_each_figure_once_and_its_hash_fits():
    made = released(random_tables(4), Ledger())
    document = read_release(json.loads(document_bytes(release_document(made))))
    counts = [figure for figure in document["figures"] if "where" in figure]
    places = [json.dumps([f["survey"], f["where"]], sort_keys=True) for f in counts]
    assert len(places) == len(set(places))
    assert {figure["kind"] for figure in document["figures"]} >= {"base", "count", "percentage"}


@pytest.mark.parametrize("change", [{"release": "other"}, {"format": "release/0"}, {"figures": []}])
def test_an_altered_document_is_refused(change):
    document = release_document(released(random_tables(0), Ledger()))
    with pytest.raises(DocumentError, match=r"has been altered|has the format"):
        read_release({**document, **change})


def test_a_hidden_figure_has_no_value_in_the_document():
    document = release_document(released(random_tables(2), Ledger()))
    hidden = [figure for figure in document["figures"] if figure["value"] is None]
    assert hidden
    assert all(
        set(f)
        == {"answer", "groups", "id", "kind", "rounded_to", "survey", "table", "value", "where"}
        for f in hidden
    )
    assert {figure["rounded_to"] for figure in hidden} == {1}
