"""Promises about the code itself, kept by reading it: what no linter knows.

Which room may import which is said in `pyproject.toml` and checked by `lint-imports`; which role
opens which route, in `tests/pages/test_access.py`.
"""

import ast
import enum
import importlib
import io
import json
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_app.respond.question_view import TEMPLATE_OF_KIND
from forms.definition import Kind
from forms.fields import FIELDS_OF_KIND

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("forms", "analysis", "feedback_app")
STRICT_ROOMS = ("forms/", "analysis/", "feedback_app/services/", "feedback_app/store/")
AUDIENCES = ("accounts", "manage", "report", "respond", "safeguard")
HEAVY = ("matplotlib", "sklearn", "nltk", "pandas", "scipy", "numpy", "weasyprint", "statsmodels")
MARKS = re.compile(r"\b(TODO|FIXME|XXX|noqa|type: ignore|pragma)\b")

LINES_OF_MODULE = 300
LINES_OF_FUNCTION = 50
LINES_OF_TEMPLATE = 120
MAKER_OF_PUBLISHABLE = "analysis/suppression.py"


def files(*rooms: str, suffix: str = ".py") -> list[str]:
    """Return the paths of a kind in some rooms, beneath the root; migrations are histories."""
    found = (path for room in rooms for path in (ROOT / room).rglob(f"*{suffix}"))
    return sorted(
        path.relative_to(ROOT).as_posix() for path in found if "migrations" not in path.parts
    )


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


MODULES = files(*ROOMS)
TREES = {path: ast.parse(text_of(path)) for path in MODULES}
TEMPLATES = files("feedback_app/templates", suffix=".html")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: str) -> Iterator[Function]:
    return (node for node in ast.walk(TREES[path]) if isinstance(node, Function))


# The river


def test_only_suppression_makes_a_publishable_table():
    makers = {
        path
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("PublishableTable")
    }
    assert makers == {MAKER_OF_PUBLISHABLE}


def test_no_publishable_table_is_read_back_from_a_file():
    readers = {
        path
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(("structure", "loads", "replace"))
        and any("PublishableTable" in ast.unparse(given) for given in node.args)
    }
    assert readers == set()


def names_from_store(path: str) -> dict[str, object]:
    """Return what a module imports from the store, by name."""
    imports = [node for node in ast.walk(TREES[path]) if isinstance(node, ast.ImportFrom)]
    return {
        alias.asname or alias.name: getattr(importlib.import_module(node.module), alias.name)
        for node in imports
        if node.module and node.module.startswith("feedback_app.store")
        for alias in node.names
    }


def names_used(tree: ast.Module) -> set[str]:
    """Return every name a module uses, but for those in its type hints."""
    hints: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, Function):
            hints |= set(ast.walk(node.returns)) if node.returns else set()
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            hints |= set(ast.walk(node.annotation))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in hints}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_pages_use_the_closed_sets_of_the_store_and_touch_none_of_its_rows(audience):
    touched = {
        (path, name)
        for path in files(f"feedback_app/{audience}")
        for name, value in names_from_store(path).items()
        if not (isinstance(value, type) and issubclass(value, enum.Enum))
        and name in names_used(TREES[path])
    }
    assert touched == set()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_pages_ask_the_database_nothing_themselves(audience):
    asked = {
        (path, alias.name)
        for path in files(f"feedback_app/{audience}")
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name not in ("Session", "Connection")
    }
    assert asked == set()


OPENERS = {
    "verbatims", "drafts", "coding", "key_rotation", "concern_steps", "contacting", "kept_concerns",
    "papers", "errands",
}  # fmt: skip


def test_what_is_sealed_is_opened_by_few_services_and_by_no_page():
    opening = {
        path
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "feedback_app.services.sealing"
        and {"seal", "unseal"} & {alias.name for alias in node.names}
    }
    assert opening == {f"feedback_app/services/{name}.py" for name in OPENERS}


# What is asked


