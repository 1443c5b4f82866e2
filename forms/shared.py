"""What questionnaires share: scales, option sets, items, priorities, symbols, closing pages.

They live in one file beside the questionnaires, so that a word is changed in one place. A file
that says `extends_shipped: true` holds only what is its own: the rest is as it ships.
"""

from dataclasses import dataclass, field
from pathlib import Path

from forms.definition import NO_WORDS, Option, State, Wording
from forms.faults import choose_from
from forms.questionnaire import ClosingPage
from forms.reader import Origins, Reader
from forms.sources import Words, read_file

SHARED_NAME = "shared.yaml"


@dataclass(frozen=True)
class Scale:
    """Answers in order that many questions use; `positive` are the codes counted as good."""

    options: tuple[Option, ...]
    positive: tuple[str, ...]


@dataclass(frozen=True)
class OptionSet:
    """A list of options that several questions offer."""

    options: tuple[Option, ...]
    shuffle: bool


@dataclass(frozen=True)
class Shared:
    """Everything in the shared file; each mapping goes from a name to what it names."""

    priorities: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    symbols: dict[str, Wording] = field(default_factory=dict)
    words_to_avoid: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    option_sets: dict[str, OptionSet] = field(default_factory=dict)
    closing_pages: tuple[ClosingPage, ...] = ()


def read_shared(path: Path, origins: Origins, *, shipped: Path) -> Shared:
    """Return what the shared file holds; faults are added to the origins.

    Args:
        path: the shared file.
        origins: where everything was written.
        shipped: the file that it may extend.

    Raises:
        DefinitionError: if it cannot be read as YAML at all.
    """
    reader = Reader(read_file(path), file=path.name, origins=origins)
    extends = reader.truth("extends_shipped") and path != shipped
    base = read_shared(shipped, origins, shipped=shipped) if extends else Shared()
    own = _read(reader, base, needed=not extends)
    reader.texts("notes")
    reader.finish()
    _refuse_twins(own.closing_pages, origins)
    return _together(base, own)


def _read(reader: Reader, base: Shared, *, needed: bool) -> Shared:
    """Return what a file holds; its options may name symbols and priorities of the base."""
    symbols = _symbols(reader, needed=needed)
    priorities = _names(reader, "priorities", needed=needed)
    known = ({**base.symbols, **symbols}, {**base.priorities, **priorities})
    return Shared(
        priorities=priorities,
        sources=_names(reader, "sources", needed=needed),
        items=_names(reader, "items", needed=needed),
        symbols=symbols,
        words_to_avoid=_names(reader, "words_to_avoid", needed=needed),
        scales={name: _scale(part, *known) for name, part in reader.named("scales", needed=needed)},
        option_sets={
            name: _option_set(part, *known)
            for name, part in reader.named("option_sets", needed=needed)
        },
        closing_pages=tuple(
            _closing_page(part, symbols) for part in reader.children("closing_pages")
        ),
    )


def _refuse_twins(pages: tuple[ClosingPage, ...], origins: Origins) -> None:
    names = [page.id for page in pages]
    for page in pages:
        if names.count(page.id) > 1:
            origins.fault(page, f"The closing page '{page.id}' stands twice", "Rename one of them")


def _together(base: Shared, own: Shared) -> Shared:
    """Return both, the file's own first wherever they name the same thing."""
    replaced = {page.id for page in own.closing_pages}
    kept = (page for page in base.closing_pages if page.id not in replaced)
    return Shared(
        priorities={**base.priorities, **own.priorities},
        sources={**base.sources, **own.sources},
        items={**base.items, **own.items},
        symbols={**base.symbols, **own.symbols},
        words_to_avoid={**base.words_to_avoid, **own.words_to_avoid},
        scales={**base.scales, **own.scales},
        option_sets={**base.option_sets, **own.option_sets},
        closing_pages=(*own.closing_pages, *kept),
    )


def read_options(
    reader: Reader, key: str, *, symbols: dict[str, Wording], priorities: dict[str, str]
) -> tuple[Option, ...]:
    """Return the options listed under a key."""
    return tuple(_option(part, symbols, priorities) for part in reader.children(key))


def symbol_alt(reader: Reader, key: str, symbols: dict[str, Wording]) -> tuple[str, Wording]:
    """Return a symbol and the words that say what it shows; an unlisted symbol is a fault."""
    symbol, alt = reader.text(key), reader.wording("alt")
    if symbol and not alt:
        alt = symbols.get(symbol, NO_WORDS)
    if symbol and symbol not in symbols:
        entry = reader.node.entry(key)
        remedy = choose_from(symbol, symbols, otherwise=f"List it under 'symbols' in {SHARED_NAME}")
        reader.fault(
            entry.line if entry else reader.node.line,
            f"The symbol '{symbol}' has no description to read aloud",
            remedy,
        )
    return symbol, alt


def _option(reader: Reader, symbols: dict[str, Wording], priorities: dict[str, str]) -> Option:
    symbol, alt = symbol_alt(reader, "symbol", symbols)
    priority = reader.text("priority")
    if priority and priority not in priorities:
        remedy = choose_from(priority, priorities)
        reader.fault(reader.node.line, f"'{priority}' is not a known priority", remedy)
    option = Option(
        code=reader.text("code", needed=True),
        label=reader.wording("label", needed=True),
        help=reader.wording("help"),
        symbol=symbol,
        alt=alt,
        means=reader.member("means", State) or State.ANSWERED,
        exclusive=reader.truth("exclusive"),
        fixed=reader.truth("fixed"),
        takes_text=reader.truth("takes_text"),
        priority=priority,
    )
    reader.finish()
    reader.place(option)
    return option


def _scale(reader: Reader, symbols: dict[str, Wording], priorities: dict[str, str]) -> Scale:
    options = read_options(reader, "options", symbols=symbols, priorities=priorities)
    scale = Scale(options, reader.texts("positive", needed=True))
    reader.finish()
    reader.place(scale)
    for code in scale.positive:
        codes = [option.code for option in options]
        if code not in codes:
            problem = f"The positive code '{code}' is not in this scale"
            reader.fault(reader.node.line, problem, choose_from(code, codes))
    return scale


def _option_set(
    reader: Reader, symbols: dict[str, Wording], priorities: dict[str, str]
) -> OptionSet:
    reader.text("note")
    options = read_options(reader, "options", symbols=symbols, priorities=priorities)
    made = OptionSet(options, reader.truth("shuffle"))
    reader.finish()
    return made


def _closing_page(reader: Reader, symbols: dict[str, Wording]) -> ClosingPage:
    symbol, _ = symbol_alt(reader, "symbol", symbols)
    page = ClosingPage(
        id=reader.text("id", needed=True),
        heading=reader.wording("heading", needed=True),
        body=reader.wordings("body", needed=True),
        shows_contacts=reader.truth("shows_contacts"),
        symbol=symbol,
    )
    reader.finish()
    reader.place(page)
    return page


def _names(reader: Reader, key: str, *, needed: bool) -> dict[str, str]:
    holder = reader.child(key, needed=needed)
    found = holder.node.entries if holder else ()
    for entry in found:
        if not isinstance(entry.value, Words) or not entry.value.value:
            reader.fault(entry.line, f"'{entry.key}' has no description", "Say it in a few words")
    return {e.key: e.value.value for e in found if isinstance(e.value, Words)}


def _symbols(reader: Reader, *, needed: bool) -> dict[str, Wording]:
    holder = reader.child("symbols", needed=needed)
    names = [entry.key for entry in holder.node.entries] if holder else []
    return {name: holder.wording(name) for name in names} if holder else {}
