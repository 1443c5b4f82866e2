"""Theme and what belongs to it: examples, the Board priority it serves, the facets coded beside it.

Plain frozen records; `codebook` reads them from a file.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ThemeStatus(StrEnum):
    """Whether a theme may still be given to verbatims."""

    ACTIVE = "active"
    RETIRED = "retired"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True)
class Example:
    """One phrase that belongs to a theme, and who might say it (a code of the codebook)."""

    text: str
    who: str = ""


@dataclass(frozen=True)
class Priority:
    """A priority of the Board, in force from `starts_on` to the day before `ends_on`."""

    id: str
    name: str
    note: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def is_in_force(self, on: date) -> bool:
        """Say whether the priority stands on a day; an open end has no limit."""
        begun = self.starts_on is None or self.starts_on <= on
        return begun and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True)
class Theme:
    """A label for what is said: definition, when to use it, when not, and examples.

    A `sensitive` theme is shown to a named person first. A merged or split theme names its
    `successors`. `line` is where the file defines it, 0 when it came from no file.
    """

    id: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    seeds: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    priority: str = ""
    audience: tuple[str, ...] = ()
    sensitive: bool = False
    status: ThemeStatus = ThemeStatus.ACTIVE
    successors: tuple[str, ...] = ()
    since: str = ""
    line: int = field(default=0, compare=False)

    @property
    def is_active(self) -> bool:
        """Whether the theme may be given to verbatims."""
        return self.status is ThemeStatus.ACTIVE


@dataclass(frozen=True)
class Facet:
    """Something coded beside the theme (valence, setting): its options and what they mean."""

    id: str
    options: tuple[tuple[str, str], ...]
