"""Say which responses and codings were counted, and what became of them since a release.

The digests are of random ids and theme ids, added up in any order, so that nothing has to be held
in memory and nothing of a person is in them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from analysis.dimensions import YES
from analysis.ledger import Ledger, LedgerEntry, waves_of
from analysis.survey_states import SurveyState, WaveState, choose_reading
from feedback_app.services.counting import Scope, coded_rows, counted_ids
from feedback_app.services.periods import Period, wave_ends

SPACE = 2**256


def state_waves(
    session: Session,
    period: Period,
    *,
    threshold: float,
    priority_of: Mapping[str, str],
    follows: Mapping[str, str],
) -> dict[str, WaveState]:
    """Return what the counts of each wave of a period rest on."""
    found = {}
    for wave in sorted(period.waves):
        after, until = wave_ends(wave)
        scope = Scope(period.scope.survey_id, period.scope.questionnaire_id, until, after=after)
        count, people = _digest(counted_ids(session, scope))
        coded = coded_rows(
            session, scope, threshold=threshold, priority_of=priority_of, follows=follows
        )
        _, coding = _digest(coded)
        found[wave] = WaveState(count, people, coding)
    return found


def reading_of(ledger: Ledger, key: str, waves: Mapping[str, WaveState]) -> int:
    """Return the number of the reading that the themes of a questionnaire are counted in."""
    return choose_reading(
        [_themed(each, key) for each in _overlapping(ledger.entries, key, waves)],
        [_themed(each, key) for each in _overlapping(ledger.withdrawn, key, waves)],
        waves,
    )


def _overlapping(
    entries: Iterable[LedgerEntry], key: str, waves: Mapping[str, WaveState]
) -> Iterator[LedgerEntry]:
    for entry in entries:
        mine = [row.population for row in entry.rows if row.population.survey == key]
        if any(waves_of(each) & waves.keys() for each in mine):
            yield entry


def _themed(entry: LedgerEntry, key: str) -> SurveyState | None:
    """Return the state of a questionnaire in a release; None where it showed themes of unknown."""
    known = entry.states.get(key)
    if known is not None:
        return known
    shows_themes = any(
        atoms == (YES,)
        for row in entry.rows
        if row.population.survey == key
        for _, atoms in row.population.where
    )
    return None if shows_themes else SurveyState(0, {})


def _digest(rows: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """Return how many rows there are and a digest of them, whatever their order."""
    count = total = 0
    for row in rows:
        said = "\0".join(str(each) for each in row).encode()
        total = (total + int.from_bytes(hashlib.sha256(said).digest())) % SPACE
        count += 1
    return count, f"{total:064x}"
