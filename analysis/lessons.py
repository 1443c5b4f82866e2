"""What a model learns from: phrases of the codebook and verbatims people have coded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook, ThemeStatus
from analysis.coding import Coded, CodingError, ReasonSource
from analysis.text import normalise

Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lessons:
    """Texts with their themes (texts × themes): coded verbatims first, then codebook phrases."""

    texts: tuple[str, ...]
    truth: Truth
    coded: int
    sources: tuple[ReasonSource, ...]

    @property
    def targets(self) -> npt.NDArray[np.float64]:
        """The truth as numbers to learn: 1 for a theme given, -1 for one not given."""
        return np.where(self.truth, 1.0, -1.0)


def gather_lessons(codebook: Codebook, coded: Sequence[Coded]) -> Lessons:
    """Return the sorted lessons of coded verbatims and a codebook.

    A coded theme that was merged since counts for its successor; one that was retired or split
    is passed over, because nobody has said what it would be today.

    Raises:
        CodingError: a coded theme is not in the codebook.
    """
    columns = {theme.id: column for column, theme in enumerate(codebook.active_themes)}
    _refuse_unknown(codebook, coded)
    rows = sorted(
        (normalise(item.verbatim.text), item.verbatim.id, _columns_of(item, codebook, columns))
        for item in coded
    )
    phrases = list(_phrases(codebook))
    truth = np.zeros((len(rows) + len(phrases), len(columns)), dtype=bool)
    for row, (_, _, given) in enumerate(rows):
        truth[row, list(given)] = True
    for row, (_, theme, _) in enumerate(phrases, start=len(rows)):
        truth[row, columns[theme]] = True
    return Lessons(
        texts=(*(text for text, _, _ in rows), *(text for text, _, _ in phrases)),
        truth=truth,
        coded=len(rows),
        sources=(*(ReasonSource.CODED for _ in rows), *(source for _, _, source in phrases)),
    )


def _phrases(codebook: Codebook) -> list[tuple[str, str, ReasonSource]]:
    found = []
    for theme in codebook.active_themes:
        found.append((normalise(theme.name), theme.id, ReasonSource.DEFINITION))
        said = [text for text in (theme.definition, theme.include) if text]
        found += [(normalise(text), theme.id, ReasonSource.DEFINITION) for text in said]
        found += [(normalise(e.text), theme.id, ReasonSource.EXAMPLE) for e in theme.examples]
    return found


def _columns_of(item: Coded, codebook: Codebook, columns: dict[str, int]) -> tuple[int, ...]:
    followed = {_successor(theme, codebook) for theme in item.themes}
    return tuple(sorted(columns[theme] for theme in followed if theme in columns))


def _successor(theme_id: str, codebook: Codebook) -> str:
    """Return the theme that took a merged theme's place; others as they are."""
    seen: set[str] = set()
    while codebook.theme(theme_id).status is ThemeStatus.MERGED and theme_id not in seen:
        seen.add(theme_id)
        theme_id = codebook.theme(theme_id).successors[0]
    return theme_id


def _refuse_unknown(codebook: Codebook, coded: Sequence[Coded]) -> None:
    unknown: dict[str, list[str]] = {}
    for item in coded:
        for theme in item.themes:
            if not codebook.has_theme(theme):
                unknown.setdefault(theme, []).append(item.verbatim.id)
    if unknown:
        theme, verbatims = min(unknown.items())
        raise CodingError(
            f"The theme “{theme}”, given to {len(verbatims)} verbatims (first: "
            f"{min(verbatims)}), is not in the codebook {codebook.id} {codebook.version}. Use the "
            "version the coders used, or add the theme with “status: retired” or “merged”."
        )
