"""Runs of letters, counted once for each different word, are those of scikit-learn."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.letters import Letters

TEXTS = [
    "the bus is late, the bus!",
    "The bus is late again; don't wait for the bus",
    "a",
    "",
    "Busses  don't come; I I I wait",
    "пізно автобус 🚌",
]


def test_letters_are_read_as_scikit_learn_reads_them():
    ours = Letters()
    ours.fit(TEXTS)
    theirs = TfidfVectorizer(
        sublinear_tf=True, ngram_range=(3, 5), analyzer="char_wb", min_df=2, dtype=np.float32
    ).fit(TEXTS)
    asked = [*TEXTS, "unknown wörds", "bus " * 50]
    expected = theirs.transform(asked)
    assert expected.nnz > 20
    assert np.allclose(ours.transform(asked).toarray(), expected.toarray(), atol=1e-6)
