"""Write the list of ordinary English words (`common_words.txt`) that spelling and redaction leave alone.

Run from the project's root: `python -m analysis.lexicons.build.common_words`. Source: wordfreq (code Apache-2.0, data
CC BY-SA 4.0); words met at least about once in a million words.
"""

from pathlib import Path

from wordfreq import iter_wordlist, zipf_frequency

LEXICONS = Path(__file__).parents[1]
SMALLEST = 3.0
"""Zipf frequency: 3 is one occurrence in a million words."""


def common_words() -> list[str]:
    """Return English words of plain letters, most frequent first down to `SMALLEST`, in alphabetical order."""
    words: set[str] = set()
    for word in iter_wordlist("en", wordlist="large"):
        if zipf_frequency(word, "en", wordlist="large") < SMALLEST:
            break
        if word.isascii() and word.isalpha() and (len(word) > 1 or word in "ai"):
            words.add(word)
    return sorted(words)


if __name__ == "__main__":
    (LEXICONS / "common_words.txt").write_text("\n".join(common_words()) + "\n", encoding="utf-8")
