"""Every page of respondents, made once for all tests that look at them."""

import pytest

from feedback_app.language import KNOWN
from forms.definition import Presentation
from tests.pages.opened import Opened, open_service
from tests.pages.respondents import beside, visit


@pytest.fixture(scope="session")
def whole_service(tmp_path_factory) -> Opened:
    """A service in five languages on a database of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FEEDBACK_DATABASE_URL", raising=False)
        return open_service(tmp_path_factory.mktemp("service"))


@pytest.fixture(scope="session")
def of_respondents(whole_service) -> dict[tuple[str, str, str], str]:
    """Every page by its language, its presentation ("" where it has none) and its name."""
    found = {}
    for code in KNOWN:
        found |= {(code, "", name): html for name, html in beside(whole_service, code)}
        for way in Presentation:
            found |= {
                (code, way.value, name): html for name, html in visit(whole_service, code, way)
            }
    return found
