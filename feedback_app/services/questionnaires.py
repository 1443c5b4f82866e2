"""The questionnaires a survey may be opened with: those that ship and the deployment's own."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services.opening import refuse_broken_family
from forms.faults import DefinitionError
from forms.loading import SHIPPED, load_family, load_questionnaire, questionnaire_files
from forms.questionnaire import Questionnaire


class QuestionnaireFileError(FeedbackError):
    """A questionnaire file contradicts itself; every fault is named with its line."""


def list_questionnaires(folders: Sequence[Path] = ()) -> list[Questionnaire]:
    """Return every questionnaire that can be used, the deployment's own first.

    A file that is not sound is left out; `feedback questionnaire check` says what is wrong.
    """
    found: dict[str, Questionnaire] = {}
    for path in _files(folders):
        questionnaire = _load(path, path.stat().st_mtime_ns)
        if questionnaire is not None:
            found.setdefault(questionnaire.id, questionnaire)
    return list(found.values())


def choose_questionnaires(
    ids: Iterable[str], *, folders: Sequence[Path] = ()
) -> list[Questionnaire]:
    """Return the questionnaires of these names, checked as a family.

    Raises:
        NotFoundError: there is none of that name.
        FeedbackError: one leads to another that was not chosen.
        QuestionnaireFileError: they lead to one another in a way that cannot work.
    """
    paths: dict[str, Path] = {}
    known: dict[str, Questionnaire] = {}
    for path in _files(folders):
        questionnaire = _load(path, path.stat().st_mtime_ns)
        if questionnaire is not None:
            paths.setdefault(questionnaire.id, path)
            known.setdefault(questionnaire.id, questionnaire)
    chosen = list(dict.fromkeys(ids))
    for each in chosen:
        if each not in paths:
            raise NotFoundError(
                f"There is no questionnaire called “{each}”.",
                remedy=f"There are: {', '.join(sorted(paths))}.",
            )
    titles = {each.id: f"“{each.title.of(each.presentations[0])}”" for each in known.values()}
    refuse_broken_family([known[each] for each in chosen], titles)
    try:
        return list(load_family(paths[each] for each in chosen))
    except DefinitionError as error:
        raise QuestionnaireFileError(str(error), remedy="Mend those lines.") from error


def _files(folders: Sequence[Path]) -> list[Path]:
    return [path for folder in (*folders, SHIPPED) for path in questionnaire_files(folder)]


@lru_cache(maxsize=64)
def _load(path: Path, _changed_at: int) -> Questionnaire | None:
    try:
        return load_questionnaire(path)
    except DefinitionError:
        return None
