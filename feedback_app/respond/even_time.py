"""Let sending take as long whatever was written, so that its time tells nothing of a concern."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

# Several times what storing a response takes; nobody notices it, and it costs no processor time.
SECONDS = 0.02


@contextmanager
def as_long_for_all(seconds: float = SECONDS) -> Iterator[None]:
    """Leave the block no sooner than so many seconds after it was entered."""
    ends = monotonic() + seconds
    yield
    sleep(max(0.0, ends - monotonic()))
