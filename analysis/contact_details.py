"""Find what reaches or identifies a person by itself: phones, e-mails, handles, dates, numbers.

For British writing by children: spaces and dots anywhere, letters for digits, numbers in words.
"""

import re
from collections.abc import Callable, Iterator

from analysis.handles import handles
from analysis.phrases import Found

_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL "
    "DN DT DY E EC EH EN EX FK FY G GL GU GY HA "
    "HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML "
    "N NE NG NN NP NR NW OL OX PA PE PH PL PO "
    "PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB "
    "W WA WC WD WF WN WR WS WV YO ZE"
)
_AREA = "|".join(sorted(_AREAS.split(), key=len, reverse=True))
_POSTCODE = re.compile(
    rf"\b(?=[A-Z]{{0,2}}[ O]{{0,2}}\d|[A-Z]{{1,3}}O? ?\d)(?:{_AREA})[0-9O][0-9A-Z]?[ "
    rf"\-]{{0,2}}[0-9O][ABD-HJLNP-UW-Z]{{2}}\b",
    re.I,
)
_SPACED_POSTCODE = re.compile(
    r"\bpost ?code\b[^\n.!?\d]{0,20}?"
    r"(?P<code>[A-Z]\s?[A-Z]?\s?\d\s?\d?\s{0,3}-?\s?\d\s?[A-Z]\s?[A-Z])\b",
    re.I,
)
_LOOSE_POSTCODE = re.compile(
    r"\b(?:CA|LA|DL|NE|DG|TD|PR|BD)\s{0,2}\d{1,2}\s{0,3}[\-,.]?\s{0,2}\d\s?[ABD-HJLNP-UW-Z]\s?[ABD-HJLNP-UW-Z]\b",
    re.I,
)
_PART_POSTCODE = re.compile(
    rf"(?:post ?code\W+(?:is\W+|it'?s\W+)?|\bnear\s+|\bin\s+|"
    rf"\baround\s+)?((?:{_AREA})\d{{1,2}}(?:\s?\d[A-Z]{{0,2}})?)\b",
    re.I,
)
_EMAIL = re.compile(r"(?<![\w.+\-'])[\w.+\-']{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,5}")
_AT = r"\s{0,3}(?:\(at\)|\[at\]|\{at\}|<at>|@|\bat\b)\s{0,3}"
_DOT = r"(?:\s{0,3}(?:\(dot\)|\[dot\]|\bdot\b|\.)\s{0,3})"
_MAILERS = r"gmail|hotmail|outlook|yahoo|icloud|btinternet|googlemail|proton(?:mail)?|aol"
_SPELT_EMAIL = re.compile(
    rf"(?<![\w.+\-])[\w+\-]{{1,64}}(?:(?:\.|\s{{0,3}}[(\[]dot[)\]]\s{{0,3}}|\s{{1,3}}dot\s{{1,3}}|"
    rf"\s{{1,3}}underscore\s{{1,3}})[\w+\-]{{1,64}}){{0,4}}{_AT}(?:[\w\-]{{1,63}}(?:{_DOT}(?:com|"
    rf"co|uk|org|net|ac|sch|gov|pl|ro|ie|eu|me|io|edu|de|fr))+|(?:{_MAILERS}))\b",
    re.I,
)
_URL = re.compile(
    r"\bhttps?://\S+|\bwww\.\S+|(?<![\w.\-])[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,5}?\.(?:com|"
    r"org|net|uk|io|tv|gg|info|me|co)(?:/\S*|\b)",
    re.I,
)
_DIGITS = re.compile(
    r"(?<![\w.])(?:\(?\+ ?\(?\d|\(?[\doO])(?:[ \t.\-()/]{0,3}[\doOlI]){5,16}(?![\w])"
)
_NUMBER_WORD = (
    r"(?:zero|oh|o|nought|nil|one|two|three|four|five|six|seven|eight|nine|hundred|"
    r"double|treble|triple|plus|\d)"
)
_EXTENSION = re.compile(r"\s*(?:ext(?:ension)?\.?|x)\s?\d{1,5}\b", re.I)
_PART = rf"(?:\d{{1,6}}|{_NUMBER_WORD})"
_MIXED = re.compile(rf"(?<![\w.]){_PART}(?:[\s,.\-]{{1,3}}(?:and\s+)?{_PART}){{2,14}}\b", re.I)
_SPOKEN = re.compile(rf"\b{_NUMBER_WORD}(?:[\s,\-]+(?:and\s+)?{_NUMBER_WORD}){{5,}}\b", re.I)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    r"stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrze[sś]nia|pa[zź]dziernika|"
    r"listopada|grudnia|ianuarie|februarie|martie|aprilie|mai|iunie|iulie|septembrie|octombrie|"
    r"noiembrie|decembrie)"
)
_DAY = (
    r"(?:\d{1,2}(?:\s?(?:st|nd|rd|th))?|(?:twenty|thirty)?[\s\-]?(?:first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|\w{3,5}teenth|"
    r"twentieth|thirtieth)"
)
_YEAR = (
    r"(?:,?\s*(?:(?:19|20)\d\d|'?\d\d|two thousand(?: and)?(?: \w{3,9})?|"
    r"twenty (?:\w{3,5}teen|ten|eleven|twelve|twenty(?:[ \-]\w{3,5})?)|"
    r"nineteen ninety(?:[ \-]\w{3,5})?)\b)?"
)
_NUMERIC_DATE = r"\d{1,4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}"
_FULL_DATE = re.compile(rf"(?<![\d/.\-]){_NUMERIC_DATE}(?![\d/])")
_WRITTEN_DATE = (
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|"
    rf"sun)day\s+)?(?:the\s+)?(?:{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}|"
    rf"{_MONTH}\s+(?:the\s+)?{_DAY}{_YEAR}|{_NUMERIC_DATE}|\d{{1,2}}[/.\-]\d{{1,2}}|"
    rf"\d{{1,2}}\s\d{{1,2}}\s\d{{2,4}}\b|\d{{6,8}}\b|(?:halloween|christmas(?: day| eve)?|"
    rf"new years? (?:day|eve)|"
    rf"valentines(?: day)?|bonfire night|boxing day){_YEAR}|(?:{_MONTH}\s+)?(?:19|20)\d\d\b)"
)
_BIRTH = re.compile(
    rf"\b(?:birth ?days?|b'?days?|birf ?day|d\.?\s?o\.?\s?b\.?|date of birth|born|birth "
    rf"date)\b[^\n.!?]{{0,24}}?(?P<date>{_WRITTEN_DATE})",
    re.I,
)
_AGE_ON = re.compile(
    rf"\b(?:(?:i'?m|i am|he'?s|she'?s|is|be|turn(?:s|ed|ing)?)\s+"
    rf"(?:going\s+to\s+be\s+)?(?:\d{{1,2}}|\w+teen|"
    rf"five|six|seven|eight|nine|ten|eleven|twelve)|party|"
    rf"cake)\s+(?:is\s+)?on\s+(?:\w{{3,6}}day\s+)?(?P<date>{_WRITTEN_DATE})",
    re.I,
)
_BIRTH_AFTER = re.compile(
    rf"\b(?P<date>{_WRITTEN_DATE})\W+(?:is|was|its)\W+(?:my|his|her|our)\s+(?:birth ?day|b'?day)\b",
    re.I,
)
_UPN_OR_NHS = re.compile(r"\b[A-Z]\d{11,12}[A-Z]?\b|\b\d{3}[ \-]\d{3}[ \-]\d{4}\b", re.I)
_NI = re.compile(r"\b[A-CEGHJ-PQR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.I)
_CASE = re.compile(
    r"\b\d{1,3}[A-Za-z]{1,2}/\d{3,}(?:/\d+)?\b|"
    r"\b[A-Z]{2,5}[\-/]?\d{4,}(?:[\-/]\d+)*\b|\b[A-Za-z]{2,5}[\-/]\d{4,}\b|"
    r"\b\d{2,}[\-/][A-Za-z]{1,4}[\-/]?\d{2,}\b|\b[A-Za-z]{2,5}(?:[\-/]\d{2,6}){2,}(?:/[A-Za-z])?\b"
)
_LABELLED = re.compile(
    r"\b(?:case|ref(?:erence)?|claim|crime|incident|file|record|pupil|student|patient|"
    r"hospital|nhs|upn|uln|urn|collar|warrant|shoulder|ehcp|"
    r"ehc|account|liquid ?logic|lcs|mosaic|log|badge|passport|candidate|exam|centre|"
    r"licence|license|ticket|tenancy|housing|court|police|staff|member(?:ship)?|library|id|pin|"
    r"reg(?:istration)?)\b"
    r"(?:\s+(?:number|no\.?|num|ref(?:erence)?|id|code))*\s*(?:is|:|"
    r"#)?\s*(?P<number>[A-Z]{0,4}[\-/]?\d{3,}[\dA-Z\-/]{1,})\b",
    re.I,
)
_PLATE = re.compile(
    r"\b(?!(?:AM|IM|IS|AT|IN|ON|OF|TO|BY|OR|ME|MY|WE|HE|GO)\s)[A-Z]{2}\s?[0-9]{2}\s?[A-Z]{3}\b|\b[A-Z][0-9]{1,3}\s?[A-Z]{3}\b|"
    r"\b[a-z]{2}[0-9]{2} [a-z]{3}\b"
)
_SMALL_PLATE = re.compile(
    r"\b(?:car|van|reg|registration|plate|golf|audi|bmw|corsa|fiesta|transit|truck|"
    r"motorbike|bike|taxi|"
    r"vehicle)\b[^\n.!?]{0,30}?\b(?P<plate>(?:[a-z]{2}\s?[0-9]{2}|[a-z][0-9]{1,3})\s?[a-z]{3})\b",
    re.I,
)
_LONG_NUMBER = re.compile(
    r"\b\d{7,}\b|\b\d{4}(?: \d{4}){2,3}\b|\b[A-Z]\d{3}[. ]\d{4}[. ]\d{5}\b", re.I
)
_HELPLINES = re.compile(r"0800|0808|0300|0333|0345|0845|116|111|101|999|85258")


def contact_details(text: str) -> Iterator[Found]:
    """Yield spans that reach or identify a person, the surest kinds first; they may overlap."""
    for find in _FINDERS:
        yield from find(text)


def _plainly(
    pattern: re.Pattern[str], kind: str, *, group: str | int = 0, hint: str = ""
) -> Callable[[str], Iterator[Found]]:
    """Return a finder of every match; `hint` holds letters without which no match is possible."""

    def find(text: str) -> Iterator[Found]:
        if hint and not any(letter in text for letter in hint):
            return
        for found in pattern.finditer(text):
            yield found.start(group), found.end(group), kind

    return find


_ANY_DIGIT = "0123456789"


def _emails(text: str) -> Iterator[Found]:
    if "@" in text:
        yield from ((found.start(), found.end(), "email") for found in _EMAIL.finditer(text))
    lower = text.lower()
    if "at" in lower or "@" in lower:
        yield from ((found.start(), found.end(), "email") for found in _SPELT_EMAIL.finditer(text))


def _phones(text: str) -> Iterator[Found]:
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"[^\d]", "", found[0].translate(str.maketrans("oOlI", "0011")))
        if _is_phone(digits, text[max(0, found.start() - 40) : found.start()]):
            more = _EXTENSION.match(text, found.end())
            yield found.start(), more.end() if more else found.end(), "phone"
    for found in _MIXED.finditer(text):
        if _digits_in(found[0]) >= 9 and re.search(r"[a-z]{3}", found[0], re.I):
            yield found.start(), found.end(), "phone"
    for found in _SPOKEN.finditer(text):
        count = sum(
            1 + (word in {"double", "treble", "triple", "hundred"})
            for word in found[0].lower().split()
        )
        if count >= 7 and not re.fullmatch(r"[\d\s,\-]+", found[0]):
            yield found.start(), found.end(), "phone"


