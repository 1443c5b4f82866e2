"""What the words around a word say for its being the name of a person: a weight, never a verdict.

A name that is a word too, or a word nobody knows, is hidden only when these weights are enough.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.gazetteer import Gazetteer
from analysis.phrases import Word
from analysis.spelling import common_words, without_one

UNKNOWN = 0.5
"""The kind of a word that stands in no list."""
_LOOK_BACK, _LOOK_ON = 32, 48
"""Letters before and after a word that are looked at for phrases."""
_LONGEST = 20
"""Letters in the longest word that is compared with common ones."""
_BESIDE = re.compile(
    r"\b(?:(?:me|us|him|her|i)\s(?:and|n|&)|ask(?:ed|ing)?\sfor|next\sto|beside|sat\sby|cos\sof|because\sof|thanks\sto|"
    r"(?:friends?|mates?|sit|sits|sat|sitting|liv(?:e|es|ed|ing)|stay(?:s|ed|ing)?|play(?:s|ed|"
    r"ing)?|alone|"
    r"go(?:es|ing)?\sout|went\sout|h[au]ng(?:ing)?\sout|pair(?:ed)?|partnered|argu(?:e|ed|ing)|"
    r"fights?|fighting|"
    r"f[ae]ll(?:ing)?\sout|speak|spoke|talk(?:s|ed|ing)?|lunch|left|stuck|dating|home)\s(?:with|"
    r"wi|to)|"
    r"(?:hit|hurt|bullied|battered|kicked|punched|touched|attacked|pushed|slapped|beaten|taught|"
    r"picked)"
    r"\s(?:me\s|us\s)?(?:off|by|up\sby|on\sby|from))\s$"
)
_ROLE = (
    r"(?:lady|man|woman|driver|caretaker|cook|cleaner|head|headteacher|ta|nurse|social\sworker|"
    r"worker|lollipop\s\w+|"
    r"neighbour|lodger|landlord|manager|assistant|receptionist|coach|leader|vicar|foster\s\w+|"
    r"carer|counsellor|bully)"
)
_PERSON = re.compile(
    r"\s(?:in|from|off)\s(?:(?:my|our|his|her|the\sother|the)\s)?(?:year\s|yr\s?|y\d|form\b|"
    r"class\b|set\b|tutor\b|"
    r"school\b|team\b|street\b|road\b|estate\b|next\sdoor|upstairs|across|reception\b|nursery\b|"
    r"cadets|scouts)|"
    r"\s(?:in|at|from)\s(?:the|our|my)\s(?:garage|shop|office|library|club|church|chippy|pub|"
    r"mosque|gym|youth|farm|site|"
    r"centre|end|flat|flats|dinner|front|after|breakfast|bus)\b|"
    r"\s(?:down|up|across|over)\s(?:the|our|my)\s(?:road|street|estate|lane|corner)|\snext\sdoor\b|"
    r"\s(?:and|n|&)\s(?:me|i|my)\b|\swho\s(?:lives?|sits?|goes|works?|teaches|helps?|runs|picks)\b|"
    r"\s(?:never|always)\s\w+s\b|"
    r"\s(?:got|gets)\s(?:\w+ed|done|caught|beaten|hit|hurt|stuck|lost|told|off)\b|"
    r",?\s(?:the|our|my|his|her)\s(?:\w+\s)?" + _ROLE + r"\b|"
    r"\s(?:is|was|are)\s(?:so\s|really\s|very\s|well\s|being\s|a\s)?(?:my|mean|horrible|kind|"
    r"rude|nasty|bossy|scary|"
    r"annoying|bully|bullying|friends|naughty|crying|fighting|leaving|leading|in\smy|in\sour|"
    r"in\sy|from)\b"
)
_ASKED_OF = re.compile(r"\b(?:can|could|does|did|let|make)\s$")
_TO_DO = re.compile(r"\s(?:come|go|stop|stay|play|sit|know|have|leave|move|say|be)\b")
_OWNED = re.compile(
    r"\s(?:mum|mam|dad|mother|father|brother|sister|house|nan|nana|grandad|mate|mates|friend|"
    r"friends|parents|class|gang|"
    r"boyfriend|girlfriend|party|sleepover|fault|uncle|stepdad|family|baby|son|daughter|phone|"
    r"desk|face|room)\b"
)


class Surroundings:
    """The words of one text, and what those around each of them say."""

    def __init__(self, text: str, words: Sequence[Word], gazetteer: Gazetteer) -> None:
        """Look once at how the text uses capitals."""
        self.text, self.words, self.gazetteer = text, words, gazetteer
        self.near = gazetteer.context
        self.tells_case = any(word.written[0].islower() for word in words) or (
            len(words) < 5 and not text.isupper()
        )

        self.tells_capitals = not text.isupper() and not text.islower()

    def before(self, at: int) -> str:
        """Return the word before, in the same sentence."""
        return self.words[at - 1].plain if at > 0 and not self.words[at].opens else ""

    def after(self, at: int) -> str:
        """Return the word after, in the same sentence."""
        if at + 1 < len(self.words) and not self.words[at + 1].opens:
            return self.words[at + 1].plain
        return ""

    def is_large(self, at: int) -> bool:
        """Return whether a capital stands here in a text where capitals tell something."""
        return self.words[at].is_capital and self.tells_case

    def weight(self, at: int, kind: float) -> float:
        """Return the evidence for a word; 1 is the kind of a name that is a word too."""
        before = self.before(at)
        named = self.follows_naming(at) or self.is_feared(at) or self._is_pointed_at(at)
        if not named and (
            before in self.near["barred_before"] or self._is_barred_when_small(at, before)
        ):
            return 0.0
        kin = before in self.near["relations"] or (
            self.after(at) == "is" and self.after(at + 1) == "my"
        )
        if (
            self.words[at].plain in self.near["calendar"]
            and not (named or kin)
            and not self.is_large(at)
        ):
            return 0.0
        told = max(
            self._from_before(at), self._from_phrase_before(at), 2.0 * self._is_pointed_at(at)
        )
        phrase = self._from_phrase_after(at)
        does = max(
            self._from_after(at), phrase if kind >= 0.75 or self.is_large(at) else phrase / 2
        )
        return kind - 1.0 + told + does + self._from_capital(at, kind)

    def follows_naming(self, at: int) -> bool:
        """Return whether the words before tell a name ("called", "my name is")."""
        before, earlier = self.before(at), self.before(at - 1)
        word = self.words[at]
        if before in self.near["naming"] or (
            before in {"is", "was", "name"} and earlier in {"name", "names"}
        ):
            return True
        if before in {"me", "him", "her", "them"} and earlier in {
            "call",
            "calls",
            "called",
            "calling",
        }:
            known = word.plain in self.gazetteer.names
            return known or word.plain not in common_words() or word.is_capital
        if before in {"im", "am"} and word.plain in self.gazetteer.names:
            doubtful = word.plain in self.gazetteer.word_names and word.plain in common_words()
            ends = {"aged", "from"} if doubtful else {"and", "aged", "from", ""}
            return self.after(at) in ends or word.is_capital
        if before in {"is", "are", "was"} and (
            earlier in self.near["relations"] or earlier in {"lads"}
        ):
            return word.plain not in common_words() or word.is_capital
        return before in {"me", "love"} and self.after(at) in {"again", "xx", "x", "aged", "here"}

    def _is_pointed_at(self, at: int) -> bool:
        """Return whether a listed name is somebody ("its Mark who", "will will")."""
        word, after = self.words[at], self.after(at)
        if word.plain not in self.gazetteer.names:
            return False
        if self.before(at) in {"its", "was"} and after in {"who", "whos", "thats"}:
            return True
        helped = word.plain == "will" and after in {"will", "would", "wont", "is", "was", "has"}
        return helped and (word.opens or self.before(at) in {"that", "wish", "and", "because"})

    def is_feared(self, at: int) -> bool:
        """Return whether somebody is scared of a listed name."""
        word = self.words[at]
        feared = self.before(at) == "of" and self.before(at - 1) in {
            "scared",
            "afraid",
            "frightened",
            "terrified",
        }
        known = word.plain in self.gazetteer.names and word.plain not in self.gazetteer.word_names
        return feared and (word.is_capital or known)

    def _is_barred_when_small(self, at: int, before: str) -> bool:
        if before not in self.near["barred_if_small"] or self._from_phrase_before(at):
            return False
        word = self.words[at]
        return (
            not (self.is_large(at) and not word.opens)
            or word.plain in self.near["calendar"]
            or word.plain in self.gazetteer.places
        )

    def _from_before(self, at: int) -> float:
        before = self.before(at)
        if self.follows_naming(at):
            return 2.5
        between = self.text[self.words[at - 1].end : self.words[at].start] if at else ""
        if before in self.near["relations"] and between in {" ", ", "}:
            return 2.0
        if before in self.near["strong_telling"]:
            return 1.25
        return 1.0 if before in self.near["telling"] else 0.0

    def _from_phrase_before(self, at: int) -> float:
        word = self.words[at]
        before = self.text[max(0, word.start - _LOOK_BACK) : word.start].lower()
        asked = _ASKED_OF.search(before) and _TO_DO.match(
            self.text[word.end : word.end + 8].lower()
        )
        return 2.0 if asked or _BESIDE.search(before) else 0.0

    def _from_after(self, at: int) -> float:
        after, word = self.after(at), self.words[at]
        if len(after) == 1 and after not in "aixunr" and after.isalpha():
            return 2.0
        if after in {"is", "was", "are"} and self.after(at + 1) == "my":
            return 2.0
        if after in self.near["does"]:
            return 2.0 if after not in self.near["does_weakly"] else 1.0
        if after in self.near["is"] or word.written.lower().replace("’", "'").endswith("'s"):
            return 1.0
        if len(after) > 3 and after.endswith("ed"):
            return 1.0
        return 1.0 if after == "to" and self.before(at) in self.near["strong_telling"] else 0.0

    def _from_phrase_after(self, at: int) -> float:
        word = self.words[at]
        if word.plain in self.near["calendar"] and not self.is_large(at):
            return 0.0
        following = self.text[word.end : word.end + _LOOK_ON].lower()
        if word.written.lower().replace("’", "'").endswith("'s"):
            return 2.0 if _OWNED.match(following) else 0.0
        return 2.0 if _PERSON.match(following) else 0.0

    def _from_capital(self, at: int, kind: float) -> float:
        word = self.words[at]
        strange = kind == UNKNOWN and word.opens and not is_near_a_word(word.plain)
        if not self.is_large(at):
            return 1.5 if strange and not self.tells_capitals else 0.0
        if not word.opens:
            unheard_of = kind == UNKNOWN and not is_near_a_word(word.plain)
            return 2.5 if unheard_of else 2.0 if kind >= 1 else 1.5
        return 1.5 if strange else 0.5


@lru_cache(maxsize=4096)
def is_near_a_word(written: str) -> bool:
    """Return whether one letter put in, left out or changed makes a common word of it."""
    if len(written) > _LONGEST:
        return True
    known, letters = common_words(), "abcdefghijklmnopqrstuvwxyz"
    changed = (
        written[:at] + letter + written[end:]
        for at in range(len(written) + 1)
        for end in (at, at + 1)
        for letter in letters
    )
    return any(word in known for word in (*without_one(written), *changed))
