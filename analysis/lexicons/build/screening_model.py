"""Train the screening model and write `screening_model.json` and `screening_vectors.npz`.

Run from the project's root: `python -m analysis.lexicons.build.screening_model COMMENTS.csv`. COMMENTS.csv is ordinary
feedback (a column `text`): every other row is background in training, the rest only reports the alert rate. Learnt from the
invented utterances beside the lexicons; measured with whole authors held out. Logistic regression with balanced classes, after
Wang and Manning (2012), *Baselines and Bigrams*; probabilities after Platt (1999).
"""

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression

from analysis import screening_model as model
from analysis.screening import screener
from analysis.screening_vectors import WIDTH, Encoders, directions

LEXICONS = Path(__file__).parents[1]
FOLDS, MARK_WEIGHT = 6, 0.3
BACKGROUND_WEIGHT, SURVEY_WEIGHT = 1.0, 3.0
STRENGTH = {"words": 3.0, "vectors": 100.0}
LANDMARKS = 600
SURVEY = "survey"
"""The kind of answers as a partnership's surveys bring them: most of them worry nobody."""
RAISED_LOOK_ALIKES = {"all": 0.42, "words": 0.38}
"""Share of harmless look-alikes that the model may raise, by the views present: this sets the thresholds."""

Matrix = Any  # dense or sparse, as scikit-learn takes either


@dataclass(frozen=True)
class Material:
    """Texts with their level and author; ordinary comments have level 0 and no author."""

    texts: list[str]
    levels: np.ndarray
    authors: np.ndarray
    is_survey: np.ndarray

    @property
    def is_look_alike(self) -> np.ndarray:
        """Whether a row is a worry's words turned harmless: not an ordinary answer of anybody."""
        return np.asarray((self.authors != "") & (self.levels == 0) & ~self.is_survey)

    @property
    def is_taught(self) -> np.ndarray:
        """Whether a row may be learnt from: T1 lies between the classes and is left out, as is every other comment."""
        comments = np.flatnonzero(self.authors == "")
        taught = self.levels != 1
        taught[comments[1::2]] = False
        return np.asarray(taught)


def read_material(comments: Path) -> Material:
    """Return the utterances and the ordinary comments."""
    rows = [row for path in sorted((LEXICONS / "utterances").glob("*.csv")) for row in _rows(path)]
    ordinary = [row["text"] for row in _rows(comments)]
    levels = [int(row["level"][1]) for row in rows] + [0] * len(ordinary)
    authors = [row["author"] for row in rows] + [""] * len(ordinary)
    is_survey = [row["kind"] == SURVEY for row in rows] + [False] * len(ordinary)
    texts = [row["text"] for row in rows] + ordinary
    return Material(texts, np.array(levels), np.array(authors), np.array(is_survey))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Words:
    """The view made of runs of words and marks."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Read the first passage of each text; the utterances have only one."""
        passages = [next(iter(screener().passages(text))) for text in texts]
        self._runs = [model.runs_of_words(passage) for passage in passages]
        self.marks = DictVectorizer()
        self._marks = self.marks.fit_transform(
            [dict.fromkeys(model.marks(passage), 1.0) for passage in passages]
        )
        self.runs = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2)

    def matrix(self, taught: np.ndarray) -> Matrix:
        """Return all rows, with the vocabulary of the taught ones."""
        self.runs.fit([self._runs[row] for row in np.flatnonzero(taught)])
        return csr_matrix(hstack([self.runs.transform(self._runs), MARK_WEIGHT * self._marks]))


class Vectors:
    """The view made of sentence vectors: how near a text is to each of some landmarks."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Encode every text once."""
        encoded = Encoders().encode(texts)
        self.means = encoded.mean(axis=0)
        self._rows = directions(encoded, self.means)
        self.bumps = Nystroem(gamma=WIDTH, n_components=LANDMARKS, random_state=7)

    def matrix(self, taught: np.ndarray) -> Matrix:
        """Return all rows, with landmarks among the taught ones."""
        self.bumps.fit(self._rows[np.flatnonzero(taught)])
        return self.bumps.transform(self._rows)


Views = dict[str, Words | Vectors]


def fit(view: str, matrix: Matrix, material: Material, taught: np.ndarray) -> LogisticRegression:
    """Return the model of one view, learnt from the taught rows."""
    rows = np.flatnonzero(taught)
    own = np.where(material.is_survey[rows], SURVEY_WEIGHT, 1.0)
    weight = np.where(material.authors[rows] == "", BACKGROUND_WEIGHT, own)
    learner = LogisticRegression(C=STRENGTH[view], max_iter=800, class_weight="balanced")
    return learner.fit(matrix[rows], material.levels[rows] >= 2, sample_weight=weight)