def _digits_in(spoken: str) -> int:
    """Return how many digits are said or written ("double oh 900 one")."""
    weights = {"double": 1, "treble": 2, "triple": 2, "hundred": 2, "and": 0}
    return sum(
        len(part) if part.isdigit() else weights.get(part, 1)
        for part in re.findall(r"\d+|[a-z]+", spoken.lower())
    )


def _is_phone(digits: str, before: str) -> bool:
    if _HELPLINES.match(digits) and not digits.startswith(("0044", "07")):
        return False
    if 10 <= len(digits) <= (15 if digits.startswith("00440") else 14) and digits[0] in "047":
        return True
    asked = re.search(
        r"\b(?:phone|fone|number|ring|call|text|mobile|mob|tel|whats ?app|mum|dad|"
        r"landline)\b\W*(?:\w+\W+){0,3}$",
        before,
        re.I,
    )
    return (
        6 <= len(digits) <= 14
        and bool(asked)
        and not re.search(r"(?:case|ref|nhs|upn|claim|crime)\W+(?:\w+\W+){0,2}$", before, re.I)
    )


def _part_postcodes(text: str) -> Iterator[Found]:
    if not any(digit in text for digit in _ANY_DIGIT):
        return
    for found in _PART_POSTCODE.finditer(text):
        code = found[1]
        if (
            (found.start() != found.start(1) or code.isupper())
            and len(code) >= 3
            and (code.upper()[:2] in {"CA", "LA", "DL", "NE", "DG"})
        ):
            yield found.start(1), found.end(1), "postcode"


