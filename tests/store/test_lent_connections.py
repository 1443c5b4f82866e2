"""Connections that threads keep for statements: one each, and none outlives the service."""

import threading

from sqlalchemy import text

from feedback_app.database import statements


def test_each_thread_keeps_its_own_and_all_are_closed_at_the_end(app):
    kept = []

    def ask():
        with app.app_context():
            for _ in range(2):
                with statements() as connection:
                    assert connection.scalar(text("SELECT 1")) == 1
                    kept.append(connection)

    ask()
    other = threading.Thread(target=ask)
    other.start()
    other.join()
    assert kept[0] is kept[1]
    assert kept[2] is kept[3]
    assert kept[0] is not kept[2]
    assert not any(connection.in_transaction() for connection in kept)
    app.extensions["database"].close()
    assert all(connection.closed for connection in kept)
