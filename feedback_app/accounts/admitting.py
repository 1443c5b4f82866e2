"""Let a browser in after a step of signing in, and count the tries that fail."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import SESSION_KEY, own_address, settings
from feedback_app.accounts.guard import ADDRESSES
from feedback_app.database import transaction
from feedback_app.services import limits
from feedback_app.services.limits import Limit
from feedback_app.services.signing_in import Entered
from feedback_app.store.staff import Stage


def admit(entered: Entered) -> ResponseReturnValue:
    """Give a browser its new token and lead on: to the step that is owed, or to work."""
    keep_token(entered)
    wanted = own_address(request.args.get("next", ""), otherwise="")
    if entered.stage is Stage.OPEN:
        return redirect(wanted or "/staff", 303)
    return redirect(url_for(ADDRESSES[entered.stage], next=wanted or None), 303)


def keep_token(entered: Entered) -> None:
    """Put a new token into the visit's cookie; nothing that was there before stays."""
    session.clear()
    session[SESSION_KEY] = entered.token


@contextmanager
def take_try(limit: Limit, who: str) -> Iterator[None]:
    """Take a try before the work that it limits; it is given back if that succeeds.

    Raises:
        TooManyTriesError: there is none left, for this account or from this address.
    """
    key = settings().secret_key
    with transaction() as rows:
        sender = limits.take(rows, limits.SENDER, request.remote_addr or "", secret_key=key)
    try:
        with transaction() as rows:
            taken = limits.take(rows, limit, who, secret_key=key)
    except limits.TooManyTriesError:
        with transaction() as rows:
            limits.give_back(rows, sender)
        raise
    yield
    with transaction() as rows:
        limits.give_back(rows, sender, taken)
