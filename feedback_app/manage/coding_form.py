"""What a coder sends: a verdict on each theme shown, and themes of their own choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from feedback_app.services.deciding import VerbatimToCode
from feedback_app.store.coding import Verdict

FITS, DOES_NOT_FIT = "fits", "does-not-fit"


@dataclass
class CodingForm:
    """The choices on the coding page. Names: `theme:<id>` for a verdict, `added`, `choice`."""

    shown: VerbatimToCode
    verdicts: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> list[str]:
        """The themes that want a verdict: those suggested, and those this coder put here before."""
        suggested = [each.theme_id for each in self.shown.suggestions]
        return suggested + [each for each in self.shown.decided if each not in suggested]

    def read(self, given: MultiDict[str, str]) -> None:
        """Take over what was sent; a choice in the list counts as added."""
        self.verdicts = {
            each: given[f"theme:{each}"]
            for each in self.offered
            if given.get(f"theme:{each}") in (FITS, DOES_NOT_FIT)
        }
        chosen = [*given.getlist("added"), given.get("choice", "")]
        self.added = [each for each in dict.fromkeys(chosen) if each and each not in self.offered]

    def start_from_decided(self) -> None:
        """Show what this coder decided before."""
        self.verdicts = {
            theme_id: DOES_NOT_FIT if verdict is Verdict.REJECTED else FITS
            for theme_id, verdict in self.shown.decided.items()
        }

    def check(self, names: Mapping[str, str], *, wording: str) -> bool:
        """Say whether every theme shown has a verdict; `wording` asks for one, with `{theme}`."""
        self.errors = {
            each: wording.format(theme=names.get(each, each))
            for each in self.offered
            if each not in self.verdicts
        }
        return not self.errors

    def decided(self) -> dict[str, Verdict]:
        """Return the verdict on each theme: a suggestion confirmed or not, another one added."""
        suggested = {each.theme_id for each in self.shown.suggestions}
        found = {}
        for theme_id, choice in self.verdicts.items():
            fits = Verdict.CONFIRMED if theme_id in suggested else Verdict.ADDED
            found[theme_id] = fits if choice == FITS else Verdict.REJECTED
        return found | dict.fromkeys(self.added, Verdict.ADDED)

    def none_fits(self) -> dict[str, Verdict]:
        """Return a rejection of every theme shown."""
        return dict.fromkeys(self.offered, Verdict.REJECTED)
