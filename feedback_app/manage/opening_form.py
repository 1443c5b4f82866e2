"""The form that opens a survey: its own entries, and one for each parameter it has to be given."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from feedback_app.language import gettext as _
from feedback_app.services.duties import Duties, read_duties
from feedback_app.services.surveys import Plan
from feedback_app.store.surveys import Basis, Condition, SurveyKind
from forms.questionnaire import Parameter, ParameterKind, Questionnaire
from forms.safety import Promise

SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]")
PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Entry:
    """One entry of the form, ready to be shown."""

    name: str
    label: str
    kind: str
    value: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    error: str = ""


@dataclass
class OpeningForm:
    """What a survey officer fills in; reading it gathers every error, by the name of the entry."""

    questionnaires: Sequence[Questionnaire]
    given: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> list[Parameter]:
        """The parameters of the whole family, each once."""
        named = {each.name: each for one in self.questionnaires for each in one.parameters}
        return list(named.values())

    def read(self) -> tuple[str, Plan, dict[str, object]]:
        """Return the survey's short name, its plan and its parameters; see `errors` afterwards."""
        self.errors = {}
        survey_id = self.given.get("survey_id", "").strip().lower()
        if not SHORT_NAME.fullmatch(survey_id):
            self.errors["survey_id"] = _(
                "Write a short name in small letters, digits and hyphens, such as voice-2026"
            )
        if not self._text("title"):
            self.errors["title"] = _("Write the title that respondents see")
        plan = Plan(
            title=self._text("title"),
            kind=self._kind(),
            opens_on=self._date("opens_on", _("First day"), is_needed=True),
            closes_on=self._date("closes_on", _("Last day"), is_needed=False),
            codebook_id=self._text("codebook_id") or "safeguarding",
            duties=self._duties(),
            promise=self._promise(),
        )
        if plan.opens_on and plan.closes_on and plan.closes_on < plan.opens_on:
            self.errors["closes_on"] = _("Choose a last day that is not before the first day")
        parameters = {each.name: self._parameter(each) for each in self.parameters}
        return survey_id, plan, parameters

    def entries(self) -> list[Entry]:
        """Return an entry for each parameter, with what was given and what is wrong."""
        return [
            Entry(
                f"parameter-{each.name}",
                each.means,
                each.kind.value,
                self._text(f"parameter-{each.name}"),
                self.parts(f"parameter-{each.name}"),
                _("Write one on each line.") if each.kind is ParameterKind.LIST else "",
                self.errors.get(f"parameter-{each.name}", ""),
            )
            for each in self.parameters
        ]

    def parts(self, name: str) -> dict[str, str]:
        """Return the day, month and year of a date as they were typed."""
        return {part: self._text(f"{name}-{part}") for part in PARTS}

    def _parameter(self, parameter: Parameter) -> object:
        name = f"parameter-{parameter.name}"
        if parameter.kind is ParameterKind.DATE:
            return self._date(name, parameter.means, is_needed=not parameter.may_be_empty)
        text = self._text(name)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines and not parameter.may_be_empty:
            self.errors[name] = _("Fill in: %(what)s", what=parameter.means)
        if parameter.kind is ParameterKind.NUMBER and lines and not text.isdecimal():
            self.errors[name] = _("Write a whole number")
        return lines if parameter.kind is ParameterKind.LIST else text

    def _duties(self) -> Duties:
        """Return what the data protection officer decided; what is missing is an error."""
        needed = {
            "lawful_basis": _("Choose the lawful basis"),
            "special_condition": _("Choose the condition"),
            "dpia": _("Write the reference of the impact assessment (DPIA)"),
        }
        given = {
            "lawful_basis": self._choice("lawful_basis", Basis),
            "special_condition": self._choice("special_condition", Condition),
            "dpia": self._text("dpia"),
        }
        self.errors |= {name: needed[name] for name, words in given.items() if not words}
        return read_duties(
            given["lawful_basis"],
            given["special_condition"],
            dpia=given["dpia"],
            kept_until=self._date("kept_until", _("Keep answers until"), is_needed=True),
        )

    def _choice(self, name: str, known: type[StrEnum]) -> str:
        """Return what was chosen from a list, or nothing where the list has no such choice."""
        given = self._text(name)
        return given if given in set(known) else ""

    def _kind(self) -> SurveyKind:
        chosen = self.given.get("kind", "")
        if chosen not in set(SurveyKind):
            self.errors["kind"] = _("Choose who can answer")
            return SurveyKind.OPEN
        return SurveyKind(chosen)

    def _promise(self) -> Promise:
        chosen = self.given.get("promise", "")
        if chosen not in set(Promise):
            self.errors["promise"] = _("Choose what respondents are promised")
            return Promise.ANONYMOUS
        return Promise(chosen)

    def _date(self, name: str, label: str, *, is_needed: bool) -> date | None:
        parts = self.parts(name)
        if not any(parts.values()):
            if is_needed:
                self.errors[name] = _("%(what)s: write a day, a month and a year", what=label)
            return None
        try:
            return date(*(int(parts[part]) for part in reversed(PARTS)))
        except ValueError:
            self.errors[name] = _("%(what)s: write a real date, such as 27 3 2026", what=label)
            return None

    def _text(self, name: str) -> str:
        return self.given.get(name, "").strip()
