"""Questionnaire files to questionnaires; a bad file is refused with everything wrong in it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from forms.checks import check_questionnaire
from forms.definition import (
    AnswerIs,
    GoToClosingPage,
    Kind,
    Mode,
    Option,
    Presentation,
    Question,
    Route,
)
from forms.family_checks import check_family
from forms.faults import DefinitionError, Fault
from forms.flow_checks import check_flow
from forms.loaded import Loaded
from forms.parsing import read_questions
from forms.picture_checks import check_pictures
from forms.questionnaire import (
    Card,
    Consultation,
    End,
    HelperPage,
    Parameter,
    ParameterKind,
    Questionnaire,
    Start,
)
from forms.reader import Origins, Reader
from forms.shared import SHARED_NAME, Shared, read_options, read_shared, symbol_alt
from forms.sources import read_file
from forms.wording_checks import check_wording

SHIPPED = Path(__file__).parent / "questionnaires"
"""The folder of the questionnaires that ship, and of the shared file used where there is no own."""


def load_questionnaire(path: Path) -> Questionnaire:
    """Return the questionnaire in a file; what it shares is in `shared.yaml` beside it.

    Raises:
        DefinitionError: with every fault of the file and of the shared file.
    """
    return load_family([path])[0]


def load_family(paths: Iterable[Path]) -> tuple[Questionnaire, ...]:
    """Return the questionnaires in the files, checked one by one and as a family.

    Routes to another questionnaire are followed only when several files are given.

    Raises:
        DefinitionError: with every fault of every file.
    """
    loaded = examine(paths)
    faults = [fault for one in loaded for fault in one.origins.faults]
    if faults:
        raise DefinitionError(faults)
    return tuple(one.questionnaire for one in loaded)


def questionnaire_files(folder: Path) -> tuple[Path, ...]:
    """Return the questionnaire files of a folder, without the shared one, by name."""
    return tuple(sorted(path for path in folder.glob("*.yaml") if path.name != SHARED_NAME))


def examine(paths: Iterable[Path]) -> Sequence[Loaded]:
    """Return what the files hold, with their faults beside them.

    Raises:
        DefinitionError: if a file cannot be read as YAML at all.
    """
    loaded = [_read(path) for path in paths]
    for one in loaded:
        one.origins.settle()
        check_questionnaire(one)
        check_flow(one)
        check_wording(one)
        check_pictures(one)
    if len(loaded) > 1:
        check_family(loaded)
    return loaded


def examine_shared(path: Path) -> Sequence[Fault]:
    """Return what is wrong with a shared file by itself.

    Raises:
        DefinitionError: if it cannot be read as YAML at all.
    """
    origins = Origins()
    read_shared(path, origins, shipped=SHIPPED / SHARED_NAME)
    return origins.faults


def _read(path: Path) -> Loaded:
    origins = Origins()
    beside, shipped = path.parent / SHARED_NAME, SHIPPED / SHARED_NAME
    shared = read_shared(beside if beside.exists() else shipped, origins, shipped=shipped)
    reader = Reader(read_file(path), file=path.name, origins=origins)
    questionnaire = _questionnaire(reader, shared)
    reader.finish()
    reader.place(questionnaire)
    return Loaded(questionnaire, shared, origins)


def _questionnaire(reader: Reader, shared: Shared) -> Questionnaire:
    low, high = _ages(reader)
    return Questionnaire(
        id=reader.text("questionnaire", needed=True),
        version=reader.text("version", needed=True),
        title=reader.wording("title", needed=True),
        audience=reader.text("audience", needed=True),
        ages=(low, high),
        presentations=reader.members("presentations", Presentation, needed=True),
        modes=reader.members("modes", Mode, needed=True),
        language=reader.text("language", needed=True),
        reading_age_target=reader.number("reading_age_target", needed=True),
        minutes=reader.number("minutes", needed=True),
        start=_start(reader, shared),
        questions=read_questions(reader.children("pages", needed=True), shared),
        end=_end(reader, shared),
        tile=_tile(reader, shared),
        closing_pages=shared.closing_pages,
        helper_page=_helper_page(reader),
        parameters=tuple(_parameter(name, part) for name, part in reader.named("parameters")),
        consultation=_consultation(reader),
        small_group_rule=reader.text("small_group_rule"),
        cycle=reader.text("cycle"),
        consent_model=reader.text("consent_model"),
        notes=reader.texts("notes"),
    )


def _ages(reader: Reader) -> tuple[int, int]:
    given = reader.texts("ages", needed=True)
    if len(given) == 2 and all(age.isdecimal() for age in given) and int(given[0]) <= int(given[1]):
        return int(given[0]), int(given[1])
    entry = reader.node.entry("ages")
    if entry:
        problem = "'ages' has to be the youngest and the oldest age"
        reader.fault(entry.line, problem, "Write for example 'ages: [13, 18]'")
    return 0, 0


def _start(reader: Reader, shared: Shared) -> Start:
    part = reader.child("start", needed=True) or _nothing(reader)
    start = Start(
        heading=part.wording("heading", needed=True),
        agree=_agree(part.child("agree", needed=True) or _nothing(reader), shared),
        body=part.wordings("body"),
        cards=_cards(part, shared),
        limits=part.wording("limits"),
        no_reply=part.wording("no_reply"),
        privacy_link=part.wording("privacy_link"),
    )
    part.finish()
    part.place(start)
    return start


def _agree(reader: Reader, shared: Shared) -> Question:
    """Return the question whether to take part: required, and 'no' leads to a closing page."""
    name = reader.text("question", needed=True)
    route = Route(
        AnswerIs(name, reader.texts("no", needed=True)),
        GoToClosingPage(reader.text("if_no", needed=True)),
    )
    reader.place(route)
    options: tuple[Option, ...] = read_options(
        reader, "options", symbols=shared.symbols, priorities=shared.priorities
    )
    question = Question(
        id=name,
        kind=Kind.SINGLE,
        text=reader.wording("text", needed=True),
        why="So that nobody takes part without having chosen to.",
        options=options,
        required=True,
        routes=(route,),
    )
    reader.finish()
    reader.place(question)
    return question


def _end(reader: Reader, shared: Shared) -> End:
    part = reader.child("end", needed=True) or _nothing(reader)
    end = End(
        heading=part.wording("heading", needed=True),
        body=part.wordings("body"),
        cards=_cards(part, shared),
        contacts_for=part.text("contacts_for"),
    )
    part.finish()
    part.place(end)
    return end


def _cards(reader: Reader, shared: Shared) -> tuple[Card, ...]:
    return tuple(_card(part, shared) for part in reader.children("cards"))


def _card(reader: Reader, shared: Shared) -> Card:
    symbol, alt = symbol_alt(reader, "symbol", shared.symbols)
    card = Card(symbol, reader.wording("text", needed=True), alt)
    reader.finish()
    reader.place(card)
    return card


def _tile(reader: Reader, shared: Shared) -> Card | None:
    part = reader.child("tile")
    return _card(part, shared) if part else None


def _helper_page(reader: Reader) -> HelperPage | None:
    part = reader.child("helper_page")
    if part is None:
        return None
    page = HelperPage(part.text("for", needed=True), part.wordings("body", needed=True))
    part.finish()
    return page


def _parameter(name: str, reader: Reader) -> Parameter:
    kind = reader.member("kind", ParameterKind, needed=True) or ParameterKind.TEXT
    means = reader.text("means", needed=True)
    parameter = Parameter(name, kind, means, reader.truth("may_be_empty"))
    reader.finish()
    reader.place(parameter)
    return parameter


def _consultation(reader: Reader) -> Consultation | None:
    part = reader.child("consultation")
    if part is None:
        return None
    facts = Consultation(
        opens=part.wording("opens", needed=True),
        closes=part.wording("closes", needed=True),
        minimum_weeks=part.number("minimum_weeks", needed=True),
        decision_maker=part.text("decision_maker", needed=True),
        response_by=part.wording("response_by", needed=True),
    )
    part.finish()
    return facts


def _nothing(reader: Reader) -> Reader:
    """Return a reader of nothing whose faults nobody needs: what is missing is told already.

    What it reads has its place all the same, so that later checks know what was told.
    """
    untold = Origins(places=reader.origins.places)
    return Reader(reader.node.__class__((), reader.node.line), file=reader.file, origins=untold)
