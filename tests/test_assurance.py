"""The assurance tables say what is so: every test they name exists, and their figures add up."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "assurance" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
FIGURE = re.compile(r"^\| ([a-z ]+) \| .+ \| (\d+) \|$", re.MULTILINE)
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NAMED_DOCUMENT = re.compile(r"`([\w/.-]+\.md)`")
APPLICABLE = 210
"""Requirements of levels 1 and 2 in version 5.0.0, without chapters 9, 10 and 17."""

TEXT = TABLE.read_text(encoding="utf-8")
ROWS = ROW.findall(TEXT)


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def named(pattern):
    documents = sorted((ROOT / "docs" / "assurance").glob("*.md"))
    return sorted({each for path in documents for each in pattern.findall(path.read_text("utf-8"))})


def test_every_requirement_has_one_row():
    numbers = [row[0] for row in ROWS]
    assert len(numbers) == len(set(numbers)) == APPLICABLE
    assert numbers == sorted(numbers, key=lambda each: [int(part) for part in each.split(".")])
    assert len(re.findall(r"^\| \d", TEXT, re.MULTILINE)) == APPLICABLE, "a row cannot be read"


def test_the_figures_are_those_of_the_table():
    said = {name: int(count) for name, count in FIGURE.findall(TEXT)}
    assert said == dict(Counter(row[3] for row in ROWS))


def test_what_is_met_names_what_shows_it():
    for number, _, _, result, shown in ROWS:
        assert shown.strip(), number
        if result == "met":
            assert NAMED_TEST.search(shown) or NAMED_DOCUMENT.search(shown), number


@pytest.mark.parametrize(("path", "name"), named(NAMED_TEST))
def test_a_test_that_is_named_exists(path, name):
    assert (ROOT / path).is_file(), path
    assert name in names_in(path)


@pytest.mark.parametrize("path", named(NAMED_DOCUMENT))
def test_a_document_that_is_named_exists(path):
    assert (ROOT / path).is_file()


CODE = (ROOT / "docs" / "assurance" / "childrens-code.md").read_text(encoding="utf-8")
STANDARD = re.compile(r"^\| (\d+) ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)


def test_each_of_the_fifteen_standards_of_the_childrens_code_names_a_test():
    rows = STANDARD.findall(CODE)
    assert [int(number) for number, *_ in rows] == list(range(1, 16))
    for number, _, said, shown in rows:
        assert said.strip(), number
        assert NAMED_TEST.search(shown), number
