"""Long queues page by page: nothing is passed over, whatever colleagues do meanwhile."""

import random

import pytest
from sqlalchemy import select

from feedback_app.services import reading_queue, safeguarding
from feedback_app.services.paging import HEAD, Place, cut
from feedback_app.services.safeguarding import ORDER, Wanted
from feedback_app.store import Concern, ToRead
from tests.factories import A_DAY, a_concern, a_person, a_response, a_survey


@pytest.fixture
def concerns(rows):
    a_survey(rows)
    luck = random.Random(6)
    for _ in range(23):
        level, day = luck.choice(("T1", "T2", "T3")), luck.randint(1, 3)
        a_concern(rows, level=level, raised_on=A_DAY.replace(day=day))
    return by_urgency(rows)


def by_urgency(rows):
    found = sorted(rows.query(Concern), key=lambda each: (each.raised_on, each.id))
    return [each.id for each in sorted(found, key=lambda each: each.level, reverse=True)]


def page_of(rows, place=HEAD, *, most=5):
    return cut(rows, select(Concern.id), ORDER, place, most=most)


def walk(rows, **options):
    page = page_of(rows, **options)
    found = [page]
    while page.has_next:
        page = page_of(rows, Place(after=page.ids[-1]), **options)
        found.append(page)
    return found


@pytest.mark.parametrize("most", [1, 5, 22, 23, 24])
def test_the_pages_one_after_the_other_are_the_whole_queue(rows, concerns, most):
    pages = walk(rows, most=most)
    assert [each for page in pages for each in page.ids] == concerns
    assert [page.has_previous for page in pages] == [False] + [True] * (len(pages) - 1)


def test_the_pages_can_be_walked_back(rows, concerns):
    forward = walk(rows)
    page = forward[-1]
    for before in reversed(forward[:-1]):
        page = page_of(rows, Place(before=page.ids[0]))
        assert page.ids == before.ids
        assert page.has_next
    assert not page.has_previous


def test_what_colleagues_take_from_an_earlier_page_pushes_nothing_past_a_reader(rows, concerns):
    first = page_of(rows)
    edge = first.ids[-1]
    rows.query(Concern).filter(Concern.id.in_(first.ids[:3])).delete()
    assert page_of(rows, Place(after=edge)).ids == tuple(concerns[5:10])


@pytest.mark.parametrize("place", [Place(after="gone"), Place(before="gone")])
def test_a_line_that_is_gone_leads_to_the_head_of_the_queue(rows, concerns, place):
    assert page_of(rows, place).ids == tuple(concerns[:5])


def test_behind_the_last_line_the_head_of_the_queue_is_shown(rows, concerns):
    assert page_of(rows, Place(after=concerns[-1])).ids == tuple(concerns[:5])


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 4),
        (Wanted(level="T3"), 2),
        (Wanted(survey_id="other"), 1),
        (Wanted(state="seen"), 1),
        (Wanted(level="T3", state="new"), 1),
        (Wanted(level="T9"), 0),
        (Wanted(state="closed"), 4),
    ],
)
def test_the_queue_is_counted_and_cut_by_what_is_wanted(rows, wanted, count):
    a_survey(rows)
    a_survey(rows, "other")
    a_concern(rows, level="T3", state="seen")
    a_concern(rows, level="T3")
    a_concern(rows, response=a_response(rows, "other"))
    a_concern(rows)
    a_concern(rows, state="closed")
    page = safeguarding.queue(rows, wanted)
    assert (page.count, len(page.lines)) == (count, count)


def test_a_reader_may_go_on_without_reading_and_keeps_to_a_survey(rows):
    a_survey(rows)
    a_survey(rows, "other")
    reader = a_person(rows)
    for number in range(25):
        response = a_response(rows, "other" if number < 3 else "spring")
        rows.add(ToRead(response_id=response.id, score=number))
    rows.flush()
    first = reading_queue.read_page(rows, staff_id=reader.id)
    after = Place(after=first.shown[-1].response_id)
    second = reading_queue.read_page(rows, "", after, staff_id=reader.id)
    assert (first.count, first.has_previous, first.has_next) == (25, False, True)
    assert not {each.response_id for each in first.shown} & {
        each.response_id for each in second.shown
    }
    other = reading_queue.read_page(rows, "other", staff_id=reader.id)
    assert (other.count, len(other.shown), other.has_next) == (3, 3, False)
    assert len(reading_queue.surveys_waiting(rows)) == 2
