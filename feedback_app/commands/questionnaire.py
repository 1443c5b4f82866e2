"""`feedback questionnaire`: check a questionnaire before it is used."""

import sys
from pathlib import Path

import click

from forms.faults import DefinitionError
from forms.loading import examine
from forms.reading import reading_ages, reading_faults


@click.group()
def questionnaire() -> None:
    """Check questionnaires before they are used."""


@questionnaire.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check each of FILES; every fault is named by file and line, with what to do."""
    faulty = sum(1 for file in files if not _is_good(file))
    if faulty:
        click.echo(f"{faulty} of {len(files)} files cannot be used yet.", err=True)
        sys.exit(2)


def _is_good(file: Path) -> bool:
    """Say what is wrong with a file, or that it is good and how old its readers may be."""
    try:
        loaded = examine([file])
    except DefinitionError as error:
        click.echo(str(error), err=True)
        return False
    faults = [fault for one in loaded for fault in (*one.origins.faults, *reading_faults(one))]
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        return False
    for one in loaded:
        found = one.questionnaire
        pages = sum(1 for page in found.pages if page.takes_answer)
        click.echo(f"{file}: good – {found.id}, {pages} questions, one a page.")
        for age in reading_ages(one):
            click.echo(f"  {age.presentation}: {age.part} at grade {age.grade:.1f} of {age.most}")
    return True
