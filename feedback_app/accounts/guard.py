"""Which step of signing in a page of one's own account belongs to."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.access import arriving
from feedback_app.services.accounts import SignedIn
from feedback_app.store.staff import Role, Stage

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)
ADDRESSES = {
    Stage.SECOND_STEP: "accounts.second_step",
    Stage.SET_UP: "accounts.second_steps_page",
    Stage.CHOOSE: "accounts.choose_password",
    Stage.OPEN: "accounts.home",
}


def requires_stage(
    *stages: Stage, confirmed: bool = False
) -> Callable[[Callable[P, R]], Callable[P, ResponseReturnValue]]:
    """Open a page to whoever is at one of these steps; others are led to the step they owe.

    `confirmed` asks that they proved a few minutes ago who they are.
    """

    def guard(view: Callable[P, R]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            staff = arriving()
            if staff is None or staff.stage not in stages:
                if staff is None and request.method not in ("GET", "HEAD"):
                    abort(401)
                wanted = ADDRESSES[staff.stage] if staff else "accounts.sign_in"
                return redirect(url_for(wanted), 303)
            if confirmed and not staff.is_confirmed:
                return redirect(url_for("accounts.confirm", next=request.path), 303)
            return view(*args, **kwargs)

        vars(guarded)["roles"] = tuple(Role)
        vars(guarded)["stages"] = stages
        return guarded

    return guard


def person() -> SignedIn:
    """Return who is at this page, at whatever step of signing in."""
    staff = arriving()
    if staff is None:
        abort(401)
    return staff
