"""Write the lists of given names and surnames (`given_names.txt`, `surnames.txt`) that redaction looks up.

Run from the project's root: `python -m analysis.lexicons.build.names`. Source: the name lists of Faker's locales (MIT licence);
wordfreq (code Apache-2.0, data CC BY-SA 4.0) tells names from ordinary words. Names written by hand are in `names.yaml`.
"""

import unicodedata
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from wordfreq import zipf_frequency

LEXICONS = Path(__file__).parents[1]
GIVEN = [
    "en_GB",
    "en_IE",
    "en_IN",
    "en_PK",
    "en_US",
    "en_NG",
    "en_KE",
    "pl_PL",
    "ro_RO",
    "uk_UA",
    "ar_AA",
    "hi_IN",
    "bn_BD",
    "lt_LT",
    "lv_LV",
    "pt_PT",
    "hu_HU",
    "sk_SK",
    "bg_BG",
    "ru_RU",
    "fa_IR",
    "az_AZ",
    "cs_CZ",
    "es_ES",
    "fr_FR",
    "ga_IE",
    "ha_NG",
    "hr_HR",
    "ig_NG",
    "it_IT",
    "nl_NL",
    "sv_SE",
    "sw",
    "tr_TR",
    "tw_GH",
    "vi_VN",
    "yo_NG",
    "zh_CN",
    "zu_ZA",
]
FAMILY = [
    "en_GB",
    "en_IE",
    "en_IN",
    "en_PK",
    "pl_PL",
    "ro_RO",
    "uk_UA",
    "ar_AA",
    "bn_BD",
    "lt_LT",
    "pt_PT",
    "hu_HU",
    "en_KE",
    "ga_IE",
    "tr_TR",
    "tw_GH",
    "vi_VN",
    "yo_NG",
    "zh_CN",
]
LATIN = str.maketrans(
    {
        **dict(zip("абвгґдезиіїйклмнопрстуфцыэъь", "abvhgdezyiiiklmnoprstufcye  ", strict=True)),
        "є": "ie",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        "ё": "e",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ß": "ss",
        "ø": "o",
    }
)
"""Letters that stand for others in the spelling of passports (Ukraine, resolution 55 of 2010), and letters that no mark explains."""
RUSSIAN = str.maketrans({"г": "g", "и": "i", "й": "y", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi"})
"""The spelling that Russian and Bulgarian names, and many Ukrainian ones, have besides."""
COMMON, ORDINARY = 5.2, 3.4
"""Zipf frequency above which a listed name is taken to be a word first, and above which it may be one."""


def given_names() -> list[str]:
    """Return given names of the locales, lower-case, in Latin letters where they have them."""
    fields = ("first_names", "first_names_female", "first_names_male", "first_names_unisex")
    return _kept(GIVEN, (*fields, "first_romanized_names"))


def surnames() -> list[str]:
    """Return surnames of the locales, lower-case."""
    return _kept(FAMILY, ("last_names", "male_last_names", "last_romanized_names"))


def _kept(locales: Iterable[str], fields: tuple[str, ...]) -> list[str]:
    names: set[str] = set()
    for locale in locales:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for field in fields:
            names.update(_spellings(getattr(provider, field, ())))
    return sorted(name for name in names if zipf_frequency(name, "en") < COMMON)


def _spellings(names: Iterable[str]) -> set[str]:
    spelt: set[str] = set()
    for name in names:
        for part in name.lower().replace("-", " ").replace("'", "").split():
            latin = (part.translate(LATIN), part.translate(RUSSIAN).translate(LATIN))
            plain = (_unmarked(one).replace(" ", "") for one in latin)
            spelt |= {word for word in (part, *plain) if len(word) > 2 and word.isalpha()}
    return spelt


def _unmarked(word: str) -> str:
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", word)
        if not unicodedata.combining(letter)
    )


def _marked(names: Iterable[str]) -> str:
    """Return one name a line; a name that is an ordinary word too carries a question mark."""
    return "".join(
        f"{name}{'?' if zipf_frequency(name, 'en') >= ORDINARY else ''}\n" for name in names
    )


if __name__ == "__main__":
    (LEXICONS / "given_names.txt").write_text(_marked(given_names()), encoding="utf-8")
    (LEXICONS / "surnames.txt").write_text(_marked(surnames()), encoding="utf-8")
