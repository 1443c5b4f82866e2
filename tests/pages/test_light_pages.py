"""Staff pages stay light: what takes seconds to import is left to commands and jobs."""

import subprocess
import sys

HEAVY = ("sklearn", "nltk", "scipy", "numpy", "matplotlib", "pandas", "huey", "redis")
LOOK = """
import sys
from feedback_app import create_app
from feedback_app.config import load_settings
from feedback_app.store import Base
app = create_app(load_settings())
Base.metadata.create_all(app.extensions["database"].engine)
from sqlalchemy.orm import Session
from tests.factories import a_suggestion, a_survey, a_verbatim, sign_in_as
from feedback_app.store.staff import Role
rows = Session(app.extensions["database"].statements, expire_on_commit=False)
a_survey(rows)
a_suggestion(rows, a_verbatim(rows))
for role, path in (
    (Role.CODER, "/manage/coding/spring"),
    (Role.SURVEY_OFFICER, "/manage/surveys/spring"),
    (Role.SURVEY_OFFICER, "/manage/surveys/new"),
    (Role.SAFEGUARDING_LEAD, "/safeguard/concerns"),
):
    client = app.test_client()
    sign_in_as(client, rows, role)
    assert client.get(path).status_code == 200, path
sys.stdout.write(" ".join(sys.modules))
"""


def test_no_page_of_coders_officers_or_leads_imports_what_is_heavy(tmp_path, monkeypatch):
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.delenv("FEEDBACK_DATABASE_URL", raising=False)
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert not set(HEAVY) & set(done.stdout.split())
