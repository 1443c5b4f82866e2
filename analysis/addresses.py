"""Find where a house stands: number and street, street, flat, farm or a house's own name."""

import re
from collections.abc import Iterator

from analysis.gazetteer import Gazetteer
from analysis.phrases import Found
from analysis.spelling import common_words

_NAME = r"(?:[A-Za-z'’]{1,24}\s{1,3})"
_STREET = (
    "road|rd|street|str|st|avenue|ave|av|lane|ln|close|clo|crescent|cres|cresent|drive|dr|drv|"
    "terrace|terr|tce|court|ct|way|grove|gardens|gdns|row|square|sq|walk|view|rise|place|bank|brow|"
    "mount|croft|fold|mews|yard|villas|cottages?|garth|wynd|side|brae|lonning|lonnin|parade|green|"
    "hill|park|meadows?|fields?|edge|end|gate|buildings|house"
)
_NUMBERED = re.compile(
    r"\b(?:(?:flat|apartment|apt|unit|room|no\.?|number)\s*)?\d{1,4}\s?[a-d]?,?\s{1,3}"
    r"(?:(?:flat|the)\s{1,3})?" + _NAME + r"{0,3}"
    r"(?:" + _STREET + r")\b\.?(?:\s(?:north|south|east|west)\b)?",
    re.I,
)
_THE_NUMBERED = re.compile(
    r"\b(?:(?:number|no\.?)\s{1,3})?\d{1,4}[a-d]?\s{1,3}the\s{1,3}(?:crescent|green|close|square|"
    r"terrace|avenue|drive|row|"
    r"mount|grove|lane|cottages|oval|brow|bank)\b",
    re.I,
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt)\s*\d+\s?[a-d]?,?\s{1,3}" + _NAME + r"{1,2}"
    r"(?:court|house|lodge|mill|towers?|place|buildings)\b",
    re.I,
)
_NAMED_STREET = re.compile(
    r"(?:(?P<number>\b\d{1,4}[a-d]?)\s{1,3})?\b(?P<street>" + _NAME + r"{1,2}"
    r"(?P<kind>road|rd|street|avenue|ave|lane|close|crescent|cres|drive|terrace|grove|gardens|mews|"
    r"lonning|court|cottages)(?:\s(?:north|south|east|west)\b)?)\b(?P<after>\s{1,3}\w+)?",
    re.I,
)
_HOUSE_NUMBER = re.compile(
    r"\b(?:house(?:'?s)?\s+(?:is\s+)?(?:number|no\.?|num)\s*|"
    r"(?:live|lives|living|stay)\s+(?:at|in)\s+(?:number|no\.?)\s*|door\s+(?:number|no\.?)\s*|"
    r"\bnumber\s+(?=\d+[a-d]?\s+on\b))(?P<number>\d{1,4}[a-d]?)\b",
    re.I,
)
_COUNT = (
    r"(?:\d{1,4}\s?[a-d]?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety)(?:[\s\-](?:one|two|three|four|five|"
    r"six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w{3,5}teen)"
)
_SPOKEN_NUMBER = re.compile(
    r"\b(?:(?:at|on)\s+)?(?P<place>(?:(?:number|no\.?|flat)\s+|(?<=at )|(?<=on ))"
    + _COUNT
    + r",?\s{1,3}(?:(?:the|st\.?|saint)\s{1,3})?"
    + _NAME
    + r"{1,3}(?:"
    + _STREET
    + r"|hotel|hostel))\b",
    re.I,
)
_DOOR = re.compile(
    r"\b(?:flat|apartment|apt\.?|bedsit|caravan|pod|plot|pitch|chalet|lodge)\s+(?:number\s+|"
    r"no\.?\s*)?"
    r"(?:\d{1,4}\s?[a-d]?|[a-h](?=\d|\b(?!\s+(?:and|in|that|with|is|was|on))))\b",
    re.I,
)
_NUMBER_OF_HOME = re.compile(
    r"\b(?:number|no\.?|num)\s*(?P<number>\d{1,4}[a-d]?|(?:twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety)(?:[\s\-]\w{3,5})?|\w{3,5}teen|(?:two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve)(?=\W*$|\s(?:on|in)\b))\b(?!\s*(?:bus|on the|in the|one|goal|"
    r"shirt|percent|%))",
    re.I,
)
_HOME = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|house|home|address|street|road|lane|avenue|close|drive|terrace|"
    r"flat|door|next door|moved|"
    r"crescent|estate|knock|neighbours?|(?:left|right) (?:off|on|at))\b",
    re.I,
)
_LIVES_AT = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|stay(?:s|ing)?|moved)\s+(?:at|to|in)\s+(?P<number>\d{1,4}[a-d]?)\b"
    r"(?!\s*(?:oclock|o'clock|pm|am|years|different|places|houses|foster|weeks|months|days|homes|"
    r"bed|and a half))",
    re.I,
)
_LODGING = re.compile(
    r"\b(?:put|live|lives|lived|living|stay|stays|stayed|staying|stuck|moved|placed|room\s\d+|"
    r"work|works|caravan\s\d+)\b"
    r"[^.!?\n]{0,24}?\b(?:at|in|into|to|of)\s+(?P<place>(?:the\s+)?(?:(?!the\b|a\b|my\b|"
    r"our\b)[A-Za-z'’]{2,24}\s){1,3}"
    r"(?:hotel|inn|hostel|guest\s?house|b&b|caravan park|holiday park|caravan site|site|refuge|"
    r"travelodge|arms))\b",
    re.I,
)
_ROOM = re.compile(
    r"\broom\s\d{1,4}[a-d]?\s(?:at|in|of)\s(?=(?:the\s)?(?:[A-Z]\w+\s)+(?:Hotel|Inn|Hostel|House|"
    r"Lodge))"
)
_NO_LODGING = re.compile(
    r"(?:the\s+)?(?:\w+\s)?(?:nice|new|big|cheap|posh|old|same|small|different|building|camp|"
    r"bomb|farm)\s\w+",
    re.I,
)
_HOME_STREET = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|stay(?:s|ing)?|house is|home is|moved|corner)\s+(?:on|at|in|up|"
    r"down|to|of|along|off)\s+"
    r"(?P<street>(?!the\b|a\b|my\b|our\b|this\b|that\b)"
    + _NAME
    + r"{1,3}(?:brow|row|bank|mount|way|fold|croft|view|place|walk|rise|"
    r"garth|wynd|parade|hill|green|square|villas|buildings|yard|side|head|end|park|gardens|"
    r"houses|flats|court|mews|edge|top))\b",
    re.I,
)
_LARGE_STREET = re.compile(
    r"\b((?:[A-Z][a-z'’]{1,24}\s){1,3}(?:Brow|Row|Bank|Mount|Way|Fold|Croft|View|Rise|Garth|Wynd|"
    r"Villas|Buildings|Yard|"
    r"Lonning|Loan|Rigg|Rake|Nook|Square|Place|Parade|Walk|Meadows))\b"
)
_NO_STREET_NAME = re.compile(
    r"(?:The\s)?(?:Food|Blood|Piggy|Front|Back|Half|Market|My|Our|This|No|One|By|In|Any|Every|"
    r"First|Second|Best|Safe|"
    r"Church|Town|Play|School|Sponsored|Dog|Long|Nice|Good|River|All|Milky|Number|World|Happy|"
    r"Safer|Third|Right|Wrong)\s\w+"
)
_AFTER_NUMBER = r"\d{1,4}[a-d]?\s{1,3}[A-Za-z'’]{1,24}(?:\s{1,3}[A-Za-z'’]{1,24})?"
_LIVE_AT = re.compile(
    r"\b(?:(?:live|lives|living|stay|staying)\s+at|(?:ad+ress|adres)\s*(?:is|:))\s*"
    r"(?P<place>" + _AFTER_NUMBER + ")",
    re.I,
)
_HOUSE_NAME = re.compile(
    r"(?<![.!?]\s)\b((?:The\s+)?(?:[A-Z][a-z'’]{1,24}\s{1,3}){1,3}"
    r"(?:Farm|Cottage|Vicarage|House|Barn|Hall|Lodge|Rectory|Mill|Bungalow|Steading|Villa))\b"
)
_SMALL_HOUSE_NAME = re.compile(
    r"\b(?:live|lives|living|stay|farm is|home is)\s+(?:at|on|in|called)\s+"
    r"((?:[a-z'’]{1,24}\s{1,3}){1,2}(?:farm|cottage|barn|lodge|vicarage|bungalow))\b"
)
_OLD_HOUSE = re.compile(
    r"(?P<at>\b(?:live|lives|living|stay|staying|house is|address is) (?:at |in )?)?"
    r"\b(?P<house>the old (?:vicarage|rectory|mill|barn|post office|smithy|chapel|forge|bakery|"
    r"coach house|stables|dairy|"
    r"school ?house))\b",
    re.I,
)
_SMALL_FARM = re.compile(r"\b((?:[a-z'’]{3,24}\s{1,3}){2}farm)\b", re.I)
_NO_HOUSE = re.compile(
    r"(?:The\s+)?(?:Our|My|Your|This|That|A|Full|Old\s+People'?s|Youth|White|Open|Big|Animal|"
    r"Children'?s|Nursing|Care|Town|Village|Sports|Church|City|Wind|Community|Opera|Halfway|"
    r"Haunted)"
    r"\s+\w+"
)
_DOORS = {
    "at",
    "on",
    "saint",
    "st",
    "flat",
    "the",
    "number",
    "no",
    "north",
    "south",
    "east",
    "west",
    "apartment",
    "room",
}
_ON = re.compile(r"\b(?:on|in|at|down|up|off|near|along)\s+$", re.I)
_STREETS_OF_EVERY_TOWN = {
    "main",
    "back",
    "new",
    "cross",
    "crown",
    "long",
    "middle",
    "royal",
    "country",
}
_ALSO_VERBS = {"drive", "close", "court", "gardens", "grove", "lane"}
_NOT_AFTER = {"safety", "works", "signs", "rage", "crossing"}


