"""Names, places and schools that redaction looks up, with room for a partnership's own lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from analysis.slips import Slips
from analysis.spelling import LEXICONS, common_words


@dataclass(frozen=True)
class Gazetteer:
    """What is looked up, all lower case, with no apostrophes or full stops.

    Attributes:
        names: given names and nicknames.
        word_names: those of the names that are ordinary words too.
        surnames: family names.
        word_surnames: those of the surnames that are ordinary words too.
        famous: well-known people and stories, as runs of words that are left alone.
        places: towns, villages, estates, waters, as runs of words.
        word_places: those of the places that are ordinary words or names too.
        not_home: words after a place which show that no home is meant.
        schools: schools by name, as runs of words.
        word_schools: those of the schools whose name is an ordinary word too.
        generic_school: words before "school" that name none.
        left_alone: words that are no name and no slip of one.
        context: the words around names and places, by their part (see `lexicons/context.yaml`).
        slips: finds the known name, place or kind of street that a word is one letter away from.
    """

    names: frozenset[str]
    word_names: frozenset[str]
    surnames: frozenset[str]
    word_surnames: frozenset[str]
    famous: frozenset[str]
    places: frozenset[str]
    word_places: frozenset[str]
    not_home: frozenset[str]
    schools: frozenset[str]
    word_schools: frozenset[str]
    generic_school: frozenset[str]
    left_alone: frozenset[str]
    context: Mapping[str, frozenset[str]]
    slips: Slips


def local_gazetteer(
    *, schools: Iterable[str] = (), places: Iterable[str] = (), names: Iterable[str] = ()
) -> Gazetteer:
    """Return the shipped gazetteer with a partnership's own schools, places and names added.

    Args:
        schools: as the council's list writes them; "St Bega's Primary" is also found as "st begas".
        places: names of estates, streets, parks.
        names: given names.
    """
    shipped = load_gazetteer()
    return replace(
        shipped,
        names=shipped.names | set(map(plain, names)),
        places=shipped.places | set(map(plain, places)),
        schools=shipped.schools
        | {short for school in schools for short in _short_forms(plain(school), shipped)},
    )


@cache
def load_gazetteer() -> Gazetteer:
    """Return the shipped gazetteer, read once."""
    names, places = _read("names.yaml"), _read("places.yaml")
    known = frozenset(f"{names['classroom']} {names['nicknames']} {names['chiefly_names']}".split())
    listed = frozenset(_lines("given_names.txt"))
    towns = _phrases(places["places"])
    return Gazetteer(
        names=known | listed,
        word_names=(
            frozenset(names["also_words"].split())
            | {name for name in listed - known if name in common_words()}
        )
        - frozenset(names["chiefly_names"].split()),
        surnames=frozenset(names["surnames"].split()) | frozenset(_lines("surnames.txt")),
        word_surnames=frozenset(names["also_surnames"].split()),
        famous=frozenset(name.replace("_", " ") for name in names["famous"].split()),
        places=towns | _phrases(places["also_words"]),
        word_places=_phrases(places["also_words"]),
        not_home=frozenset(places["not_home"].split()),
        schools=_phrases(places["schools"]),
        word_schools=_phrases(places["word_schools"]),
        generic_school=frozenset(places["generic_school"].split()),
        left_alone=_left_alone(names, places),
        context={part: frozenset(words.split()) for part, words in _read("context.yaml").items()},
        slips=Slips(_often_misspelt(names, towns, _phrases(places["schools"]))),
    )


@cache
def fixed_phrases() -> frozenset[str]:
    """Return phrases that hold the name of a place but point at no home."""
    return _phrases(_read("places.yaml")["fixed"])


def plain(written: str) -> str:
    """Return a name as the gazetteer keeps it."""
    return " ".join(
        written.lower().replace("'", "").replace("’", "").replace(".", "").replace("-", " ").split()
    )


@cache
def _read(name: str) -> dict[str, Any]:  # parsed YAML has no fixed type
    import yaml

    return dict(yaml.safe_load((LEXICONS / name).read_text(encoding="utf-8")))


def _lines(name: str) -> Iterable[str]:
    return (LEXICONS / name).read_text(encoding="utf-8").replace("?", "").split()


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in listed.split(",") if phrase.strip())


def _short_forms(school: str, shipped: Gazetteer) -> set[str]:
    """Return a school's name, and the name without the words any school may carry."""
    general = shipped.generic_school | {"c", "e", "ce", "rc", "academy", "college", "saint"}
    kept = " ".join(word for word in school.split() if word not in general)
    return {school, kept} if len(kept) > 3 and kept not in common_words() else {school}


def _often_misspelt(
    names: Mapping[str, str], towns: Iterable[str], schools: Iterable[str]
) -> list[str]:
    """Return the words whose slips are mended, those likeliest to be meant first."""
    people = [*names["classroom"].split(), *names["nicknames"].split(), *names["surnames"].split()]
    where = [
        word
        for phrase in (*sorted(towns), *sorted(schools))
        for word in phrase.split()
        if len(word) > 4
    ]
    kinds = (
        "school academy primary college nursery catholic community avenue street crescent terrace "
        "close drive court gardens grove cottage farm lane road"
    )
    words = [word.replace("'", "") for word in (*kinds.split(), *people, *where)]
    return [word for word in dict.fromkeys(words) if word.isalpha()]


def _left_alone(names: Mapping[str, str], places: Mapping[str, str]) -> frozenset[str]:
    listed = [names["left_alone"], names["famous"].replace("_", " ")]
    listed += [places["places"], places["schools"], places["fixed"]]
    return frozenset(" ".join(listed).replace(",", " ").split())


def reads_as(word: str, gazetteer: Gazetteer) -> str:
    """Return a word as it was meant: itself, unless unknown and one slip from a known one."""
    if len(word) < 4 or word in common_words() or word in gazetteer.left_alone:
        return word
    if word in gazetteer.names or word in gazetteer.surnames or word in gazetteer.places:
        return word
    return gazetteer.slips.meant(word) or word
