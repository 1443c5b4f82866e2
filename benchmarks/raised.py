"""Can anyone tell from outside that an answer raised a concern? Time and size of each page.

    python -m benchmarks.raised [answers of each kind, 500] [milliseconds a slow machine adds, 0]

In each presentation two children walk in turn through the same survey, where a card with help
follows the first answer; one writes an invented worry that raises a concern and chooses what has
to be read, the other writes a look-alike that does not. It fails when the median of one divided by
the other, visit by visit, is 5 % or more from one. Saves on a disk that others use too differ by
more than what is looked for: put TMPDIR where there is memory.
"""

import csv
import gc
import statistics
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.cues import Level
from analysis.screening import screen
from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import concerns, surveys
from feedback_app.store import Attempt, Base, Concern
from forms.definition import Kind, Mode, Option, Presentation, Question, Wording
from forms.questionnaire import ClosingPage, End, Questionnaire, Start
from tests.factories import a_plan
from tests.journeys.walking import read, token_of

CLOCK = time.perf_counter_ns
MOST_APART = 0.05
STEPS = ("first answer", "next page", "words", "check", "send", "thank you")
KINDS = ("raised", "unraised")
CHOICES = {"raised": "n", "unraised": "y"}
UTTERANCES = Path("analysis/lexicons/utterances/13-18.csv")


def texts() -> dict[str, list[str]]:
    """Return invented worries that the rules raise, and look-alikes of theirs that they do not."""
    found = {kind: [] for kind in KINDS}
    with UTTERANCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = KINDS[not screen(row["text"]).level >= Level.T1]
            found[kind].append(row["text"])
    most = min(map(len, found.values()))
    return {kind: sorted(held, key=len)[-most:] for kind, held in found.items()}


def questionnaire(presentation: Presentation) -> Questionnaire:
    """Return a survey of one closed question that can raise a concern and one for words."""
    card = ClosingPage(
        "help_card", Wording("You can talk to someone"), (Wording("Call Childline."),)
    )
    yes, no = Option("y", Wording("Yes")), Option("n", Wording("No."))
    agree = Question("agree", Kind.SINGLE, Wording("Start?"), options=(yes, no), required=True)
    return Questionnaire(
        id="sample", version="1", title=Wording("Sample"), audience="anyone", ages=(13, 18),
        presentations=(presentation,), modes=(Mode.OPEN_LINK,), language="en-GB",
        reading_age_target=11, minutes=5, start=Start(Wording("Hello"), agree),
        questions=(
            Question("safe", Kind.SINGLE, Wording("Do you feel safe?"), options=(yes, no),
                     concern_codes=("n",), help_card_codes=("n",)),
            Question("why", Kind.LONG_TEXT, Wording("Why?"), max_characters=500, screened=True),
        ),
        closing_pages=(card,), end=End(Wording("Thank you")),
    )  # fmt: skip


def main(count: int, slower: float) -> None:
    """Walk both children through each presentation; fail when they can be told apart."""
    if slower:
        _slow_down(slower / 1000)
    alike = [_is_alike(presentation, count) for presentation in Presentation]
    sys.exit(not all(alike))


def _slow_down(seconds: float) -> None:
    """Let storing a response take longer, and raising a concern a tenth of that on top."""
    store = concerns.raise_concerns

    def slowly(*given, **named):
        raised = store(*given, **named)
        time.sleep(seconds * (1.1 if raised else 1.0))
        return raised

    concerns.raise_concerns = slowly


def _is_alike(presentation: Presentation, count: int) -> bool:
    """Walk both children through one presentation, print medians, and say if they are alike."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings(Path(folder)))
        database = app.extensions["database"]
        Base.metadata.create_all(database.engine)
        with Session(database.statements, expire_on_commit=False) as rows:
            asked = [questionnaire(presentation)]
            surveys.open_survey(rows, "spring", asked, plan=a_plan())
            address = f"/s/{surveys.links_of(rows, 'spring')[0].token}"
            said = {kind: cycle(held) for kind, held in texts().items()}
            times = {kind: [[] for _ in STEPS] for kind in KINDS}
            sizes = {kind: [[] for _ in STEPS] for kind in KINDS}
            gc.disable()
            for turn in range(count + 10):
                kinds = list(KINDS) if turn % 2 else list(KINDS)[::-1]
                for kind in kinds:
                    given = CHOICES[kind], next(said[kind])
                    _walk(app.test_client(), address, given, (times[kind], sizes[kind]))
                if turn % 50 == 9:
                    rows.query(Attempt).delete()
                if turn == 9:
                    _forget(times, sizes)
            gc.enable()
            found = rows.scalar(select(func.count()).select_from(Concern))
            assert found == 2 * (count + 10), found
        database.close()
    print(presentation.value)
    return all([*_same(times, sizes)])


def _forget(*measured) -> None:
    """Forget the first ten visits, in which pages are made that are kept for the next."""
    for kinds in measured:
        for steps in kinds.values():
            for each in steps:
                each.clear()


def _walk(client, address, given, measured) -> None:
    times, sizes = measured
    choice, words = given
    token = token_of(read(client.get(address)))
    leaving = client.post(address, data={"csrf_token": token, "agree": "y"}).location
    where = client.post(leaving, data={"csrf_token": token}).location
    sent = [{"answer": choice}, None, {"answer": words}, None, {}, None]
    for step, data in enumerate(sent):
        started = CLOCK()
        if data is None:
            page = client.get(where)
        else:
            page = client.post(where, data={"csrf_token": token, **data})
        times[step].append(CLOCK() - started)
        sizes[step].append(len(page.data) + len(str(page.headers)))
        assert page.status_code in (200, 303), (page.status_code, where)
        where = page.location or where


def _same(times, sizes):
    """Print each step's medians, and yield whether the two kinds are alike in it."""
    for step, name in enumerate(STEPS):
        for what, measured, unit in (("time", times, 1e6), ("size", sizes, 1)):
            pairs = zip(*(measured[kind][step] for kind in KINDS), strict=True)
            apart = abs(1 - statistics.median(one / other for one, other in pairs))
            one, other = (statistics.median(measured[kind][step]) for kind in KINDS)
            print(f"{name:13} {what}: {one / unit:9.3f} {other / unit:9.3f}  {apart:.1%} apart")
            yield apart < MOST_APART


if __name__ == "__main__":
    given = [float(each) for each in sys.argv[1:]]
    main(int(given[0]) if given else 500, given[1] if len(given) > 1 else 0.0)
