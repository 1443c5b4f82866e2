"""Dated places: the same answer falls into the areas of the day that is asked about."""

from datetime import date

import pytest

from feedback_app.errors import PlacesError
from feedback_app.services import places
from feedback_app.services.partnership import load_partnership
from feedback_app.store import Area

BEFORE, AFTER = date(2020, 5, 4), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("set-carlisle-city", "loc-carlisle-and-eden", "ua-cumberland"),
        ("set-penrith", "loc-carlisle-and-eden", "ua-westmorland-and-furness"),
        ("lad-carlisle", "loc-carlisle-and-eden", "ua-cumberland"),
        ("lad-eden", "loc-carlisle-and-eden", "ua-westmorland-and-furness"),
        ("lad-copeland", "loc-allerdale-and-copeland", "ua-cumberland"),
        ("lad-barrow-in-furness", "loc-barrow-and-south-lakeland", "ua-westmorland-and-furness"),
    ],
)
def test_the_locality_that_was_split_divides_by_the_finest_place(
    rows, partnership, place, before, after
):
    assert places.locality_of_places(rows, BEFORE)[place] == before
    assert places.locality_of_places(rows, AFTER)[place] == after


def test_localities_end_with_the_partnership_that_had_them(rows, partnership):
    assert set(places.localities_on(rows, date(2025, 3, 31))) == {
        "loc-allerdale-and-copeland",
        "loc-carlisle-and-eden",
        "loc-barrow-and-south-lakeland",
    }
    assert places.localities_on(rows, date(2025, 4, 1)) == {}
    assert places.localities_on(rows, date(2019, 9, 28)) == {}


def test_the_partnership_changes_on_its_day(rows, partnership):
    assert places.partnership_on(rows, date(2025, 3, 31))[0] == "cscp"
    assert places.partnership_on(rows, date(2025, 4, 1))[0].startswith("scp-")
    assert places.partnership_on(rows, date(2019, 9, 28))[0] == "lscb-cumbria"


def test_no_partnership_is_made_up_where_none_is_known(rows):
    assert places.partnership_on(rows, AFTER) == ("", "")


def test_a_place_is_offered_once_in_the_district_of_the_day(rows, partnership):
    offered = places.places_on(rows, BEFORE)
    assert len({each.id for each in offered}) == len(offered) > 20
    by_id = {each.id: each for each in offered}
    assert by_id["set-penrith"].district_id == "lad-eden"


def test_priorities_and_help_are_those_in_force(rows, partnership):
    assert list(places.priorities_on(rows, BEFORE))[:2] == ["VOICE", "HOME"]
    assert places.priorities_on(rows, date(2010, 1, 1)) == {}
    contacts = places.help_contacts_on(rows.connection(), AFTER)
    assert (contacts[0].name, contacts[0].phone) == ("Police", "999")
    assert "0800 1111" in [each.phone for each in contacts]


def test_loading_again_replaces_every_row(rows, partnership):
    count = rows.query(Area).count()
    assert load_partnership(rows) == count == rows.query(Area).count()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("areas: [", "cannot be read as a partnership file"),
        ("[]", "has no list called “areas”"),
        (
            "areas: [{id: a, kind: district, name: A, parent: nowhere}]",
            "puts something in “nowhere”, which no row of it describes",
        ),
        ("areas: [{id: a, kind: planet, name: A}]", "planet"),
        ("areas: [{id: a, kind: district}]", "name"),
        ("areas: 5", "cannot be read as a partnership file"),
    ],
)
def test_a_faulty_file_is_refused_in_words_and_replaces_nothing(
    app, rows, partnership, tmp_path, document, said
):
    path, before = tmp_path / "other.yaml", rows.query(Area).count()
    path.write_text(document, encoding="utf-8")
    with (
        pytest.raises(PlacesError) as refused,
        app.extensions["database"].sessions.begin() as session,
    ):
        load_partnership(session, path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert rows.query(Area).count() == before
