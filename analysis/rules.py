"""The partnership's rules on what is too small to show; they can be made stricter, never laxer."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum


class RuleError(ValueError):
    """A rule laxer than the floor that the partnership may choose from."""


class Audience(StrEnum):
    """Who may see a release: the partnership alone, or anybody."""

    PARTNERSHIP = "partnership"
    PUBLIC = "public"

    @property
    def knows(self) -> frozenset[Audience]:
        """The releases a reader of this audience may hold; the partnership reads public ones."""
        return frozenset(Audience) if self is Audience.PARTNERSHIP else frozenset({Audience.PUBLIC})

    @property
    def viewers(self) -> tuple[Audience, ...]:
        """The readers against whom a release to this audience has to stand."""
        return tuple(Audience) if self is Audience.PUBLIC else (Audience.PARTNERSHIP,)


class Mode(StrEnum):
    """Exact counts with hiding, or counts rounded to the nearest five with hiding."""

    EXACT = "exact"
    ROUNDED = "rounded"


@dataclass(frozen=True)
class SuppressionRule:
    """What is hidden, how far a hidden count must stay in doubt, and when rounding is used.

    Counts below a threshold are hidden; `minimum_base` respondents are needed for anything at all
    and `percentage_base` for a percentage. `reach` is how far below and above its true value a
    hidden small count must stay possible; `candidates` how many whole numbers a rounded count, or
    a difference covering 1 to `difference` people, must leave open. `dominance` is the share of a
    cell above which one contributing school speaks for it.
    """

    partnership_threshold: int = 5
    public_threshold: int = 10
    harm_threshold: int = 10
    minimum_base: int = 10
    percentage_base: int = 30
    rounding: int = 5
    reach: int = 5
    candidates: int = 3
    difference: int = 4
    dominance: float = 0.8
    partnership_mode: Mode = Mode.EXACT
    public_mode: Mode = Mode.ROUNDED

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_floor(field.name, getattr(self, field.name), field.default)

    def threshold(self, audience: Audience, *, harm_related: bool = False) -> int:
        """Return the count below which a figure is hidden from an audience."""
        public = audience is Audience.PUBLIC
        plain = self.public_threshold if public else self.partnership_threshold
        return max(plain, self.harm_threshold) if harm_related else plain

    def mode(self, audience: Audience) -> Mode:
        """Return whether an audience is shown exact or rounded counts."""
        return self.public_mode if audience is Audience.PUBLIC else self.partnership_mode

    def needed(self, count: int) -> tuple[int, int]:
        """Return the interval that must stay possible for a hidden count."""
        return max(0, count - self.reach), count + self.reach

    def as_json(self) -> dict[str, object]:
        """Return the rules in force, for a release document."""
        return asdict(self)


def _check_floor(name: str, value: object, floor: object) -> None:
    if not isinstance(value, int | float) or not isinstance(floor, int | float):
        return
    lower_is_stricter = name == "dominance"
    if value > floor if lower_is_stricter else value < floor:
        raise RuleError(
            f"{name} = {value} is laxer than {floor}. Rules can only be made stricter: "
            f"choose {floor} or {'less' if lower_is_stricter else 'more'}."
        )
