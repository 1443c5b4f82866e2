"""`feedback demo`: fill this deployment with invented answers, to look at and to try."""

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.database import Database
from feedback_app.demonstration import filling
from feedback_app.deployment import open_deployment
from feedback_app.errors import FeedbackError
from feedback_app.jobs import open_jobs
from feedback_app.services import partnership
from feedback_app.store import Survey, upgrading

TITLE = "What children, families and practitioners told us, 2019 to 2020"
SETTINGS = """# A demonstration: every page says that its answers are invented.
demonstration = true
partnership = "Cumbria Safeguarding Children Partnership (demonstration)"
lawful_basis = "public-task"
special_condition = "safeguarding"
dpia = "Demonstration: nobody's data"
keep_months = 24
languages = ["en", "pl", "ro", "uk", "ar"]
"""


@click.command()
@click.option(
    "--quiet-if-present", is_flag=True, help="Do nothing where there are surveys already."
)
def demo(*, quiet_if_present: bool) -> None:
    """Fill this deployment with clearly labelled invented answers.

    It is meant for an empty deployment and refuses to add to one that holds surveys.
    """
    settings, database = open_deployment(must_be_current=False)
    upgrading.upgrade(database.engine)
    if _holds_surveys(database):
        if quiet_if_present:
            _say_sign_ins(settings)
            return
        raise FeedbackError(
            "This deployment holds surveys already.",
            remedy="Set FEEDBACK_INSTANCE to an empty folder for the demonstration.",
        )
    _label(settings)
    _fill(settings, database)
    _say_sign_ins(settings)


def _holds_surveys(database: Database) -> bool:
    with database.sessions() as session:
        return session.scalar(select(Survey.id).limit(1)) is not None


def _label(settings: Settings) -> None:
    """Write the settings that put a banner on every page, unless there are settings already."""
    path = settings.instance / "config.toml"
    if not path.exists():
        path.write_text(SETTINGS, encoding="utf-8")


def _fill(settings: Settings, database: Database) -> None:
    document = filling.content()
    with database.sessions.begin() as session:
        partnership.load_partnership(session)
        filling.add_staff(session, document)
        with click.progressbar(
            length=filling.size_of(document), label="Inventing answers"
        ) as progress:
            names = filling.fill_surveys(session, document, progress.update)
        filling.fill_asks(session, document)
    _theme(database, names)
    reported = filling.reported_surveys(document)
    for_board = _report(settings, database, reported, audience="board", title=TITLE)
    for_children = _report(settings, database, reported[:1], audience="children", title="")
    with database.sessions.begin() as session:
        filling.show_results(session, document, for_children)
    # A worker makes the files and the recordings, so that nobody waits for them here.
    jobs = open_jobs(settings.instance)
    for hash_ in (for_board, for_children):
        jobs.write_report_files(hash_)
    for name in names:
        jobs.record_speech(name)


def _theme(database: Database, names: list[str]) -> None:
    """Suggest themes for every survey, by the quick vectors: a demonstration should not wait."""
    from analysis.embedding import FastEmbedder
    from feedback_app.services.theming import suggest_themes

    embedder = FastEmbedder()
    for name in names:
        with click.progressbar(length=1, label=f"Theming {name}") as bar:

            def advance(done: int, total: int, bar: Any = bar) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            with Session(database.statements, expire_on_commit=False) as session:
                suggest_themes(session, name, embedder=embedder, progress=advance)


def _report(
    settings: Settings, database: Database, names: list[str], *, audience: str, title: str
) -> str:
    """Build a report and keep it, to be read on its web page; return its hash."""
    from feedback_app.building import order_of
    from feedback_app.services.reporting import build_report, keep

    order = order_of(settings, tuple(names), audience=audience, until=None, name="", title=title)
    with click.progressbar(length=100, label=f"Building the report: {audience}") as bar:

        def advance(part: float, _label: str) -> None:
            bar.update(int(part * 100) - bar.pos)

        with Session(database.statements, autoflush=False) as session:
            built = build_report(session, order, progress=advance)
    with database.sessions.begin() as session:
        keep(session, built, built_by="demonstration")
    return built.snapshot.hash


def _say_sign_ins(settings: Settings) -> None:
    if not (settings.instance / "config.toml").exists():
        return
    click.echo("Sign in at /staff/sign-in to work with the answers:")
    for row in filling.content()["staff"]:
        click.echo(f"  {row['email']:28} {row['role']}")
    click.echo(f"  password of all: {filling.SIGN_IN_WORDS}")