def addresses(text: str, gazetteer: Gazetteer) -> Iterator[Found]:
    """Yield the spans of a text that are an address or a part of one."""
    if any(letter.isdigit() for letter in text):
        for start, end in _with_number(text, gazetteer):
            yield start, end, "address"
    for found in _SPOKEN_NUMBER.finditer(text):
        if not _counts_things(found[0], gazetteer):
            yield *found.span("place"), "address"
    for found in _NAMED_STREET.finditer(text):
        start_of_street = _street_start(found, gazetteer)
        if start_of_street is not None:
            yield start_of_street, found.end("street"), "address"
    yield from ((start, end, "address") for start, end in _houses(text, gazetteer))


def _houses(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    """Yield houses and farms that go by a name of their own."""
    yield from (
        found.span(1) for found in _HOUSE_NAME.finditer(text) if not _NO_HOUSE.fullmatch(found[1])
    )
    yield from (found.span(1) for found in _SMALL_HOUSE_NAME.finditer(text))
    yield from (
        found.span("house")
        for found in _OLD_HOUSE.finditer(text)
        if found["at"] or found["house"].split()[-1].istitle()
    )
    yield from (
        found.span("place")
        for found in _LODGING.finditer(text)
        if not _NO_LODGING.fullmatch(found["place"])
    )
    barred = gazetteer.context["no_street"]
    for found in _HOME_STREET.finditer(text):
        if barred.isdisjoint(found["street"].lower().split()[:-1]):
            yield found.span("street")
    for found in _LARGE_STREET.finditer(text):
        if not _NO_STREET_NAME.fullmatch(found[1]):
            yield found.span(1)
    no_farm = _no_farm(gazetteer)
    for found in _SMALL_FARM.finditer(text):
        if no_farm.isdisjoint(found[1].lower().split()[:-1]):
            yield found.span(1)


def _no_farm(gazetteer: Gazetteer) -> frozenset[str]:
    return gazetteer.context["no_street"] - {"high", "long"} | gazetteer.context["farm_kinds"]


def _with_number(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _THE_NUMBERED.finditer(text))
    for pattern in (_NUMBERED, _FLAT):
        for found in pattern.finditer(text):
            if not _counts_things(found[0], gazetteer):
                yield found.span()
    yield from (found.span() for found in _DOOR.finditer(text))
    yield from (found.span("number") for found in _HOUSE_NUMBER.finditer(text))
    yield from (found.span("number") for found in _LIVES_AT.finditer(text))
    if _HOME.search(text):
        yield from (found.span() for found in _NUMBER_OF_HOME.finditer(text))
    yield from (found.span() for found in _ROOM.finditer(text))
    yield from (found.span("place") for found in _LIVE_AT.finditer(text))


def _counts_things(written: str, gazetteer: Gazetteer) -> bool:
    """Return whether a number before a street word counts something ("2 hours in a side")."""
    words = [word.lower() for word in re.findall(r"(?<![\dA-Za-z'’])[A-Za-z'’]+", written)][:-1]
    between = [word for word in words if word not in _DOORS]
    barred = (gazetteer.context["no_street"] - _STREETS_OF_EVERY_TOWN) | gazetteer.context["units"]
    return not between or any(word.replace("'", "") in barred for word in between)


def _street_start(found: re.Match[str], gazetteer: Gazetteer) -> int | None:
    """Return where the name of a street starts, or nothing where none is named ("busy road")."""
    names = re.findall(r"[A-Za-z'’]+", found.string[found.start("street") : found.start("kind")])
    barred = gazetteer.context["no_street"]
    if names and names[-1].istitle() and found["kind"].istitle():
        barred = barred - _STREETS_OF_EVERY_TOWN
    kept = [name for name in names if name.lower() not in barred]
    after = (found["after"] or "").strip().lower()
    if not kept or names[-1].lower() in barred or after in _NOT_AFTER:
        return None
    written_large = all(name[0].isupper() for name in kept) and not found["street"].isupper()
    on_street = _ON.search(found.string[max(0, found.start("street") - 8) : found.start("street")])
    if (
        not written_large
        and not on_street
        and _is_a_verb(found["kind"].lower(), names[-1].lower(), gazetteer)
    ):
        return None
    if found["number"] and len(kept) == len(names):
        return found.start("number")
    return found.start("street") + found["street"].rfind(
        kept[0] if len(kept) == len(names) else kept[-1]
    )


def _is_a_verb(kind: str, before: str, gazetteer: Gazetteer) -> bool:
    if before in gazetteer.context["no_street_end"]:
        return True
    return kind in _ALSO_VERBS and before in common_words() and before not in gazetteer.places
