"""A real server with surveys for all ages open in five languages, for a whole module."""

import pytest
from sqlalchemy import text

from feedback_app.store.revision import newest_revision
from tests.pages.opened import open_service
from tests.serving import serving


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The service as tests write to it and read from it, and where its server listens."""
    folder = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FEEDBACK_DATABASE_URL", raising=False)
        opened = open_service(folder)
        opened.rows.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        newest = text(f"INSERT INTO alembic_version VALUES ('{newest_revision()}')")
        opened.rows.execute(newest)
        with serving(folder, f"sqlite:///{folder / 'feedback.db'}") as server:
            yield opened, f"http://127.0.0.1:{server.port}"
