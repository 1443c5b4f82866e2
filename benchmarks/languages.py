"""How well answers in other languages are themed, by the same invented answers in five languages.

    python -m benchmarks.languages [best|fast|words ...]

The 24 answers of `tests/analysis/data/languages.csv` were written and translated for this by a
language model; no speaker has read them. Learnt from: the codebook and 644 English codings.
"""

import csv
import sys
from pathlib import Path

from analysis.codebook import SHIPPED, load_codebook
from analysis.coding import Coded
from analysis.embedding import EMBEDDERS
from analysis.language import guess_language
from analysis.learning import ThemeModel, learn
from analysis.vector_cache import CachedEmbedder
from analysis.verbatim import Verbatim
from benchmarks.safeguarding import read_themes

DATA = Path(__file__).parents[1] / "tests" / "analysis" / "data"
LANGUAGES = ("en", "pl", "ro", "uk", "ar")


def main() -> None:
    """Print, for each kind of vectors and language, what was found."""
    answers = read(DATA / "languages.csv")
    for name in sys.argv[1:] or ("best", "fast", "words"):
        for language, figures in measure(answers, name).items():
            print(f"{name:6} {language}  {figures}")


def read(path: Path) -> list[dict[str, str]]:
    """Return the answers, one row in all languages."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measure(answers: list[dict[str, str]], vectors: str) -> dict[str, str]:
    """Return recall, precision and how many answers got any theme, by language."""
    codebook = load_codebook(SHIPPED)
    themes = read_themes("a")
    rows = read(DATA / "safeguarding" / "verbatims.csv")
    coded = [Coded(Verbatim(row["id"], row["text"]), themes[row["id"]]) for row in rows]
    model = learn(codebook, coded, embedder=CachedEmbedder(EMBEDDERS[vectors]()))
    return {language: _figures(model, answers, language) for language in LANGUAGES}


def _figures(model: ThemeModel, answers: list[dict[str, str]], language: str) -> str:
    texts = [row[language] for row in answers]
    found = [{theme for theme, _, _ in own} for own in model.find(texts, explained=False)]
    right = sum(row["theme"] in own for row, own in zip(answers, found, strict=True))
    given = sum(map(len, found))
    placed = sum(guess_language(text).language == language for text in texts)
    sure = sum(guess_language(text).is_certain for text in texts)
    share = right / given if given else 0
    return (
        f"theme found {right}/{len(texts)}, of {given} suggestions right {share:.2f}, "
        f"no theme {sum(not own for own in found)}, language right {placed} (certain {sure})"
    )


if __name__ == "__main__":
    main()