_FINDERS: tuple[Callable[[str], Iterator[Found]], ...] = (
    _emails,
    _plainly(_URL, "url", hint="./"),
    _plainly(_BIRTH, "date of birth", group="date"),
    _plainly(_AGE_ON, "date of birth", group="date"),
    _plainly(_BIRTH_AFTER, "date of birth", group="date"),
    _plainly(_NI, "number", hint=_ANY_DIGIT),
    _plainly(_UPN_OR_NHS, "number", hint=_ANY_DIGIT),
    _plainly(_LABELLED, "number", group="number", hint=_ANY_DIGIT),
    _phones,
    _plainly(_FULL_DATE, "date of birth", hint=_ANY_DIGIT),
    _plainly(_SPACED_POSTCODE, "postcode", group="code", hint=_ANY_DIGIT),
    _plainly(_POSTCODE, "postcode", hint=_ANY_DIGIT),
    _plainly(_LOOSE_POSTCODE, "postcode", hint=_ANY_DIGIT),
    handles,
    _plainly(_PLATE, "number", hint=_ANY_DIGIT),
    _plainly(_SMALL_PLATE, "number", group="plate", hint=_ANY_DIGIT),
    _plainly(_CASE, "number", hint=_ANY_DIGIT),
    _plainly(_LONG_NUMBER, "number", hint=_ANY_DIGIT),
    _part_postcodes,
)
