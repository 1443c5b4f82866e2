"""A children's report is read as a child would: grade of each part, and sentences too long."""

from dataclasses import replace

import pytest

from analysis.report_records import Section, SectionKind, pictured, points, text
from feedback_app.services.child_reading import lines_of, read_as_a_child
from feedback_app.store.staff import Role
from tests.asking import a_childrens_report, keep_report
from tests.factories import sign_in_as
from tests.reading import words

HARD = "The multi-agency partnership will subsequently commission additional early intervention."
LONG = "We will put a light on the path and then mend the gate by the park too."


def a_report(*blocks, kind=SectionKind.CHILDREN):
    return a_childrens_report(sections=(Section("told", kind, "What you told us", blocks),))


def test_short_plain_words_are_easy():
    assert read_as_a_child(a_childrens_report()).is_easy


def test_a_part_of_hard_words_is_named_with_its_hardest_sentence():
    found = read_as_a_child(a_report(text(HARD)))
    (part,) = found.parts
    assert part.grade > part.most == 4
    assert part.hardest == (HARD,)
    assert any(line.startswith("Too hard to read: “What you told us”") for line in lines_of(found))


@pytest.mark.parametrize(
    ("kind", "most"), [(SectionKind.CHILDREN, 12), (SectionKind.EASY_READ, 15)]
)
def test_a_sentence_that_is_too_long_is_named_by_its_readers_limit(kind, most):
    blocks = [pictured([("speak", LONG)])] if kind is SectionKind.EASY_READ else [points([LONG])]
    (found,) = read_as_a_child(a_report(*blocks, kind=kind)).sentences
    assert (found.words, found.most, found.sentence) == (17, most, LONG)


def test_a_help_contact_is_no_sentence_and_adults_parts_are_not_read():
    line = "Childline, for any child who wants to talk to somebody in private today: 0800 1111."
    assert read_as_a_child(a_report(points([line]))).is_easy
    assert read_as_a_child(a_report(text(HARD), kind=SectionKind.METHOD)).is_easy


def test_staff_see_what_is_too_hard_on_the_page_of_the_report(client, rows):
    sign_in_as(client, rows, Role.SURVEY_OFFICER)
    easy, hard = a_childrens_report(), a_report(text(HARD), points([LONG]))
    page = words(client.get(f"/reports/{keep_report(rows, easy)}"))
    assert "Nothing in it is too hard" in page
    page = words(client.get(f"/reports/{keep_report(rows, replace(hard, title='Hard'))}"))
    assert "Can children read it?" in page
    assert LONG in page
    assert "17 words, and may have 12" in page
