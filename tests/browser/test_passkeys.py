"""A passkey made and used in a real browser, whose device is made of software."""

import pytest

from feedback_app.services import accounts
from feedback_app.store import AuditEvent
from feedback_app.store.staff import Role
from tests.pages.browser import chromium
from tests.serving import Server

EMAIL, PASSWORD = "ada@example.org", "four quiet words here"


@pytest.fixture
def address(deployed, rows, tmp_path, database_url):
    accounts.add_staff(rows, EMAIL, name="Ada", role=Role.CODER, password=PASSWORD)
    rows.commit()
    server = Server(tmp_path, database_url)
    found = f"http://localhost:{server.port}"
    (tmp_path / "config.toml").write_text(f'public_url = "{found}"\n', encoding="utf-8")
    server.start()
    yield found
    server.stop()


def give_device(page):
    """Give a browser a device that unlocks itself and keeps its passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    options |= {"automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_passkey_is_made_and_then_signs_in_alone(address, rows):
    with chromium() as browser, browser.new_context() as context:
        page = context.new_page()
        give_device(page)
        page.goto(f"{address}/staff/sign-in")
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{address}/staff/account/passkeys")
        assert page.get_by_text("Passkeys need a browser with scripts").is_hidden()
        page.get_by_label("A name for it").fill("work laptop")
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_role("heading", name="Your printed codes").wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in with a passkey").click()
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("heading", name="Themes").first.wait_for()
    actions = [each.action for each in rows.query(AuditEvent).order_by(AuditEvent.number)]
    assert actions == ["signed-in", "added-passkey", "printed-codes", "signed-in-by-passkey"]
