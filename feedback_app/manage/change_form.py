"""What somebody sends who wants a codebook changed: merge, split or a new theme, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from analysis.codebook import Codebook
from feedback_app.language import gettext as _
from feedback_app.services.codebook_changes import LONGEST, NewTheme, Proposal
from feedback_app.store.codebooks import ChangeKind

PARTS = 3
"""How many new themes a split may be given at once."""
FEWEST_EXAMPLES = 3


@dataclass
class ChangeForm:
    """One proposal as it is typed; `given` is shown again when something is missing."""

    kind: ChangeKind
    codebook: Codebook
    given: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> range:
        """The numbers of the new themes that can be typed in."""
        return range(1, {ChangeKind.ADD: 1, ChangeKind.SPLIT: PARTS}.get(self.kind, 0) + 1)

    def read(self, given: MultiDict[str, str]) -> Proposal:
        """Take over what was sent, and note what is missing."""
        self.given = {name: given.get(name, "").strip()[:LONGEST] for name in given}
        active = {theme.id for theme in self.codebook.active_themes}
        if self.kind is not ChangeKind.ADD and self._said("theme") not in active:
            self.errors["theme"] = _("Choose a theme")
        if self.kind is ChangeKind.MERGE:
            self._check_merge(active)
        if not self._said("reason"):
            self.errors["reason"] = _("Say why the codebook should change")
        themes = tuple(self._theme(number) for number in self.parts if self._is_wanted(number))
        for number in self.parts:
            self._check_theme(number)
        return Proposal(
            self.kind, self._said("reason"), self._said("theme"), self._said("into"), themes
        )

    def _check_merge(self, active: set[str]) -> None:
        if self._said("into") not in active:
            self.errors["into"] = _("Choose the theme that stays")
        elif self._said("into") == self._said("theme"):
            self.errors["into"] = _("Choose another theme than the first")

    def _is_wanted(self, number: int) -> bool:
        """Whether a new theme must be there: a split makes two, and a third if it was begun."""
        return number <= 2 or any(self._said(f"{part}-{number}") for part in ("name", "definition"))

    def _check_theme(self, number: int) -> None:
        if not self._is_wanted(number):
            return
        names = {theme.name.casefold() for theme in self.codebook.active_themes}
        if not self._said(f"name-{number}"):
            self.errors[f"name-{number}"] = _("Give the theme a name")
        elif self._said(f"name-{number}").casefold() in names:
            self.errors[f"name-{number}"] = _("A theme has this name already")
        if not self._said(f"definition-{number}"):
            self.errors[f"definition-{number}"] = _("Say what the theme means")
        if len(self._examples(number)) < FEWEST_EXAMPLES:
            self.errors[f"examples-{number}"] = _("Write three examples or more, one on each line")

    def _theme(self, number: int) -> NewTheme:
        priorities = {each.id for each in self.codebook.priorities}
        priority = self._said("priority")
        return NewTheme(
            self._said(f"name-{number}"),
            self._said(f"definition-{number}"),
            self._said(f"include-{number}"),
            self._said(f"exclude-{number}"),
            priority if priority in priorities else "",
            tuple(self._examples(number)),
        )

    def _examples(self, number: int) -> list[str]:
        lines = self._said(f"examples-{number}").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def _said(self, name: str) -> str:
        return self.given.get(name, "")
