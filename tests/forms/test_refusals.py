"""Every unsound definition is refused with its file, its line, what is wrong and what to do."""

import pytest

from forms.faults import DefinitionError, choose_from
from forms.loading import SHIPPED, load_family, load_questionnaire
from forms.sources import MOST_BYTES
from tests.forms.files import SHARED, SOUND, line_of, spoilt, write
from tests.forms.refusals import REFUSALS, SHARED_REFUSALS


def test_the_sound_file_is_sound(tmp_path):
    assert len(load_questionnaire(write(tmp_path, SOUND)).pages) == 8


@pytest.mark.parametrize(
    ("old", "new", "at", "problem", "remedy"), REFUSALS, ids=[row[3][:60] for row in REFUSALS]
)
def test_an_unsound_file_is_refused_at_its_line(tmp_path, old, new, at, problem, remedy):
    text = spoilt(old, new)
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(write(tmp_path, text))
    told = [fault for fault in refused.value.faults if problem in fault.problem]
    assert told, str(refused.value)
    assert (told[0].file, told[0].line) == ("sample.yaml", line_of(text, at))
    assert remedy in told[0].remedy


def test_each_refusal_has_words_of_its_own():
    assert len({(row[3], row[2]) for row in REFUSALS}) == len(REFUSALS) >= 40


@pytest.mark.parametrize(
    ("data", "problem", "remedy"),
    [
        (b"", "This file is empty", "Begin with a line such as"),
        (b"# only a comment\n", "This file is empty", "Begin with"),
        (b"- a\n- list\n", "not a list of keys and values", "Begin with"),
        (b"words", "not a list of keys and values", "Begin with"),
        (SOUND.encode("utf-16"), "This file is in UTF-16", "Save it as UTF-8"),
        (b"\xef\xbb\xbf" + SOUND.encode(), "starts with a byte order mark", "without BOM"),
        ("title: Caf\xe9".encode("latin-1"), "a character that is not in UTF-8", "Save it as"),
        (b"title: a\0b", "a character that YAML does not allow", "control characters"),
        (b"a: " + b"x" * MOST_BYTES, "This file is over 1 MB", "Split it"),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "uses a YAML anchor or alias", "in full"),
    ],
)
def test_a_file_that_is_no_definition_is_refused(tmp_path, data, problem, remedy):
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(write(tmp_path, data))
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy
    assert refused.value.line == 1


def test_a_wrong_byte_is_told_by_its_line(tmp_path):
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(write(tmp_path, b"a: b\nc: d\ntitle: Caf\xe9\n"))
    assert refused.value.line == 3


def test_a_missing_file_is_told_by_its_path(tmp_path):
    write(tmp_path, SOUND)
    with pytest.raises(DefinitionError, match="cannot be opened"):
        load_questionnaire(tmp_path / "gone.yaml")


@pytest.mark.parametrize(("old", "new", "at", "problem"), SHARED_REFUSALS)
def test_a_fault_of_the_shared_file_is_told_there(tmp_path, old, new, at, problem):
    shared = spoilt(old, new, text=SHARED)
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(write(tmp_path, SOUND, shared=shared))
    told = [fault for fault in refused.value.faults if problem in fault.problem]
    assert told, str(refused.value)
    assert (told[0].file, told[0].line) == ("shared.yaml", line_of(shared, at))


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    text = spoilt("minutes: 5", "minuts: 5")
    text = spoilt("item: safe.home", "item: safe.hoem", text=text)
    text = spoilt("max_characters: 500", "max_characters: 9000", text=text)
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(write(tmp_path, text))
    lines = [fault.line for fault in refused.value.faults]
    assert lines == sorted(lines)
    assert {line_of(text, words) for words in ("minuts", "hoem", "9000")} < set(lines)
    assert str(refused.value).startswith("sample.yaml:1: 'minutes' is missing here. Add 'minutes:'")


def test_a_misread_question_is_not_blamed_twice(tmp_path):
    text = spoilt("    scale: often\n    prior", "    scale: oftn\n    prior")
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(write(tmp_path, text))
    assert [fault.problem for fault in refused.value.faults] == ["'oftn' is not a known scale"]


