"""A language is offered when every word of the service stands in its catalogue.

Whatever stands in a catalogue keeps the blanks of the message, is compiled, and says who read it.
"""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from feedback_app.config import Settings
from feedback_app.errors import SettingsError
from feedback_app.language import CATALOGUES, DEFAULT, refuse_unspoken

ROOT = Path(__file__).resolve().parents[1]
TRANSLATED = [code for code in Settings.languages if code != DEFAULT]
CATALOGUED = sorted(path.parents[1].name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))
BLANK = re.compile(r"%(?:\(\w+\)s|%)?|\{\w+\}|</?\w[^<>]*>")
"""What a translator must leave as it is: values put in later, a percent sign, markup."""

OFTEN_SAID = {"Continue", "Error:"}
SAMPLE = """
msgid "Continue"
msgstr "Dalej"

#, fuzzy
msgid "Back"
msgstr "Z powrotem"

msgid "Error:"
msgstr ""
"""


def words_of_the_service():
    """Return every message that code, templates and questionnaires offer for translation."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, directory_filter=is_ours)
    return {message if isinstance(message, str) else message[0] for _, _, message, *_ in found}


def is_ours(folder):
    return Path(folder).name not in {".venv", ".git", "assets", "node_modules", "build", "tests"}


def missing_from(catalogue, words):
    """Return the words a catalogue lacks, leaves empty, or only guesses at."""
    said = {
        entry.id if isinstance(entry.id, str) else entry.id[0]
        for entry in read_po(catalogue)
        if entry.id and not entry.fuzzy and all(entry.string)
        if entry.string
    }
    return words - said


def catalogue_of(code):
    """Return a catalogue as its translators keep it."""
    with (CATALOGUES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def blanks(text):
    return Counter(BLANK.findall(text))


def loses_a_blank(message):
    """Return whether a translation has other blanks than its message.

    A form for one or two may say the number in a word; the form for many may not.
    """
    if isinstance(message.id, str):
        return bool(message.string) and blanks(message.string) != blanks(message.id)
    *few, many = message.string
    known = blanks(message.id[1])
    return any(blanks(each) - known for each in few) or bool(many and blanks(many) != known)


def who_reviewed(catalogue):
    """Return who reviewed a catalogue, as its header says, or nothing."""
    said = re.search(r"^# Reviewed by: (\w.*)$", catalogue.header_comment, re.MULTILINE)
    return said.group(1) if said else ""


def test_a_guessed_an_empty_and_an_absent_word_are_missing():
    words = {"Continue", "Back", "Error:", "Next"}
    assert missing_from(io.StringIO(SAMPLE), words) == {"Back", "Error:", "Next"}


def test_words_are_found_in_code_templates_and_questionnaires():
    words = words_of_the_service()
    assert words >= OFTEN_SAID
    assert len(words) > 500


@pytest.mark.parametrize(
    ("message", "translation", "lost"),
    [
        ("Question %(number)s", "Pytanie %(number)s", False),
        ("Question %(number)s", "Pytanie %(numer)s", True),
        ("By {day}", "Do dnia", True),
        ("Done", "Gotowe w 100 %", True),
        ("Half: 50 %%", "Jumătate: 50 %%", False),
        ("Press <b>here</b>", "Naciśnij <b>tutaj", True),
        ("Not yet translated: {day}", "", False),
    ],
)
def test_a_lost_blank_is_noticed(message, translation, lost):
    sample = read_po(io.StringIO(f'msgid "{message}"\nmsgstr "{translation}"\n'))
    assert loses_a_blank(sample.get(message)) == lost


@pytest.mark.parametrize(
    ("one", "many", "lost"),
    [
        ("acum o zi", "acum %(num)s zile", False),
        ("acum o zi", "acum zile", True),
        ("acum {num}", "acum %(num)s zile", True),
    ],
)
def test_only_the_form_for_many_must_keep_the_number(one, many, lost):
    lines = (
        'msgid "%(num)s day ago"',
        'msgid_plural "%(num)s days ago"',
        f'msgstr[0] "{one}"',
        f'msgstr[1] "{many}"',
    )
    sample = read_po(io.StringIO("\n".join(lines)), locale="en")
    assert loses_a_blank(sample.get("%(num)s day ago")) == lost


def test_an_unnamed_reviewer_is_noticed():
    assert who_reviewed(read_po(io.StringIO("# Reviewed by:\n" + SAMPLE))) == ""


def test_there_are_catalogues_to_look_at():
    assert CATALOGUED


@pytest.mark.parametrize("code", CATALOGUED)
def test_every_blank_of_a_message_stands_in_its_translation(code):
    lost = [message.id for message in catalogue_of(code) if message.id and loses_a_blank(message)]
    assert lost == []


@pytest.mark.parametrize("code", CATALOGUED)
def test_a_compiled_catalogue_is_what_its_translators_wrote(code):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue_of(code))
    kept = CATALOGUES / code / "LC_MESSAGES" / "messages.mo"
    assert kept.read_bytes() == compiled.getvalue(), "run `make catalogues`"


@pytest.mark.parametrize("code", CATALOGUED)
def test_a_catalogue_says_who_reviewed_it(code):
    assert who_reviewed(catalogue_of(code))


def test_every_offered_language_is_complete():
    words = words_of_the_service() if TRANSLATED else set()
    for code in TRANSLATED:
        path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
        assert path.exists(), f"{code} is offered without a catalogue"
        with path.open("rb") as catalogue:
            assert missing_from(catalogue, words) == set(), code
    assert DEFAULT in Settings.languages


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        (("en", "xx"), "The setting languages names “xx”"),
        (("en", "uk"), "The setting languages names “uk”"),
        ((), "The setting languages names none. Write languages"),
    ],
)
def test_a_language_without_a_catalogue_is_refused(languages, said, monkeypatch):
    monkeypatch.setattr("feedback_app.language.catalogue", lambda _: NullTranslations())
    with pytest.raises(SettingsError) as refused:
        refuse_unspoken(languages)
    assert str(refused.value).startswith(said)
    assert refused.value.remedy.endswith(("offered: en.", '["en"].'))


def test_a_language_with_a_catalogue_is_offered(monkeypatch):
    monkeypatch.setattr("feedback_app.language.catalogue", lambda _: Translations())
    refuse_unspoken(("en", "uk", "ar"))
