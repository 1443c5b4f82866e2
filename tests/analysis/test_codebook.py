"""Reading codebooks, good and bad."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from analysis.codebook import SHIPPED, CodebookError, load_codebook
from analysis.theme import Priority, ThemeStatus
from tests.analysis.codebooks import shared_data

SOUND = """\
id: small
version: 1.10
who_codes: {c: child, p: practitioner}
priorities:
  - {id: HOME, name: Home, starts_on: 2025-04-01, ends_on: 2027-04-01}
themes:
  - id: home.food
    name: Food
    priority: HOME
    definition: Having enough to eat.
    seeds: [hungry, no]
    sensitive: true
    examples:
      - {who: c, text: I am hungry}
      - We go to the food bank
  - {id: home.old, name: Old, status: merged, merged_into: home.food}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_in_a_codebook_is_read(tmp_path):
    book = load_codebook(written(tmp_path, SOUND))
    food = book.theme("home.food")
    assert (book.id, book.version) == ("small", "1.10")
    assert (food.priority, food.sensitive, food.line) == ("HOME", True, 7)
    assert food.seeds == ("hungry", "no")
    assert [(e.who, e.text) for e in food.examples] == [
        ("c", "I am hungry"),
        ("", "We go to the food bank"),
    ]
    assert book.priorities[0] == Priority("HOME", "Home", "", date(2025, 4, 1), date(2027, 4, 1))
    assert book.theme("home.old").status is ThemeStatus.MERGED
    assert [theme.id for theme in book.active_themes] == ["home.food"]


def test_a_priority_stands_from_its_first_day_to_the_day_before_its_last():
    priority = Priority("HOME", "Home", "", date(2025, 4, 1), date(2027, 4, 1))
    days = [date(2025, 3, 31), date(2025, 4, 1), date(2027, 3, 31), date(2027, 4, 1)]
    assert [priority.is_in_force(day) for day in days] == [False, True, True, False]


def test_the_shipped_codebook_holds_forty_themes_under_ten_priorities():
    book = load_codebook(SHIPPED)
    assert (len(book.themes), len(book.priorities)) == (40, 10)
    assert all(len(theme.examples) >= 5 and theme.definition for theme in book.themes)
    assert book.theme("mind.self_harm").sensitive
    assert {facet.id for facet in book.facets} == {"valence", "setting", "tense"}
    assert dict(book.non_content)["nothing_to_say"]


def test_the_shipped_codebook_keeps_its_method_triage_and_crosswalks():
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    known = {theme["id"] for theme in content["themes"]}
    named = [
        theme
        for crosswalk in content["crosswalks"].values()
        for themes in crosswalk.values()
        for theme in themes
    ]
    assert set(named) <= known
    assert set(content["triage"]["cues"]) == {"T1", "T2", "T3"}
    assert content["method"]["small_numbers"]


def test_a_codebook_of_another_shape_is_read_too():
    book = load_codebook(shared_data("nhs-codebook.yaml"))
    assert (book.id, len(book.themes)) == ("nhs-patient-experience", 31)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("    name: Food\n", "", 7, "no name"),
        ("id: home.food", "id: home food", 7, "cannot be a theme's id"),
        ("id: home.old, name: Old", "id: home.food, name: Old", 16, "already defined on line 7"),
        ("priority: HOME", "priority: HOUSE", 7, "no priority “HOUSE”"),
        ("definition:", "definitoin:", 10, "Did you mean “definition”?"),
        ("who: c,", "who: z,", 7, "nobody is called “z”"),
        ("I am hungry", '""', 14, "no words"),
        ("sensitive: true", "sensitive: maybe", 12, "true or false"),
        ("status: merged", "status: gone", 16, "not a status"),
        ("merged_into: home.food", "merged_into: home.none", 16, "cannot be followed"),
        (", merged_into: home.food", "", 16, "no theme follows"),
        ("status: merged", "status: active", 16, "active, and yet replaced"),
        ("2025-04-01", "1 April", 5, "not a date"),
        ("ends_on: 2027-04-01", "ends_on: 2024-04-01", 5, "ends before it starts"),
        ("seeds: [hungry, no]", "seeds: {a: b}", 11, "must be a list"),
        ("    name: Food\n", "    name: Food\n    name: Eat\n", 9, "given twice"),
        ("definition: Having", "definition: 'Having", 17, "Not YAML"),
    ],
)
def test_a_fault_is_named_with_its_line_and_a_remedy(tmp_path, before, after, line, words):
    assert before in SOUND
    with pytest.raises(CodebookError) as caught:
        load_codebook(written(tmp_path, SOUND.replace(before, after, 1)))
    found = [fault for fault in caught.value.faults if words in str(fault)]
    assert found, str(caught.value)
    assert found[0].line == line
    assert found[0].remedy


def test_all_faults_are_told_at_once(tmp_path):
    text = SOUND.replace("    name: Food\n", "").replace("status: merged", "status: gone")
    with pytest.raises(CodebookError) as caught:
        load_codebook(written(tmp_path, text))
    assert len(caught.value.faults) == 3
    assert "codebook.yaml, line 7" in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"- a\n- b\n", b"themes:\n", b"a: [1"])
def test_what_is_no_codebook_is_refused(tmp_path, content):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(CodebookError, match=r"bad.yaml, line \d+: "):
        load_codebook(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CodebookError, match="Cannot be read"):
        load_codebook(tmp_path / "none.yaml")


def test_the_fingerprint_changes_with_what_a_model_learns_and_not_otherwise(tmp_path):
    first = load_codebook(written(tmp_path, SOUND)).fingerprint
    reworded = load_codebook(written(tmp_path, SOUND.replace("enough to eat", "food"))).fingerprint
    renoted = load_codebook(written(tmp_path, SOUND.replace("seeds: [hungry, no]", "seeds: []")))
    assert first != reworded
    assert first == renoted.fingerprint
