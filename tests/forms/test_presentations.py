"""Every presentation a questionnaire offers has its words, its pictures and its plain sentences."""

import re
import shutil

import pytest

from forms.definition import Presentation
from forms.faults import DefinitionError
from forms.loading import SHIPPED, examine, load_family, load_questionnaire, questionnaire_files
from forms.questionnaire import PICTURED
from forms.reading import MOST_GRADE, reading_ages, reading_faults

OFFERED = {each.id: each.presentations for each in load_family(questionnaire_files(SHIPPED))}
ALL = "all-ages.yaml"
SHARED = "shared.yaml"
PLAY = "      9-12: Do you feel safe when you play out?"
# the file | what is changed | into what | what is said
REFUSALS = [
    (ALL, "      any: Do you feel safe where you live?\n", "",
     "This question has no words for the presentation '9-12'"),
    (ALL, "      any: You can choose two.", "      adult: You can choose two.",
     "This help has no words for the presentation '9-12'"),
    (ALL, "    symbol: park\n", "", "The question 'g_safe_area' has no picture for '5-8'"),
    (ALL, ', symbol: age_9_12}', "}", "The option '9_12' has no picture for '5-8'"),
    (ALL, "symbol: park", "symbol: parc", "The symbol 'parc' has no description to read aloud"),
    (ALL, '    - {symbol: "hear_,_to", text: "We want to hear from you."}',
     '    - {text: "We want to hear from you."}', "This card has no picture for '5-8'"),
    (ALL, PLAY, "      9-12: Do you feel safe when you play out, or when you walk to your school?",
     "A sentence of 15 words is too long for '9-12'"),
    (ALL, "5-8: Do you feel safe at home?", "5-8: Do you feel safe and well when at home?",
     "A sentence of 9 words is too long for '5-8'"),
    (ALL, "easy-read: Where do you live near?",
     "easy-read: Where do you live; which place is near?",
     "An Easy Read sentence holds more than one idea"),
    (ALL, "easy-read: Where do you live near?",
     "easy-read: Say your town, your village, or where you stay",
     "An Easy Read sentence holds more than one idea"),
    (ALL, 'text: "I want to say what I think"',
     'text: "I want to say what I think about it all"', "A tile of 10 words is too long"),
    (ALL, "  - question: g_safe_area\n", "  - question: g_read\n    symbol: park\n"
     "    kind: information\n    text: We begin. Then we go on. Then we go further. Then we end.\n"
     "  - question: g_safe_area\n", "A heading of 13 words is too long"),
    (ALL, "5-8: Do you feel safe at home?", "5-8: Do you utilise your home?",
     "'utilise' is a word to avoid for children"),
    (ALL, "    - We want to know what you think. There are no wrong answers.",
     "    - {any: We want to know what you think., easy-read: Say what you think.}",
     "Nobody reads these words for 'easy-read': cards stand in their place"),
    (SHARED, '    symbol: thumb\n    body:\n', "    body:\n",
     "The closing page 'leave_kindly' has no picture for '5-8'"),
    (SHARED, "  cake: a birthday cake\n", "  cake:\n", "'cake' is empty"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name in (ALL, SHARED):
        shutil.copy(SHIPPED / name, tmp_path)
    return tmp_path


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_questionnaire_for_all_ages_offers_all_five():
    assert set(OFFERED["all-ages"]) == set(Presentation)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("yp-5-7-easy-read", 2),
        ("yp-8-12", 2),
        ("yp-13-18", 2),
        ("ypb-panel", 1),
        ("family-arrangements", 1),
    ],
)
def test_children_families_and_the_panel_have_easy_read_and_more(name, others):
    assert Presentation.EASY_READ in OFFERED[name]
    assert len(OFFERED[name]) >= others + 1


@pytest.mark.parametrize(("name", "old", "new", "problem"), REFUSALS)
def test_what_a_presentation_lacks_is_refused_with_its_line(folder, name, old, new, problem):
    spoil(folder, name, old, new)
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(folder / ALL)
    told = [fault for fault in refused.value.faults if problem in fault.problem]
    assert told, str(refused.value)
    assert told[0].file == name
    assert told[0].line > 1
    assert told[0].remedy


@pytest.mark.parametrize("key", ["start", "end"])
def test_a_pictured_presentation_needs_cards(folder, key):
    text = (folder / ALL).read_text()
    head, mark, tail = text.partition(f"\n{key}:\n")
    before, cards, after = tail.partition("  cards:\n")
    rest = after.splitlines(keepends=True)
    while rest[0].startswith("    "):
        rest.pop(0)
    assert cards
    (folder / ALL).write_text(head + mark + before + "".join(rest))
    with pytest.raises(DefinitionError, match=f"There are no cards under '{key}' for '5-8'"):
        load_questionnaire(folder / ALL)


def test_a_picture_that_would_not_be_fair_may_be_left_out_in_so_many_words(folder):
    spoil(folder, ALL, "symbol: age_9_12", "symbol: words_only")
    assert load_questionnaire(folder / ALL).question_by_id["g_age"].options[1].symbol


@pytest.mark.parametrize("presentation", MOST_GRADE)
def test_hard_words_are_refused_in_every_childs_presentation(folder, presentation):
    hard = "Multidisciplinary organisations coordinate protective activities"
    before, end, last_page = (folder / ALL).read_text().partition("\nend:\n")
    last_page = re.sub(r'text: "[^"]*"', f'text: "{hard}"', last_page)
    last_page = re.sub(r"(any|5-8|9-12|easy-read): .*", rf"\1: {hard}", last_page)
    (folder / ALL).write_text(before + end + last_page)
    loaded = examine([folder / ALL])[0]
    assert any(f"for '{presentation}'" in fault.problem for fault in reading_faults(loaded))


def test_every_presentation_of_every_part_is_graded():
    for loaded in examine(questionnaire_files(SHIPPED)):
        graded = {age.presentation for age in reading_ages(loaded)}
        assert graded >= set(loaded.questionnaire.presentations)


def test_cards_stand_in_place_of_paragraphs_where_there_are_pictures():
    start = load_questionnaire(SHIPPED / ALL).start
    assert {each for each in Presentation if start.shows_cards(each)} == PICTURED