def held_out(views: Views, material: Material) -> dict[str, np.ndarray]:
    """Return each view's scores by models that never saw the author of the row."""
    authors = np.unique(material.authors[material.authors != ""])
    shuffled = np.random.default_rng(7).permutation(authors)
    scores = {view: np.zeros(len(material.texts)) for view in views}
    for fold in range(FOLDS):
        unseen = np.isin(material.authors, shuffled[fold::FOLDS])
        taught = material.is_taught & ~unseen
        for name, view in views.items():
            rows = view.matrix(taught)
            decided = fit(name, rows, material, taught).decision_function(rows)
            scores[name] += np.where(
                unseen, decided, np.where(material.authors == "", decided / FOLDS, 0)
            )
    return scores


def train(material: Material) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what `screening_model.json` holds, and what `screening_vectors.npz` does."""
    words, vectors = Words(material.texts), Vectors(material.texts)
    views: Views = {"words": words, "vectors": vectors}
    scores = held_out(views, material)
    share = {view: 1 / scores[view][material.authors != ""].std() for view in views}
    fitted = {
        name: fit(name, view.matrix(material.is_taught), material, material.is_taught)
        for name, view in views.items()
    }
    constant = {name: float(fitted[name].intercept_[0] * share[name]) for name in views}
    chosen = {"all": list(views), "words": ["words"]}
    report = {
        present: _calibrate(present, sum(scores[view] * share[view] for view in those), material)
        for present, those in chosen.items()
    }
    weights = vectors.bumps.normalization_.T @ fitted["vectors"].coef_[0] * share["vectors"]
    return {
        **_word_weights(words, fitted["words"].coef_[0] * share["words"]),
        "bias": {
            present: round(sum(constant[view] for view in those), 5)
            for present, those in chosen.items()
        },
        **{
            key: {present: values[key] for present, values in report.items()}
            for key in ("scale", "shift", "threshold")
        },
    }, {
        "means": vectors.means.astype(np.float32),
        "landmarks": vectors.bumps.components_.astype(np.float16),
        "weights": weights,
    }


def _calibrate(present: str, total: np.ndarray, material: Material) -> dict[str, float]:
    own = (material.authors != "") & (material.levels != 1)
    platt = LogisticRegression().fit(total[own].reshape(-1, 1), material.levels[own] >= 2)
    scale, shift = float(platt.coef_[0][0]), float(platt.intercept_[0])
    look_alikes = total[material.is_look_alike]
    cut = float(np.quantile(look_alikes, 1 - RAISED_LOOK_ALIKES[present]))
    unseen = np.zeros(len(material.texts), dtype=bool)
    unseen[np.flatnonzero(material.authors == "")[1::2]] = True
    of = {
        "harm": (material.authors != "") & (material.levels >= 2),
        "comments": unseen,
        **{f"survey T{n}": material.is_survey & (material.levels == n) for n in range(3)},
    }
    raised = {name: float((total[rows] >= cut).mean()) for name, rows in of.items()}
    told = ", ".join(f"{name} {share:.4f}" for name, share in raised.items())
    sys.stderr.write(f"{present}: raised of {told}\n")
    return {
        "scale": round(scale, 5),
        "shift": round(shift, 5),
        "threshold": round(cut * scale + shift, 5),
    }


def _word_weights(words: Words, weights: np.ndarray) -> dict[str, Any]:
    names, rarity = words.runs.get_feature_names_out(), words.runs.idf_
    runs = {
        str(name): [round(float(rarity[at]), 3), round(float(weights[at]), 4)]
        for at, name in enumerate(names)
    }
    marks = {
        str(name): round(MARK_WEIGHT * float(w), 4)
        for name, w in zip(words.marks.feature_names_, weights[len(names) :], strict=True)
    }
    return {"runs": runs, "marks": marks}


if __name__ == "__main__":
    learnt, landmarks = train(read_material(Path(sys.argv[1])))
    written = json.dumps(learnt, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (LEXICONS / "screening_model.json").write_text(
        written.replace('],"', '],\n"') + "\n", encoding="utf-8"
    )
    np.savez_compressed(
        LEXICONS / "screening_vectors.npz",
        means=landmarks["means"],
        landmarks=landmarks["landmarks"],
        weights=landmarks["weights"],
    )
