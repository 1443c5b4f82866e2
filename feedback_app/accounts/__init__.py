"""Pages for signing in and out, and for one's own account."""

from feedback_app.accounts import own_account, own_passkeys, own_second_steps, signing
from feedback_app.accounts.blueprint import bp

__all__ = ["bp", "own_account", "own_passkeys", "own_second_steps", "signing"]
