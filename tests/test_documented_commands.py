"""Every command answers `--help`, and every command a document shows exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback_app import cli

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = ROOT / "feedback_app" / "commands"
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help(name):
    shown = CliRunner().invoke(cli.feedback, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("Usage:")


def test_every_module_of_commands_can_be_called():
    kept = {path.stem for path in COMMANDS.glob("*.py")} - {"__init__"}
    imported = {
        node.module.rpartition(".")[2]
        for path in COMMANDS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("feedback_app.commands.")
    }
    assert kept - imported == {module for module, _ in cli.COMMANDS.values()} - imported


def commands_in(text: str) -> Iterator[list[str]]:
    """Yield the words of each `feedback` or `make` command a document shows as code."""
    code = FENCED.findall(text) + re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    for line in "\n".join(code).splitlines():
        words = line.removeprefix("$ ").split("#")[0].split()
        if len(words) > 1 and Path(words[0]).name in ("feedback", "make"):
            yield [Path(words[0]).name, *words[1:]]


def is_a_command(words: list[str]) -> bool:
    """Whether a target of `make` exists, or a command with its subcommand."""
    if words[0] == "make":
        return re.search(rf"^{re.escape(words[1])}:", MAKEFILE, re.MULTILINE) is not None
    names = [word for word in words[1:] if re.fullmatch(r"[a-z][a-z-]*", word)]
    if not names:
        return words[1] in ("--help", "-h")
    command = cli.feedback.get_command(None, names[0])
    subcommands = getattr(command, "commands", {})
    return command is not None and (not subcommands or len(names) == 1 or names[1] in subcommands)


SHOWN = [
    pytest.param(path, words, id=" ".join(words))
    for path in DOCUMENTS
    for words in commands_in(path.read_text(encoding="utf-8"))
]


def test_documents_show_commands_at_all():
    assert len(SHOWN) >= 5


@pytest.mark.parametrize(("path", "words"), SHOWN)
def test_a_command_in_a_document_exists(path, words):
    assert is_a_command(words), f"{path.name}: {' '.join(words)}"
