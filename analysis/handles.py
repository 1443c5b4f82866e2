"""Find what somebody is called in games and apps, with an @ or without."""

import re
from collections.abc import Iterator

from analysis.phrases import Found
from analysis.spelling import common_words

_AT_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z_][\w.]*\w")
_TAG_HANDLE = re.compile(r"(?<!\w)[\w.]{2,30}#\d{3,5}\b")
_APPS = (
    r"snap(?:chat)?|insta(?:gram)?|tik ?tok|disc(?:ord)?|roblox|psn|ps[45]|xbox(?: "
    r"live)?|gamer ?tag|user ?name|twitter|kik|whats ?app|"
    r"you ?tube|twitch|steam|fortnite|minecraft|epic|be ?real|face ?book|fb|telegram|"
    r"wizz|yubo|sc|ig|handle|screen ?name"
)
_NAMED_APP = re.compile(
    rf"\b(?:(?:my|his|her|their|the|our|mums|me)\s+)?(?:{_APPS})\b(?:\s+(?:name|user|"
    rf"username|id|tag|account|acc|handle)\b)?"
    rf"(?:'?s\b)?\s*(?:is|:|=|-|\u2013|called|are|named|it's|its|"
    rf"as)?\s*[:=]?\s*(?P<handle>[\w.\-]{{3,32}})",
    re.I,
)
_ON_APP = re.compile(
    rf"\b(?:i'?m|i am|im|add|follow|snap|dm|message|call(?:ed)?|he'?s|she'?s|hes|shes|its|"
    rf"it'?s|me)\s+(?:me\s+)?(?P<handle>[\w.\-]{{3,32}})\s+on\s+(?:{_APPS})\b",
    re.I,
)
_APP_AS = re.compile(
    rf"\bon\s+(?:{_APPS})\s+(?:i'?m|i am|he'?s|she'?s|its|it'?s|as|called|my name(?:'?s| is)?)\s+"
    rf"(?:called\s+)?(?P<handle>[\w.\-]{{3,32}})",
    re.I,
)
_MADE_UP = re.compile(
    r"(?<![\w@.#/\-'’])(?=[\w.]{5,32}(?![\w.]))(?=\w*[A-Za-z]\w*[A-Za-z]\w*[A-Za-z])"
    r"(?:[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+_?|[A-Za-z]{4,}\d{2,4}|[xX]{1,2}_?[A-Za-z]\w{2,}[xX]{2}|"
    r"[A-Za-z]+\d+[a-z]+[A-Za-z]*[A-Z]\w*)(?![\w@/])"
)
"""Words that are written only as a name on a screen: underscores inside, digits behind, crosses."""
_NOT_MADE_UP = re.compile(
    r"(?:year|room|covid|windows?|grade|class|group|page|question|ward|form|level|unit|step|team|"
    r"block|stage|chapter|route|under|over|aged?|line|flat|house|number|part|area|table|i?phone|"
    r"ipad|xbox|fifa|section|formula|version|channel|radio|studio|world|euro|summer|winter|spring|"
    r"autumn|sept?|june|july|april|till?|until|about|approx|from|after|before|with|only|nearly)"
    r"s?_?\d+",
    re.I,
)
_SECOND_WORD = re.compile(r" [A-Z]\w+")
"""Game tags of some makers have a space inside."""
_SAID = re.compile(
    r"(?:\bis|:|=|called|name|tag|user|username(?:'?s)?|name'?s|add me|follow me|snap me)$", re.I
)
_WHOSE = re.compile(r"\b(?:my|his|her|their|mums?|name|user|tag|me|called)\b", re.I)
_AS_SELF = re.compile(r"^(?:i'?m|i am|he'?s|she'?s|on) .* ?(?:on |$)", re.I)
_ADD_ME = re.compile(
    rf"\b(?:add|follow|snap|dm|find|message)\s+(?:me|him|her|"
    rf"us)\s*(?:on\s+(?:{_APPS})\b\s*)?[:\-]?\s*(?P<handle>[\w.\-]{{3,32}})",
    re.I,
)
_ORDINARY = re.compile(
    r"(?:and|but|is|it|was|the|not|on|for|to|a|i|my|bad|good|fun|dead|hacked|blocked|"
    r"streak|streaks|people|videos?|games?|chat|account|"
    r"messages?|because|cos|so|when|with|you|they|he|she|we|all|that|this|too|really|"
    r"very|broken|gone|banned|boring|great|rubbish|ok|"
    r"ground|party|live|or|at|in|if|has|have|does|stuff|kids|adverts?|should|can|cant|"
    r"map|group|posts?|story|stories|pics?|app|apps|"
    r"full|tomorrow|later|please|pls|up|on|home|back|filter|filters|influencers?|trends?|safe|"
    r"unsafe|until|til|from|by|are|more|less|time)",
    re.I,
)


def handles(text: str) -> Iterator[Found]:
    """Yield the spans of a text that name somebody on a screen."""
    yield from ((found.start(), found.end(), "handle") for found in _AT_HANDLE.finditer(text))
    yield from (
        (found.start(), found.end(), "handle")
        for found in _TAG_HANDLE.finditer(text)
        if "#" in text
    )
    for found in _MADE_UP.finditer(text):
        if not _NOT_MADE_UP.fullmatch(found[0]):
            yield found.start(), found.end(), "handle"
    for pattern in (_NAMED_APP, _ON_APP, _APP_AS, _ADD_ME):
        for found in pattern.finditer(text):
            start, end = found.span("handle")
            handle = found["handle"].rstrip(".")
            if _looks_chosen(handle, text[found.start() : start], text[end:]):
                second = _SECOND_WORD.match(text, end) if handle[0].isupper() else None
                yield start, second.end() if second else start + len(handle), "handle"


def _looks_chosen(handle: str, before: str, after: str) -> bool:
    """Return whether a word beside the name of an app is somebody's handle and no ordinary word."""
    if _ORDINARY.fullmatch(handle):
        return False
    marked = any(not letter.isalpha() for letter in handle) or any(
        letter.isupper() for letter in handle[1:]
    )
    if marked and not handle.isupper():
        return not handle.isdigit() and not after.startswith("%")
    unknown = len(handle) > 4 and handle.lower() not in common_words()
    said = _SAID.search(before.strip()) and (unknown or _WHOSE.search(before))
    return bool(said) or (unknown and bool(_AS_SELF.search(f"{before}{after[:5]}")))