def a_family(folder, *legs):
    """Write two questionnaires, each with one route to the other; return their paths."""
    paths = []
    for name, leg in zip(("sample", "second"), legs, strict=True):
        text = spoilt("questionnaire: sample", f"questionnaire: {name}")
        text = spoilt("{answer: [young], to_closing_page: leave_kindly}", leg[0], text=text)
        text = spoilt("item: about.age", f"item: {leg[1]}", text=text)
        paths.append(write(folder, text, name=name))
    return paths


OVER = ("{answer: [young], to_questionnaire: second}", "about.age")
BACK = ("{answer: [old], to_questionnaire: sample}", "about.age")


def test_two_age_groups_may_lead_to_each_other(tmp_path):
    family = load_family(a_family(tmp_path, OVER, BACK))
    assert [questionnaire.id for questionnaire in family] == ["sample", "second"]


@pytest.mark.parametrize(
    ("over", "back", "problem"),
    [
        (OVER, ("{answer: [old], to_questionnaire: sample}", "top.one"), "round without end"),
        (OVER, ("{answer: [young], to_questionnaire: sample}", "about.age"), "round without end"),
        (OVER, ("{answer: [old], to_questionnaire: third}", "about.age"), "no questionnaire"),
    ],
)
def test_a_family_that_leads_round_or_nowhere_is_refused(tmp_path, over, back, problem):
    with pytest.raises(DefinitionError, match=problem):
        load_family(a_family(tmp_path, over, back))


def test_a_questionnaire_id_used_twice_in_a_family_is_refused(tmp_path):
    paths = [write(tmp_path, SOUND, name=name) for name in ("one", "two")]
    with pytest.raises(DefinitionError, match="The questionnaire id 'sample' is used twice"):
        load_family(paths)


@pytest.mark.parametrize(
    ("given", "known", "otherwise", "remedy"),
    [
        ("oftn", ["often", "agree"], "", "Did you mean 'often'"),
        ("x", ["often", "agree"], "", "Choose from: often, agree"),
        ("x", ["often"], "Add it", "Add it"),
        ("x", [], "", "Take it out"),
    ],
)
def test_a_remedy_names_the_nearest_word(given, known, otherwise, remedy):
    assert choose_from(given, known, otherwise=otherwise) == remedy


EXTENDING = """\
extends_shipped: true
items:
  bus.late: A late bus
scales:
  faces3:
    options:
      - {code: a, label: Own word, symbol: thumb, priority: PLACE}
      - {code: b, label: Other word}
    positive: [a]
closing_pages:
  - {id: leave_kindly, heading: Bye for now, body: [Nothing was kept.]}
"""
SHORT = """\
questionnaire: short
version: "1"
title: Short
language: en-GB
audience: young people
ages: [13, 18]
presentations: ["13-18"]
modes: [open-link]
reading_age_target: 11
minutes: 1
start:
  heading: Hello
  agree:
    question: agree
    text: Do you want to take part?
    options: [{code: yes, label: Yes, symbol: thumb}, {code: no, label: No}]
    no: [no]
    if_no: leave_kindly
pages:
  - {question: bus, kind: single, item: bus.late, text: Is it late?, why: To know., scale: faces3}
end:
  heading: Thank you
"""


def test_a_shared_file_may_hold_only_what_is_its_own(tmp_path):
    short = load_questionnaire(write(tmp_path, SHORT, shared=EXTENDING))
    assert [option.code for option in short.questions[0].options] == ["a", "b"]
    closing = {page.id: page for page in short.closing_pages}
    shipped = load_questionnaire(SHIPPED / "yp-13-18.yaml")
    assert closing.keys() == {page.id for page in shipped.closing_pages}
    assert closing["leave_kindly"].heading.text == "Bye for now"


def test_without_saying_so_nothing_of_what_ships_is_used(tmp_path):
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(
            write(tmp_path, SHORT, shared=EXTENDING.replace("extends_shipped: true\n", ""))
        )
    problems = [fault.problem for fault in refused.value.faults]
    assert "'sources' is missing here" in problems
    assert "The symbol 'thumb' has no description to read aloud" in problems


def test_a_folder_without_a_shared_file_uses_the_one_that_ships(tmp_path):
    path = write(tmp_path, SHORT.replace("bus.late", "safe.travel"))
    (tmp_path / "shared.yaml").unlink()
    assert [page.key for page in load_questionnaire(path).pages] == ["bus"]
