"""`feedback agreement`: how far coders agree with one another, and the machine with them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from analysis.agreement import Agreement, Estimate


@click.command()
@click.argument("what", metavar="SURVEY|FILE.csv")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def agreement(what: str, *, as_json: bool) -> None:
    """Say how far people and machine agree on the themes of a SURVEY, or of a spreadsheet.

    FILE.csv has the columns coder, id and themes (ids joined by a vertical bar). Printed are
    Krippendorff's alpha on whole sets of themes (MASI), then alpha and kappa for each theme, with
    95 % intervals. Only answers that two or more coders read are compared.
    """
    found = _of_file(Path(what)) if Path(what).is_file() else _of_survey(what)
    if as_json:
        from dataclasses import asdict

        click.echo(json.dumps({title: asdict(each) for title, each in found.items()}, indent=2))
        return
    for title, each in found.items():
        _tell(title, each)


def _of_file(file: Path) -> "dict[str, Agreement]":
    from analysis.agreement import measure_agreement
    from analysis.spreadsheet import read_judgements

    found = measure_agreement(read_judgements(file))
    if found.verbatims == 0:
        raise click.UsageError(f"{file}: no verbatim was judged by two coders.")
    return {f"Coder against coder ({', '.join(found.coders)})": found}


def _of_survey(survey_id: str) -> "dict[str, Agreement]":
    from analysis.agreement import measure_agreement
    from feedback_app.commands.opening import session
    from feedback_app.services import judging, surveys
    from feedback_app.services.coders import names_of_coders

    with session() as opened:
        surveys.find_survey(opened, survey_id)
        coders = judging.judgements_of_coders(opened, survey_id)
        machine = judging.judgements_of_the_machine(opened, survey_id)
        names = names_of_coders(opened)
    coders = [replace(each, coder=names.get(each.coder, each.coder)) for each in coders]
    return {
        "Coder against coder": measure_agreement(coders),
        "Machine against people": measure_agreement(machine),
    }


def _tell(title: str, found: "Agreement") -> None:
    click.secho(f"{title}: {found.verbatims} answers", bold=True)
    if not found.verbatims:
        click.echo("  Nothing to compare yet.\n")
        return
    click.echo(f"  alpha on whole sets of themes  {_figure(found.alpha)}")
    click.echo(f"  {'theme':44} {'given':>5}  {'alpha':22} kappa")
    for each in found.themes:
        alpha, kappa = _figure(each.alpha), _figure(each.kappa)
        click.echo(f"  {each.theme:44} {each.given:>5}  {alpha:22} {kappa}")
    for name in found.careless:
        click.echo(f"  {name} agrees clearly less with the others: talk it over.")
    click.echo()


def _figure(estimate: "Estimate") -> str:
    if estimate.value is None:
        return "cannot be told"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.2f}"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
