"""A questionnaire just read from its file, with where everything was written."""

from dataclasses import dataclass

from forms.definition import Presentation
from forms.questionnaire import Questionnaire
from forms.reader import Origins
from forms.shared import Shared

CHILD_PRESENTATIONS = frozenset(
    {
        Presentation.AGES_5_8,
        Presentation.AGES_9_12,
        Presentation.AGES_13_18,
        Presentation.EASY_READ,
    }
)


@dataclass(frozen=True)
class Loaded:
    """What the checks look at, and where they put the faults they find."""

    questionnaire: Questionnaire
    shared: Shared
    origins: Origins

    def fault(self, record: object, problem: str, remedy: str, *, key: str = "") -> None:
        """Add a fault at the line where a record, or one of its keys, was written."""
        self.origins.fault(record, problem, remedy, key=key)

    @property
    def is_for_children(self) -> bool:
        """Whether it is shown in a presentation made for children."""
        return bool(CHILD_PRESENTATIONS & set(self.questionnaire.presentations))
