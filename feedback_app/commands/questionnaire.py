"""`feedback questionnaire`: check a questionnaire before it is used; print it for paper."""

import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from feedback_app.commands.opening import session
from feedback_app.commands.survey import find_questionnaire, read_parameters
from feedback_app.commands.survey_links import refuse_unoffered
from feedback_app.config import load_settings
from feedback_app.errors import FeedbackError
from feedback_app.services import surveys
from forms.binding import PlaceOption, bind
from forms.definition import PlaceLevel, Presentation
from forms.faults import DefinitionError
from forms.loaded import Loaded
from forms.loading import examine, examine_shared, load_questionnaire
from forms.questionnaire import Questionnaire
from forms.reading import reading_ages, reading_faults
from forms.shared import SHARED_NAME


@click.group()
def questionnaire() -> None:
    """Check questionnaires before they are used; print them for paper."""


@questionnaire.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check each of FILES; every fault is named by file and line, with what to do."""
    faulty = sum(1 for file in files if not _is_good(file))
    if faulty:
        click.echo(f"{faulty} of {len(files)} files cannot be used yet.", err=True)
        sys.exit(2)


@questionnaire.command(name="print")
@click.argument("name", metavar="FILE|ID")
@click.option(
    "--presentation", type=click.Choice([each.value for each in Presentation]), required=True
)
@click.option("--language", default="en", help="Such as pl; default: en.")
@click.option("--out", "path", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--survey", "survey_id", default="", help="Print the copy that this survey froze.")
@click.option(
    "--parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file with values for the questionnaire's parameters, where no survey is named.",
)
def print_(
    name: str,
    *,
    presentation: str,
    language: str,
    path: Path,
    survey_id: str,
    parameters: Path | None,
) -> None:
    """Write FILE|ID as an accessible PDF to fill in by hand: the same questions and codes."""
    from feedback_app.printing import paper_of
    from feedback_app.rendering.paper import print_paper

    with session() as rows:
        found = _bound(rows, name, survey_id=survey_id, parameters=parameters)
        refuse_unoffered(found, "", presentation)
        asks = load_settings().partnership
        paper = paper_of(rows, found, Presentation(presentation), language, asks=asks)
    try:
        print_paper(paper, path)
    except OSError as error:
        raise FeedbackError(
            f"{path} cannot be written: {error.strerror}.", remedy="Name another file."
        ) from error
    click.echo(f"Printed {found.id} ({presentation}, {language}) to {path}.")


def _bound(rows: Session, name: str, *, survey_id: str, parameters: Path | None) -> Questionnaire:
    """Return a survey's own copy, or a file made ready; places are written in by hand."""
    if survey_id:
        surveys.find_survey(rows, survey_id)
        return surveys.frozen_questionnaire(rows.connection(), survey_id, name)
    somewhere = [PlaceOption(level.value, level.value, level) for level in PlaceLevel]
    loaded = load_questionnaire(find_questionnaire(name))
    return bind(loaded, parameters=read_parameters(parameters), places=somewhere)


def _is_good(file: Path) -> bool:
    """Say what is wrong with a file, or that it is good and how old its readers may be."""
    is_shared = file.name == SHARED_NAME
    try:
        loaded = () if is_shared else examine([file])
        faults = list(examine_shared(file)) if is_shared else []
    except DefinitionError as error:
        click.echo(str(error), err=True)
        return False
    faults += [fault for one in loaded for fault in (*one.origins.faults, *reading_faults(one))]
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        return False
    if is_shared:
        click.echo(f"{file}: good – shared by the questionnaires beside it.")
    for one in loaded:
        _tell_good(file, one)
    return True


def _tell_good(file: Path, one: Loaded) -> None:
    found = one.questionnaire
    pages = sum(1 for page in found.pages if page.takes_answer)
    click.echo(f"{file}: good – {found.id}, {pages} questions, one a page.")
    for age in reading_ages(one):
        click.echo(f"  {age.presentation}: {age.part} at grade {age.grade:.1f} of {age.most}")
