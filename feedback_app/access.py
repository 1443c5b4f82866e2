"""Who may open a page: a staff page names its roles, and a test reads the names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from feedback_app.config import Settings
from feedback_app.database import reading, transaction
from feedback_app.errors import ForbiddenError
from feedback_app.store.staff import Role, Stage

if TYPE_CHECKING:
    from feedback_app.services.accounts import SignedIn

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)
SESSION_KEY = "staff"


def settings() -> Settings:
    """Return the settings of the running deployment."""
    return cast(Settings, current_app.extensions["settings"])


def requires_role(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, ResponseReturnValue]]:
    """Open a page to staff of these roles; others are asked to sign in or refused."""

    def guard(view: Callable[P, R]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            staff = signed_in()
            if staff is None:
                if request.method not in ("GET", "HEAD"):
                    abort(401)
                return redirect(url_for("accounts.sign_in", next=request.path), 303)
            if staff.role not in roles:
                from feedback_app.services import audit

                with transaction() as rows:
                    audit.record(rows, staff.id, "was-refused", subject=str(request.endpoint))
                raise ForbiddenError(
                    "Your role does not open this page.",
                    remedy="Ask an administrator if you need it for your work.",
                )
            return view(*args, **kwargs)

        vars(guarded)["roles"] = roles
        return guarded

    return guard


def own_address(wanted: str, *, otherwise: str) -> str:
    """Return an address to go to if it is on this service; a browser drops tabs and line ends."""
    is_here = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_here and wanted.isprintable() else otherwise


def signed_in() -> SignedIn | None:
    """Return who is signed in on this request and owes no further step."""
    staff = arriving()
    return staff if staff and staff.stage is Stage.OPEN else None


def arriving() -> SignedIn | None:
    """Return who is signing in or signed in on this request, asked of the database once."""
    if "staff" not in g:
        g.staff = _look_up()
    return cast("SignedIn | None", g.staff)


def current_staff() -> SignedIn:
    """Return who is signed in, on a page that a role guards."""
    staff = signed_in()
    if staff is None:
        abort(401)
    return staff


def _look_up() -> SignedIn | None:
    token = session.get(SESSION_KEY)
    if not token:
        return None
    from feedback_app.services import signing_in

    with reading() as rows:
        rules = settings()
        return signing_in.who_is_signed_in(
            rows, token, idle_minutes=rules.session_idle_minutes, hours=rules.session_hours
        )