@pytest.mark.parametrize("kind", Kind)
def test_every_question_kind_has_fields_a_template_and_a_test(kind):
    assert kind in FIELDS_OF_KIND
    assert f"feedback_app/templates/question/{TEMPLATE_OF_KIND[kind]}.html" in TEMPLATES
    tried = f"Kind.{kind.name}"
    assert any(
        tried in text_of(path) for path in files("tests") if path != "tests/test_promises.py"
    )


# Quick pages


def test_pages_load_nothing_that_counts_draws_or_learns(tmp_path):
    code = (
        "import json, sys\n"
        "from feedback_app import create_app\n"
        "app = create_app()\n"
        f"heavy = lambda: sorted(set({HEAVY}) & set(sys.modules))\n"
        "made = heavy()\n"
        "status = app.test_client().get('/').status_code\n"
        "print(json.dumps([status, made, heavy()]))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"FEEDBACK_INSTANCE": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(ended.stdout) == [200, [], []]


# Code that can be read


def test_no_module_is_long():
    assert {path for path in MODULES if text_of(path).count("\n") > LINES_OF_MODULE} == set()


def test_every_module_says_what_it_is_for():
    assert {path for path, tree in TREES.items() if not ast.get_docstring(tree)} == set()


def test_no_function_is_long():
    long = {
        f"{path}: {each.name}, {each.end_lineno - each.lineno + 1} lines"
        for path in MODULES
        for each in functions(path)
        if each.end_lineno - each.lineno >= LINES_OF_FUNCTION
    }
    assert long == set()


def test_every_public_name_says_what_it_means():
    silent = {
        f"{path}: {node.name}"
        for path in MODULES
        if path.startswith(STRICT_ROOMS)
        for node in TREES[path].body
        if isinstance(node, Function | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    }
    assert silent == set()


def comments(path: str) -> Iterator[tokenize.TokenInfo]:
    tokens = tokenize.generate_tokens(io.StringIO(text_of(path)).readline)
    return (token for token in tokens if token.type == tokenize.COMMENT)


def test_no_comment_puts_work_off_or_silences_a_check():
    marked = {
        f"{path}:{token.start[0]} {token.string}"
        for path in files(*ROOMS, "tests", "benchmarks")
        for token in comments(path)
        if MARKS.search(token.string)
    }
    assert marked == set()


# Templates

NAMED_BY_TEMPLATE = re.compile(
    r"{%-? *(?:include|import|from|extends) +\"([^\"]+)\" *(?:%}|-%}|[^~ ])"
)
FORBIDDEN_IN_TEMPLATE = {
    "markup let through unescaped": r"\|\s*safe\b",
    "style beside the stylesheets": r"<[^>]*\sstyle\s*=|<style\b",
    "script within a page": r"<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=\"",
    "an address of another host": r"(?:https?:)?//(?!www\.w3\.org/2000/svg\")[\w{-]+[.}]",
}


def named_templates() -> set[str]:
    """Return every template that code renders, or that another template brings in."""
    by_code = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).endswith(".html")
    }
    by_template = {name for path in TEMPLATES for name in NAMED_BY_TEMPLATE.findall(text_of(path))}
    by_kind = {f"question/{name}.html" for name in TEMPLATE_OF_KIND.values()}
    return by_code | by_template | by_kind


def test_no_template_is_unused():
    kept = {path.removeprefix("feedback_app/templates/") for path in TEMPLATES}
    assert kept - named_templates() == set()


def test_no_template_is_long():
    assert {path for path in TEMPLATES if text_of(path).count("\n") > LINES_OF_TEMPLATE} == set()


@pytest.mark.parametrize(
    "pattern", FORBIDDEN_IN_TEMPLATE.values(), ids=FORBIDDEN_IN_TEMPLATE.keys()
)
def test_no_template_holds(pattern):
    found = {
        (path, each.group()) for path in TEMPLATES for each in re.finditer(pattern, text_of(path))
    }
    assert found == set()
