"""A codebook changes by becoming its next version."""

import pytest

from analysis.codebook import SHIPPED, load_codebook
from analysis.codebook_changes import (
    CodebookChangeError,
    add_theme,
    merge_theme,
    new_theme_id,
    next_version,
    retire_theme,
    split_theme,
    standing_themes,
    take_back_merge,
    take_back_split,
)
from analysis.theme import Theme, ThemeStatus

DOCUMENT = """
id: parks
version: "1.10"
priorities: [{id: PLACE, name: "no"}]
themes:
  - {id: place.bus, name: Buses, priority: PLACE, definition: Getting about by bus., sensitive: yes}
  - {id: place.park, name: Parks, priority: PLACE, definition: Parks., examples: ["A park: nice"]}
  - {id: place.swing, name: Swings, priority: PLACE, definition: Swings.}
"""
PARTS = (Theme("place.late", "Late buses"), Theme("place.cost", "Dear buses"))


@pytest.fixture
def read(tmp_path):
    def load(document):
        path = tmp_path / "codebook.yaml"
        path.write_text(document, encoding="utf-8")
        return load_codebook(path)

    return load


def test_a_merged_theme_names_what_it_went_into_and_nothing_else_changes(read):
    before, after = read(DOCUMENT), read(merge_theme(DOCUMENT, "place.swing", "place.park"))
    assert (before.version, after.version) == ("1.10", "1.10+1")
    assert after.theme("place.swing").status is ThemeStatus.MERGED
    assert standing_themes(after) == {"place.swing": "place.park"}
    assert after.themes[:2] == before.themes[:2]
    assert after.priorities == before.priorities


def test_mergers_in_a_row_lead_to_the_theme_that_stands(read):
    document = merge_theme(DOCUMENT, "place.swing", "place.park")
    found = read(merge_theme(document, "place.park", "place.bus"))
    assert standing_themes(found) == dict.fromkeys(("place.swing", "place.park"), "place.bus")


def test_a_split_theme_is_followed_by_new_ones_like_it(read):
    found = read(split_theme(DOCUMENT, "place.bus", PARTS))
    assert found.theme("place.bus").successors == ("place.late", "place.cost")
    assert [each.id for each in found.themes][:3] == ["place.bus", "place.late", "place.cost"]
    assert found.theme("place.late").priority == "PLACE"
    assert found.theme("place.late").sensitive
    assert standing_themes(found) == {}


def test_what_is_taken_back_is_a_further_version_and_loses_no_theme(read):
    merged = merge_theme(DOCUMENT, "place.swing", "place.park")
    again = read(take_back_merge(merged, "place.swing"))
    assert again.version == "1.10+2"
    assert again.themes == read(DOCUMENT).themes
    one = read(take_back_split(split_theme(DOCUMENT, "place.bus", PARTS), "place.bus"))
    assert one.theme("place.bus").is_active
    assert standing_themes(one) == dict.fromkeys(("place.late", "place.cost"), "place.bus")


def test_a_theme_is_added_and_retired(read):
    added = add_theme(DOCUMENT, Theme("place.dogs", "Dogs", "Dogs.", priority="PLACE"))
    assert read(added).theme("place.dogs").definition == "Dogs."
    retired = read(retire_theme(added, "place.dogs"))
    assert retired.has_theme("place.dogs")
    assert not retired.theme("place.dogs").is_active


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: merge_theme(DOCUMENT, "place.bus", "place.bus"), "into itself"),
        (lambda: merge_theme(DOCUMENT, "place.bus", "place.sea"), "no theme “place.sea”"),
        (lambda: split_theme(DOCUMENT, "place.bus", PARTS[:1]), "two themes or more"),
        (
            lambda: merge_theme(
                merge_theme(DOCUMENT, "place.bus", "place.park"), "place.bus", "place.swing"
            ),
            "“Buses” is merged already",
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change, says):
    with pytest.raises(CodebookChangeError, match=says):
        change()


def test_the_shipped_codebook_stays_the_same_but_for_what_is_changed(read):
    document = SHIPPED.read_text(encoding="utf-8")
    before, after = read(document), read(merge_theme(document, "voice.involved", "voice.listened"))
    other = [theme for theme in before.themes if theme.id != "voice.involved"]
    assert [theme for theme in after.themes if theme.id != "voice.involved"] == other
    assert (after.facets, after.non_content) == (before.facets, before.non_content)


@pytest.mark.parametrize(("version", "after"), [("1", "1+1"), ("0.1.0+9", "0.1.0+10")])
def test_versions_made_here_count_up(version, after):
    assert next_version(version) == after


def test_a_new_theme_gets_an_id_like_its_siblings(read):
    codebook = read(DOCUMENT)
    assert new_theme_id("Żółte dogs!", priority="PLACE", codebook=codebook) == "place.zote_dogs"
    assert new_theme_id("Bus", priority="PLACE", codebook=codebook) == "place.bus_2"
    assert new_theme_id("Sea", priority="", codebook=codebook) == "sea"
