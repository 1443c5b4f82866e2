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
    """Leave the block, well or with an error, so many seconds after it began, or twice as many.

    Where the work takes longer, as on a slow machine, it is left at the next whole number of
    them: what one child's answer takes more than another's still does not show.
    """
    began = monotonic()
    try:
        yield
    finally:
        sleep(seconds - (monotonic() - began) % seconds)
