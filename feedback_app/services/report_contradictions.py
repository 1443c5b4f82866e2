"""Say why figures that are out contradict a report, as far as it is known, and what to do."""

from collections.abc import Iterator, Sequence

from analysis.ledger import Ledger, LedgerEntry
from feedback_app.services.report_counting import Counted

UNKNOWN = (
    "Its counts contradict figures that are out already, from a release that was built before it "
    "was noted which responses were counted. Responses were erased or came in since, or the areas, "
    "answers or themes are laid out anew"
)
LAID_OUT = (
    "Its counts contradict figures that are out already. The responses are the same as then, so "
    "what is counted of them has changed: the areas, the answers or the themes are laid out anew"
)


def explain_contradiction(ledger: Ledger, counted: Sequence[Counted]) -> tuple[str, str]:
    """Return what happened since the figures went out, and what to do about it."""
    said: list[str] = []
    blamed: list[LedgerEntry] = []
    about = [entry for entry in ledger.entries if _counts(entry, counted)]
    for entry in about:
        if changes := list(_changes(entry, counted)):
            said += changes
            blamed.append(entry)
    if not said:
        is_known = all(
            each.instrument.key in e.states for e in about for each in counted if _counts(e, [each])
        )
        said.append(LAID_OUT if is_known else UNKNOWN)
    return f"{'; '.join(dict.fromkeys(said))}.", _remedy(blamed or about)


def withdrawn_of(ledger: Ledger, counted: Sequence[Counted]) -> int:
    """Return how many releases of the same respondents were withdrawn."""
    return sum(1 for entry in ledger.withdrawn if _counts(entry, counted))


def _counts(entry: LedgerEntry, counted: Sequence[Counted]) -> bool:
    """Say whether a release tells of the respondents to any of some questionnaires."""
    return not {each.instrument.key for each in counted}.isdisjoint(entry.universe)


def _changes(entry: LedgerEntry, counted: Sequence[Counted]) -> Iterator[str]:
    """Yield what became, since a release, of the responses that it counted."""
    for each in counted:
        state = entry.states.get(each.instrument.key)
        shared = list(state.shared(each.state.waves)) if state else []
        if all(then.people == now.people for _, then, now in shared):
            continue
        more = sum(now.responses - then.responses for _, then, now in shared)
        words = f"of {each.survey.id} ({each.instrument.title})"
        if more < 0:
            number = f"{-more:,} {_responses(-more)} {words} {_were(-more)}"
            yield f"{number} erased after being counted for figures that are out"
        elif more > 0:
            yield (
                f"{more:,} {_responses(more)} {words} came in for days that had been counted: from "
                "a file, on paper or from a device"
            )
        else:
            yield f"Responses {words} were erased after being counted, and as many came in"


def _responses(count: int) -> str:
    return "response" if count == 1 else "responses"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _remedy(blamed: Sequence[LedgerEntry]) -> str:
    names = list(dict.fromkeys(entry.release for entry in blamed))
    commands = "; ".join(f'feedback release withdraw "{name}" --reason "…"' for name in names)
    return (
        "The report that is out may stay as it is. To build a new one, withdraw the old one first, "
        f"on its own page under Reports or with: {commands}. Who kept a copy can compare the two, "
        "so the new one will show only what the copy shows, and less exactly."
    )
