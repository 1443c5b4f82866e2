"""`feedback survey link` and `invite`: addresses to give out, and links for one person each."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from feedback_app.commands.opening import session
from feedback_app.config import load_settings
from feedback_app.errors import FeedbackError
from feedback_app.services import audit, invitations, surveys
from feedback_app.store import Survey, SurveyLink
from feedback_app.store.surveys import Offer
from forms.definition import Mode, Presentation
from forms.questionnaire import Questionnaire


@click.command()
@click.argument("survey_id", metavar="SURVEY")
@click.argument("questionnaire_id", metavar="QUESTIONNAIRE")
@click.option("--mode", type=click.Choice([each.value for each in Mode]), default="open-link")
@click.option(
    "--presentation",
    type=click.Choice([each.value for each in Presentation]),
    help="The way of answering it opens in; left out, each respondent chooses.",
)
@click.option("--language", default="", help="The language it opens in, such as pl.")
@click.option("--label", default="", help="Whom it is for; staff alone see it.")
@click.option(
    "--offers",
    multiple=True,
    type=click.Choice([each.value for each in Offer]),
    help="return: stop and go on later by three words; next-person: a shared device is cleared.",
)
@click.option(
    "--anybody", is_flag=True, help="In a survey for a known list: it asks for no invitation."
)
def link(
    survey_id: str,
    questionnaire_id: str,
    *,
    mode: str,
    presentation: str | None,
    offers: tuple[str, ...],
    anybody: bool,
    **words: str,
) -> None:
    """Add an address of SURVEY that leads to QUESTIONNAIRE, in one way of answering if named."""
    with session() as opened:
        found = surveys.find_survey(opened, survey_id)
        questionnaire = _questionnaire(opened, found, questionnaire_id)
        refuse_unoffered(questionnaire, mode, presentation or "")
        refuse_unspoken(words["language"])
        made = surveys.add_link(
            opened,
            found,
            questionnaire_id=questionnaire_id,
            mode=mode,
            presentation=presentation or "",
            **words,
        )
        made.asks_invitation = made.asks_invitation and not anybody
        surveys.offer(made, [Offer(each) for each in offers])
        click.echo(address_of(made))


@click.command()
@click.argument("survey_id", metavar="SURVEY")
@click.argument("questionnaire_id", metavar="[QUESTIONNAIRE]", required=False, default="")
@click.option("--count", type=click.IntRange(1, invitations.MOST), help="How many links to make.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file to write them to, for whoever sends them; it must not be there yet.",
)
@click.option("--void-unused", is_flag=True, help="Stop every link that was not used yet.")
def invite(
    survey_id: str, questionnaire_id: str, *, count: int | None, out: Path | None, void_unused: bool
) -> None:
    """Make links to SURVEY that one person each can answer by; no names are kept.

    Once its answers are sent, a link opens no more. The links are written this one time: only
    keyed hashes of them are kept.
    """
    if void_unused == (count is not None) or void_unused == (out is not None):
        raise click.UsageError("Give --count and --out together, or --void-unused alone.")
    with session() as opened:
        survey = surveys.find_survey(opened, survey_id)
        if count and out:
            _issue(opened, survey, questionnaire_id, count=count, out=out)
        else:
            stopped = invitations.stop_unused(opened, survey.id)
            audit.record(opened, audit.OPERATOR, "stopped-invitations", subject=survey.id)
            click.echo(f"{stopped} unused links stopped. Whoever has begun can still send.")
        _tell(invitations.tally(opened, survey.id))


def _issue(
    opened: Session, survey: Survey, questionnaire_id: str, *, count: int, out: Path
) -> None:
    names = surveys.questionnaires_of(opened, survey)
    wanted = questionnaire_id or (names[0].id if len(names) == 1 else surveys.FOR_ALL)
    if wanted:
        _questionnaire(opened, survey, wanted)
    tokens = invitations.issue(
        opened,
        survey,
        questionnaire_id=wanted,
        count=count,
        secret_key=load_settings().secret_key,
    )
    audit.record(opened, audit.OPERATOR, "issued-invitations", subject=survey.id)
    _write(out, tokens)
    click.echo(f"{count} links written to {out}, each for one person.")
    if count < invitations.FEW:
        click.echo("So few people could be guessed from what they answer.", err=True)


def _write(out: Path, tokens: Sequence[str]) -> None:
    """Write links to a new file that this account alone can read.

    Raises:
        FeedbackError: the file is there already, or cannot be written.
    """
    try:
        with os.fdopen(
            os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline=""
        ) as file:
            rows = csv.writer(file)
            rows.writerow(["link"])
            rows.writerows([_whole(f"/i/{token}")] for token in tokens)
    except FileExistsError as error:
        raise FeedbackError(
            f"{out} is there already.", remedy="Name another file: it may hold links."
        ) from error
    except OSError as error:
        raise FeedbackError(f"{out} cannot be written: {error.strerror}.") from error


def _tell(counted: invitations.Tally) -> None:
    click.echo(
        f"Issued {counted.issued}, used {counted.used}, stopped {counted.stopped},"
        f" still open {counted.unused}."
    )


def address_of(made: SurveyLink) -> str:
    """Return the whole address of a link, as it is given out."""
    return _whole(f"/s/{made.token}")


def _whole(path: str) -> str:
    return load_settings().public_url.rstrip("/") + path


def _questionnaire(opened: Session, survey: Survey, name: str) -> Questionnaire:
    """Return a questionnaire of a survey.

    Raises:
        FeedbackError: it has none of that name; the remedy names those it has.
    """
    known = {each.id: each for each in surveys.questionnaires_of(opened, survey)}
    if name not in known:
        raise FeedbackError(
            f"{survey.id} has no questionnaire called “{name}”.",
            remedy=f"It has: {', '.join(known)}.",
        )
    return known[name]


def refuse_unspoken(language: str) -> None:
    """Refuse a language that pages of this deployment are not offered in.

    Raises:
        FeedbackError: it is none of them; the remedy names those there are.
    """
    offered = load_settings().languages
    if language and language not in offered:
        raise FeedbackError(
            f"This service is not offered in “{language}”.",
            remedy=f"It is offered in: {', '.join(offered)}.",
        )


def refuse_unoffered(questionnaire: Questionnaire, mode: str, presentation: str) -> None:
    """Refuse a way of coming or of answering that a questionnaire does not offer.

    Raises:
        FeedbackError: it does not; the remedy names those it offers.
    """
    for given, offered in (
        (mode, surveys.modes_of_links(questionnaire)),
        (presentation, questionnaire.presentations),
    ):
        if given and given not in offered:
            raise FeedbackError(
                f"{questionnaire.id} does not offer “{given}”.",
                remedy=f"It offers: {', '.join(offered)}.",
            )
