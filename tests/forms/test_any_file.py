"""Whatever is done to a definition file, it loads or is refused by file and line; nothing else."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forms.faults import DefinitionError
from forms.loading import load_questionnaire
from tests.forms.files import SHARED, SOUND, write

LINES = SOUND.splitlines(keepends=True)
WORDS = sorted(set(SOUND.replace("{", " ").replace("}", " ").replace(",", " ").split()))
KEYS = [line.split(":")[0] for line in LINES if line[0].isalpha()]
FILES = ("sample.yaml", "shared.yaml")
ANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any")


def try_to_load(folder, text, shared=SHARED):
    try:
        pages, faults = load_questionnaire(write(folder, text, shared=shared)).pages, ()
    except DefinitionError as refused:
        pages, faults = (), refused.faults
    assert pages or faults
    assert all(fault.file in FILES and fault.line > 0 for fault in faults), faults


@ANY
@given(st.binary(max_size=200))
def test_any_bytes(folder, data):
    try_to_load(folder, data)


@pytest.mark.parametrize("key", KEYS)
def test_any_part_left_out(folder, key):
    start = next(n for n, line in enumerate(LINES) if line.startswith(f"{key}:"))
    inside = (n for n, line in enumerate(LINES[start + 1 :], start + 1) if line[0].isalpha())
    try_to_load(folder, "".join(LINES[:start] + LINES[next(inside, len(LINES)) :]))


@ANY
@given(st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=4))
def test_any_lines_taken_out(folder, gone):
    try_to_load(folder, "".join(line for n, line in enumerate(LINES) if n not in gone))


@ANY
@example("option_set:", "options_from_answer:")
@example("heard", "heard/voice.space")
@given(st.sampled_from(WORDS), st.sampled_from([*WORDS, "[]", "{}", "''", "[a, [b]]", "{a: b}"]))
def test_any_word_put_for_another(folder, old, new):
    try_to_load(folder, SOUND.replace(old, new))


@ANY
@example(LINES.index("  - question: one\n"), LINES.index("  - question: heard\n"))
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_any_line_moved(folder, start, end):
    lines = LINES.copy()
    lines.insert(end, lines.pop(start))
    try_to_load(folder, "".join(lines))


@ANY
@given(st.data())
def test_any_lines_taken_out_of_the_shared_file(folder, data):
    lines = SHARED.splitlines(keepends=True)
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=4))
    shared = "".join(line for n, line in enumerate(lines) if n not in gone)
    try_to_load(folder, SOUND, shared)
