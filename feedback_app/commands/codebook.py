"""`feedback codebook`: check a codebook before anyone codes with it."""

import sys
from pathlib import Path

import click


@click.group()
def codebook() -> None:
    """Check a codebook."""


@codebook.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--vectors/--no-vectors", default=True, help="Compare themes by meaning too.")
def check(file: Path, *, vectors: bool) -> None:
    """Check FILE: faults, with exit code 2; then advice, with exit code 0."""
    from analysis.codebook import CodebookError, load_codebook
    from analysis.codebook_checks import check_codebook
    from analysis.embedding import WordsOnly, best_embedder

    try:
        found = load_codebook(file)
    except CodebookError as error:
        click.echo(str(error), err=True)
        click.echo(f"{len(error.faults)} faults: this codebook cannot be used yet.", err=True)
        sys.exit(2)
    advice = check_codebook(found, embedder=best_embedder() if vectors else WordsOnly())
    for finding in advice:
        click.echo(f"{file}, {finding}")
    examples = sum(len(theme.examples) for theme in found.active_themes)
    click.echo(
        f"{file}: good – {found.id} {found.version}, {len(found.active_themes)} themes, "
        f"{len(found.priorities)} priorities, {examples} examples, {len(advice)} pieces of advice."
    )
