"""Kill a server at random points of submissions that raise concerns: is any stored without them?

    python -m benchmarks.killed [points, 200] [URL of an empty database]

Eight children at once choose what has to be read and write an invented worry, and the server is
killed (SIGKILL, every process of it) at a random moment from before the first is read until after
the last was answered. It fails when any response is stored without the concern of its choice, the
concern of its words or its place in the queue, or is lost or doubled. Without a URL, in SQLite.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy.orm import Session

from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.services import surveys
from feedback_app.store import upgrading
from tests.factories import a_plan
from tests.journeys import killing
from tests.serving import Server


def main(points: int, url: str) -> None:
    """Kill so many times, print what was found, and fail unless all is there once and whole."""
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/feedback.db"
        os.environ |= {"FEEDBACK_INSTANCE": folder, "FEEDBACK_DATABASE_URL": url}
        app = create_app(load_settings(Path(folder)))
        database = app.extensions["database"]
        upgrading.upgrade(database.engine)
        started = time.monotonic()
        with Session(database.statements, expire_on_commit=False) as rows:
            asked = killing.a_worrying_questionnaire()
            surveys.open_survey(rows, "killed", [asked], plan=a_plan())
            rows.commit()
            address = surveys.links_of(rows, "killed")[0]
            server = Server(folder, url)
            tally = killing.kill_at_random_points(app, rows, address, server, points=points)
            responses = killing.count_responses(rows)
            print(
                f"{database.engine.dialect.name}: {tally.kills} kills in "
                f"{time.monotonic() - started:.0f} s, {responses} responses, "
                f"{tally.bare} without their concerns\n"
                f"at the kill: {tally.acknowledged} acknowledged, {tally.stored_unseen} stored and "
                f"not yet acknowledged, {tally.cut_off} not stored"
            )
            killing.assert_all_stored_once(rows, tally.every)
        database.close()
    sys.exit(tally.bare > 0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, "".join(sys.argv[2:3]))
