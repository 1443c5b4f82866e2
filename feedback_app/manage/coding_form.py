"""What a coder sends: a verdict on each theme shown, themes of their own choice, and facets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from feedback_app.services.coding_page import VerbatimToCode
from feedback_app.services.deciding import Facets, Judged
from feedback_app.store.coding import Verdict

FITS, DOES_NOT_FIT = "fits", "does-not-fit"


@dataclass
class CodingForm:
    """The choices on the coding page.

    Names: `theme:<id>` for a verdict, `added`, `choice`, `facet:<facet>:<theme>` for what is said
    beside a theme. `facet_ids` are the facets that the codebook has.
    """

    shown: VerbatimToCode
    facet_ids: Sequence[str] = ()
    verdicts: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    facets: Facets = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> list[str]:
        """The themes that want a verdict: suggested, left by a split, or put here before."""
        suggested = [each.theme_id for each in self.shown.suggestions]
        return list(dict.fromkeys([*self.shown.asked, *suggested, *self.shown.decided]))

    def read(self, given: MultiDict[str, str]) -> None:
        """Take over what was sent; a choice in the list counts as added."""
        self.verdicts = {
            each: given[f"theme:{each}"]
            for each in self.offered
            if given.get(f"theme:{each}") in (FITS, DOES_NOT_FIT)
        }
        chosen = [*given.getlist("added"), given.get("choice", "")]
        self.added = [each for each in dict.fromkeys(chosen) if each and each not in self.offered]
        self.facets = {
            theme: own
            for theme in (*self.offered, *self.added)
            if (own := self._read(given, theme))
        }

    def _read(self, given: MultiDict[str, str], theme_id: str) -> dict[str, str]:
        chosen = {each: given.get(f"facet:{each}:{theme_id}", "") for each in self.facet_ids}
        return {facet: option for facet, option in chosen.items() if option}

    def start_from_decided(self) -> None:
        """Show what this coder decided before."""
        self.verdicts = {
            theme_id: DOES_NOT_FIT if verdict is Verdict.REJECTED else FITS
            for theme_id, verdict in self.shown.decided.items()
        }
        self.facets = self.shown.facets

    def check(self, names: Mapping[str, str], *, wording: str, nothing: str) -> bool:
        """Say whether every theme shown has a verdict, and there is any.

        `wording` asks for a verdict, with `{theme}`; `nothing` for a theme where none was offered.
        """
        self.errors = {
            each: wording.format(theme=names.get(each, each))
            for each in self.offered
            if each not in self.verdicts
        }
        if not self.verdicts and not self.added and not self.offered:
            self.errors["choice"] = nothing
        return not self.errors

    def decided(self) -> Judged:
        """Return the verdict on each theme: a suggestion confirmed or not, another one added."""
        suggested = {each.theme_id for each in self.shown.suggestions}
        found = {}
        for theme_id, choice in self.verdicts.items():
            fits = Verdict.CONFIRMED if theme_id in suggested else Verdict.ADDED
            found[theme_id] = fits if choice == FITS else Verdict.REJECTED
        return Judged(found | dict.fromkeys(self.added, Verdict.ADDED), self.facets)

    def none_fits(self) -> Judged:
        """Return a rejection of every theme shown."""
        return Judged(dict.fromkeys(self.offered, Verdict.REJECTED))
