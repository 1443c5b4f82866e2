"""How far coders agree, beyond what chance would give, with bootstrap intervals.

Krippendorff's alpha follows Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*;
sets of themes are compared by MASI (Passonneau 2006). Cohen's kappa follows Cohen (1960). The
figures equal those of NLTK's `AnnotationTask`; they are computed on count tables here, because a
bootstrap needs hundreds of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Themes = frozenset[str]
Distance = Callable[[Themes, Themes], float]
Matrix = npt.NDArray[np.float64]

RESAMPLES = 500
CARELESS_GAP = 0.2
"""How far a coder must agree less with the others than these do among themselves."""


@dataclass(frozen=True)
class Judgement:
    """All themes one coder gave to one verbatim; none is a judgement too."""

    coder: str
    verbatim_id: str
    themes: Themes = frozenset()


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; `None` where it cannot be told (nothing varies)."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ThemeAgreement:
    """Agreement on one theme: given or not, on verbatims that two or more coders judged."""

    theme: str
    verbatims: int
    given: int
    alpha: Estimate
    kappa: Estimate


@dataclass(frozen=True)
class Agreement:
    """Agreement of all coders on sets of themes (MASI), theme by theme, and whom to talk to."""

    verbatims: int
    coders: tuple[str, ...]
    alpha: Estimate
    themes: tuple[ThemeAgreement, ...]
    careless: tuple[str, ...]


def nominal(one: Themes, other: Themes) -> float:
    """Return 0 for equal sets and 1 for different ones."""
    return float(one != other)


def masi(one: Themes, other: Themes) -> float:
    """Return the MASI distance of two sets: 0 when equal, 1 when nothing is shared."""
    if one == other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return 1.0
    monotonic = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1.0 - shared / len(one | other) * monotonic


def krippendorff_alpha(
    judgements: Iterable[Judgement], *, distance: Distance = nominal
) -> float | None:
    """Return alpha over all coders; verbatims of one coder alone are left out.

    `None` when there is nothing to compare, or when every judgement is the same.
    """
    return _alpha(*_tables(_by_verbatim(judgements), distance))


def cohen_kappa(one: Mapping[str, Themes], other: Mapping[str, Themes]) -> float | None:
    """Return kappa of two coders over the verbatims that both judged; `None` as for alpha."""
    shared = sorted(one.keys() & other.keys())
    if not shared:
        return None
    seen = {
        label: at for at, label in enumerate({one[v] for v in shared} | {other[v] for v in shared})
    }
    table = np.zeros((len(seen), len(seen)))
    for verbatim in shared:
        table[seen[one[verbatim]], seen[other[verbatim]]] += 1
    observed = np.trace(table) / len(shared)
    expected = float(table.sum(axis=0) @ table.sum(axis=1)) / len(shared) ** 2
    return None if expected >= 1 else float((observed - expected) / (1 - expected))


def measure_agreement(judgements: Sequence[Judgement], *, seed: int = 0) -> Agreement:
    """Return how far coders agree on the verbatims that two or more of them judged."""
    units = _by_verbatim(judgements)
    coders = tuple(sorted({coder for unit in units.values() for coder in unit}))
    themes = sorted({t for unit in units.values() for own in unit.values() for t in own})
    return Agreement(
        verbatims=len(units),
        coders=coders,
        alpha=_estimate_alpha(units, masi, seed),
        themes=tuple(_measure_theme(theme, units, coders, seed) for theme in themes),
        careless=tuple(coder for coder in coders if _is_careless(coder, units, seed)),
    )


Units = dict[str, dict[str, Themes]]


def _by_verbatim(judgements: Iterable[Judgement]) -> Units:
    units: Units = {}
    for item in judgements:
        units.setdefault(item.verbatim_id, {})[item.coder] = item.themes
    return {verbatim: units[verbatim] for verbatim in sorted(units) if len(units[verbatim]) > 1}


def _tables(units: Units, distance: Distance) -> tuple[Matrix, Matrix]:
    """Return counts (verbatims × different judgements) and distances between the judgements."""
    labels = sorted({own for unit in units.values() for own in unit.values()}, key=sorted)
    at = {label: index for index, label in enumerate(labels)}
    counts = np.zeros((len(units), len(labels)))
    for row, unit in enumerate(units.values()):
        for own in unit.values():
            counts[row, at[own]] += 1
    return counts, np.array([[distance(a, b) for b in labels] for a in labels])


def _alpha(counts: Matrix, distances: Matrix) -> float | None:
    if not counts.size:
        return None
    sizes = counts.sum(axis=1)
    within = np.einsum("uc,ck,uk->u", counts, distances, counts, optimize=True)
    pooled = counts.sum(axis=0)
    expected = float(pooled @ distances @ pooled) / (pooled.sum() - 1)
    return None if expected == 0 else float(1 - (within / (sizes - 1)).sum() / expected)


def _estimate_alpha(units: Units, distance: Distance, seed: int) -> Estimate:
    counts, distances = _tables(units, distance)
    return _estimate(len(counts), seed, lambda rows: _alpha(counts[rows], distances))


def _estimate(
    size: int, seed: int, figure: Callable[[npt.NDArray[np.intp]], float | None]
) -> Estimate:
    """Return a figure over all rows, with the interval of the figure over resampled rows."""
    if not size:
        return Estimate(None)
    random = np.random.default_rng(seed)
    drawn = [figure(random.integers(0, size, size)) for _ in range(RESAMPLES)]
    known = [value for value in drawn if value is not None]
    value = figure(np.arange(size))
    if value is None or not known:
        return Estimate(value)
    low, high = np.quantile(known, [0.025, 0.975])
    return Estimate(value, float(low), float(high))


def _measure_theme(theme: str, units: Units, coders: tuple[str, ...], seed: int) -> ThemeAgreement:
    own = {
        verbatim: {coder: themes & {theme} for coder, themes in unit.items()}
        for verbatim, unit in units.items()
    }
    given = sum(any(unit.values()) for unit in own.values())
    alpha = _estimate_alpha(own, nominal, seed)
    return ThemeAgreement(theme, len(own), given, alpha, _estimate_kappa(own, coders, seed))


def _estimate_kappa(units: Units, coders: tuple[str, ...], seed: int) -> Estimate:
    """Return the mean kappa of all pairs of coders on one theme."""
    said = np.array([[unit.get(coder) for coder in coders] for unit in units.values()], object)
    given = np.array([[np.nan if s is None else float(bool(s)) for s in row] for row in said])

    def mean_kappa(rows: npt.NDArray[np.intp]) -> float | None:
        pairs = combinations(range(len(coders)), 2)
        kappas = [_binary_kappa(given[rows, a], given[rows, b]) for a, b in pairs]
        known = [kappa for kappa in kappas if kappa is not None]
        return float(np.mean(known)) if known else None

    return _estimate(len(given), seed, mean_kappa)


def _binary_kappa(one: Matrix, other: Matrix) -> float | None:
    both = ~(np.isnan(one) | np.isnan(other))
    if not both.any():
        return None
    first, second = one[both], other[both]
    expected = first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean())
    return None if expected >= 1 else float(((first == second).mean() - expected) / (1 - expected))


def _is_careless(coder: str, units: Units, seed: int) -> bool:
    """Say whether a coder agrees clearly less with the others than these among themselves."""
    others = {
        verbatim: {name: own for name, own in unit.items() if name != coder}
        for verbatim, unit in units.items()
    }
    rest = _estimate_alpha({v: u for v, u in others.items() if len(u) > 1}, masi, seed)
    paired = {
        f"{verbatim} {name}": {coder: units[verbatim][coder], name: own}
        for verbatim, unit in others.items()
        if coder in units[verbatim]
        for name, own in unit.items()
    }
    alone = _estimate_alpha(paired, masi, seed)
    if rest.value is None or alone.value is None or alone.high is None:
        return False
    return rest.value - alone.value >= CARELESS_GAP and alone.high < rest.value
