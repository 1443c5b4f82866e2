"""Read YAML with the place of everything in it, gathering all faults before refusing.

Every scalar is read as the text that was written: "no" stays a word and 1.10 stays a version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a codebook file: where, what, and what to do."""

    file: str
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem} {self.remedy}"


class CodebookError(ValueError):
    """A codebook file that cannot be used; `faults` holds everything found wrong in it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


class Source:
    """One YAML file and the faults found in it so far."""

    def __init__(self, path: Path) -> None:
        self.file = str(path)
        self.faults: list[Fault] = []
        self.root = self._compose(path)

    def refuse_if_faulty(self) -> None:
        """Raise `CodebookError` with every fault found, in the order of the file."""
        if self.faults:
            raise CodebookError(sorted(self.faults, key=lambda fault: fault.line))

    def fault(self, node: yaml.Node | None, problem: str, remedy: str) -> None:
        """Note a fault at a node; without one, at the first line."""
        line = node.start_mark.line + 1 if node is not None else 1
        self.faults.append(Fault(self.file, line, problem, remedy))

    def entries(self, node: yaml.Node | None, what: str) -> "dict[str, yaml.Node]":
        """Return a mapping as a dictionary from key to node; a key given twice is a fault."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} must be a list of “key: value” lines.", "Indent them below.")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in found:
                self.fault(key, f"“{key.value}” is given twice in {what}.", "Keep one of them.")
            found[str(key.value)] = value
        return found

    def items(self, node: yaml.Node | None, what: str) -> Iterator[yaml.Node]:
        """Yield the items of a sequence; anything else is a fault."""
        if node is None or _is_blank(node):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{what} must be a list.", "Begin each item with a dash.")
            return
        yield from node.value

    def text(self, node: yaml.Node | None, what: str) -> str:
        """Return a scalar as it was written, without outer spaces; "" when absent."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} must be one piece of text.", "Put it in quotation marks.")
            return ""
        return "" if _is_blank(node) else str(node.value).strip()

    def texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        if isinstance(node, yaml.ScalarNode):
            return (self.text(node, what),) if self.text(node, what) else ()
        return tuple(self.text(item, what) for item in self.items(node, what))

    def refuse_unknown(self, entries: dict[str, yaml.Node], known: tuple[str, ...]) -> None:
        """Note a fault for every key that is not one of those known, with the nearest known."""
        for key, node in entries.items():
            if key not in known:
                near = get_close_matches(key, known, n=1)
                remedy = f"Did you mean “{near[0]}”?" if near else f"Known: {', '.join(known)}."
                self.fault(node, f"“{key}” is not known here.", remedy)

    def _compose(self, path: Path) -> yaml.Node | None:
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise CodebookError([self._at(1, f"Cannot be read: {error.strerror}.")]) from error
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise CodebookError([self._at(line, "Not UTF-8 text.")]) from error
        try:
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise CodebookError([self._at(line, f"Not YAML: {error.problem}.")]) from error
        except yaml.YAMLError as error:
            raise CodebookError([self._at(1, f"Not YAML: {error}.")]) from error

    def _at(self, line: int, problem: str) -> Fault:
        return Fault(self.file, line, problem, "Save it as YAML in UTF-8 and try again.")


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
