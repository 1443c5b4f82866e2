"""`feedback survey`: open, close and list surveys."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import yaml

from feedback_app.commands.opening import session
from feedback_app.commands.survey_figures import invited, weigh
from feedback_app.commands.survey_links import address_of, invite, link
from feedback_app.config import instance_folder, load_settings
from feedback_app.errors import FeedbackError
from feedback_app.jobs import record_speech_of
from feedback_app.services import clock, codebooks, responding, surveys
from feedback_app.services.duties import Duties, months_after, read_duties
from feedback_app.services.speech import SpeechFailedError, SpeechMissingError
from feedback_app.services.surveys import Plan
from feedback_app.store.surveys import Basis, Condition, SurveyKind
from forms.loading import SHIPPED, load_questionnaire, questionnaire_files
from forms.safety import Promise

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def survey() -> None:
    """Open, close and list surveys."""


@survey.command(name="open")
@click.argument("survey_id", metavar="SURVEY")
@click.argument("questionnaires", nargs=-1, required=True)
@click.option("--title", default="", help="The title staff see; default: the questionnaire's.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in SurveyKind]),
    default=SurveyKind.OPEN.value,
    help="Who is asked: anybody with the link, an invited list, or a standing panel.",
)
@click.option("--opens", type=DAY, help="First day (default: today), as 2026-03-31.")
@click.option("--closes", type=DAY, help="Last day; left out, it is closed by hand.")
@click.option("--codebook", default="safeguarding", help="The codebook its texts are themed by.")
@click.option(
    "--basis",
    type=click.Choice([each.value for each in Basis]),
    help="Lawful basis (UK GDPR, Article 6); default: lawful_basis in config.toml.",
)
@click.option(
    "--condition",
    type=click.Choice([each.value for each in Condition]),
    help="Condition (Article 9 with Schedule 1); default: special_condition in config.toml.",
)
@click.option("--dpia", help="Reference of the impact assessment; default: dpia in config.toml.")
@click.option(
    "--keep-until",
    type=DAY,
    help="Last day answers are kept; default: keep_months of config.toml after the last day.",
)
@click.option(
    "--promise",
    type=click.Choice([each.value for each in Promise]),
    default=Promise.ANONYMOUS.value,
    help="Whether it can be known who answered; respondents are told which.",
)
@click.option(
    "--parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file with values for the questionnaires' parameters, such as feedback_date.",
)
@click.option("--silent", is_flag=True, help="Do not render what is read aloud now.")
def open_(
    survey_id: str,
    questionnaires: tuple[str, ...],
    *,
    parameters: Path | None,
    silent: bool,
    opens: datetime | None,
    closes: datetime | None,
    keep_until: datetime | None,
    **words: str,
) -> None:
    """Open SURVEY (a short name) on QUESTIONNAIRES: names that ship, or YAML files."""
    family = [load_questionnaire(find_questionnaire(name)) for name in questionnaires]
    plan = Plan(
        title=words["title"],
        kind=SurveyKind(words["kind"]),
        opens_on=opens.date() if opens else None,
        closes_on=closes.date() if closes else None,
        codebook_id=words["codebook"],
        promise=Promise(words["promise"]),
    )
    plan = replace(plan, duties=_duties(plan, words, keep_until))
    with session() as opened:
        folders = (instance_folder() / "codebooks",)
        codebooks.current_codebook(opened, plan.codebook_id, folders=folders)
        made = surveys.open_survey(
            opened, survey_id, family, plan=plan, parameters=read_parameters(parameters)
        )
        opened.flush()
        click.echo(f"Opened {made.id}: {made.title}")
        for each in surveys.links_of(opened, made.id):
            leads_to = each.questionnaire_id or "everybody, each to theirs"
            click.echo(f"  {leads_to} ({each.mode}): {address_of(each)}")
        if made.kind == SurveyKind.INVITED:
            click.echo("  Each asks for an invitation: `feedback survey invite` makes them.")
    if not silent:
        _record_if_possible(survey_id)


@survey.command()
@click.argument("survey_id", metavar="SURVEY")
def record(survey_id: str) -> None:
    """Render what SURVEY reads aloud, as far as it is not there yet, in every language."""
    _record(survey_id)


def _record_if_possible(survey_id: str) -> None:
    """Render what a new survey reads aloud; where that cannot be, say how, and go on."""
    try:
        _record(survey_id)
    except (SpeechMissingError, SpeechFailedError) as error:
        click.echo(str(error))


def _record(survey_id: str) -> None:
    with click.progressbar(length=1, label="Reading aloud") as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        done = record_speech_of(survey_id, progress=advance)
        bar.finish()
    click.echo(f"Read aloud: {done.made} recordings made, {done.known} were there.")


def _duties(plan: Plan, words: Mapping[str, str | None], keep_until: datetime | None) -> Duties:
    """Return what was given on the line, or else what the deployment's settings say."""
    usual = load_settings()
    last = plan.closes_on or plan.opens_on or clock.today()
    return read_duties(
        words["basis"] or usual.lawful_basis,
        words["condition"] or usual.special_condition,
        dpia=words["dpia"] or usual.dpia,
        kept_until=keep_until.date() if keep_until else months_after(last, usual.keep_months),
    )


@survey.command()
@click.argument("survey_id", metavar="SURVEY")
def close(survey_id: str) -> None:
    """Close SURVEY today; answers begun before can still be sent for a day."""
    with session() as opened:
        surveys.close_survey(opened, survey_id)
    click.echo(f"Closed {survey_id}.")


@survey.command(name="list")
def list_() -> None:
    """List every survey, the newest first, with how many have answered."""
    with session() as opened:
        for each in surveys.list_surveys(opened):
            count = responding.count_responses(opened, each.id)
            state = "closed" if each.closed_on else f"since {each.opens_on}"
            click.echo(f"{each.id:30} {count:>8} responses  {state:18} {each.title}")


def find_questionnaire(name: str) -> Path:
    """Return the file named, or that of a questionnaire of this deployment or one that ships.

    Raises:
        FeedbackError: there is neither.
    """
    folders = (instance_folder() / "questionnaires", SHIPPED)
    for path in (Path(name), *(folder / f"{name}.yaml" for folder in folders)):
        if path.is_file():
            return path
    known = {path.stem for folder in folders for path in questionnaire_files(folder)}
    raise FeedbackError(
        f"There is no questionnaire called “{name}”.",
        remedy=f"Name a YAML file, or one of: {', '.join(sorted(known))}.",
    )


def read_parameters(path: Path | None) -> dict[str, Any]:
    """Return the values of a parameters file.

    Raises:
        FeedbackError: it is not a YAML mapping.
    """
    if path is None:
        return {}
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise FeedbackError(f"{path} cannot be read: {error}.", remedy="Mend the file.") from error
    if not isinstance(values, dict):
        raise FeedbackError(
            f"{path} is not a list of names and values.", remedy="Write name: value."
        )
    return values


survey.add_command(link)
survey.add_command(invite)
survey.add_command(invited)
survey.add_command(weigh)
