"""No pattern is slow on what somebody may send: a long text costs no more than its length."""

from time import process_time

import pytest

from analysis.closing import counts_people
from analysis.redaction import find_spans
from analysis.screening import screen
from forms.piping import PIPE

LENGTH = 100_000
"""Many times what any box takes; a pattern that looks again and again takes minutes over it."""
SECONDS = 5.0
INPUTS = (
    "a", " ", "1", "0 ", "a@", "a.", "a at ", "a-", "Ab ", "\n", "he hit me ", "not ", "é", "😀",
    "'a", "12 high street ", "1a", "{", "\u200b", "a\u0301", ".", "i want to ", "www.",
    "my name is Tom and I live at 12 High Street LA14 1AA 07700 900123 ",
)  # fmt: skip


@pytest.mark.parametrize("read", [screen, find_spans, counts_people, PIPE.findall])
def test_a_long_text_is_read_in_a_moment(read):
    for piece in INPUTS:
        text = (piece * LENGTH)[:LENGTH]
        started = process_time()
        read(text)
        assert process_time() - started < SECONDS, repr(piece)
