"""`feedback redact`: hide what could identify a person in a file of texts, one a line."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from feedback_app.commands.reading import read_text_file


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Give one JSON object a line: the text hidden, and the spans.",
)
@click.option(
    "--schools",
    type=click.Path(path_type=Path),
    help="A file with the names of local schools, one a line.",
)
@click.option(
    "--places",
    type=click.Path(path_type=Path),
    help="A file with the names of local estates and streets, one a line.",
)
def redact(file: Path, *, as_json: bool, schools: Path | None, places: Path | None) -> None:
    """Print the lines of FILE with names, places and numbers marked like [name]."""
    from analysis.gazetteer import local_gazetteer
    from analysis.redaction import find_spans, hide

    gazetteer = local_gazetteer(schools=_lines(schools), places=_lines(places))
    for line in read_text_file(file).removesuffix("\n").split("\n"):
        text = line.removesuffix("\r")
        spans = find_spans(text, gazetteer=gazetteer)
        hidden = hide(text, spans)
        click.echo(
            json.dumps(
                {"text": hidden, "spans": [asdict(span) for span in spans]}, ensure_ascii=False
            )
            if as_json
            else hidden
        )


def _lines(file: Path | None) -> list[str]:
    return (
        [line.strip() for line in read_text_file(file).splitlines() if line.strip()] if file else []
    )
