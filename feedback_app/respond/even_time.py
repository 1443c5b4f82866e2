"""Let some presses take as long for all, so that their time tells nothing.

Sending: nothing of a concern. Three words given back: nothing of whether they were ever a code.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

# Several times what storing a response takes; nobody notices it, and it costs no processor time.
SECONDS = 0.02


@contextmanager
def as_long_for_all(seconds: float = SECONDS) -> Iterator[None]:
    """Leave the block, well or with an error, no sooner than so many seconds after it began."""
    ends = monotonic() + seconds
    try:
        yield
    finally:
        sleep(max(0.0, ends - monotonic()))
