"""Settings of one deployment: read once from `config.toml`, the environment and the key file.

Every setting has a safe default, so an empty instance folder is a working demonstration.
"""

import os
import secrets
import tomllib
from dataclasses import dataclass, field, fields
from datetime import date, time
from pathlib import Path
from typing import Any

from feedback_app.errors import SettingsError

SMTP_SECURITY = ("starttls", "tls", "none")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What this deployment is called, where it keeps things, and the rules it follows.

    `staffed_from` to `worry_minutes` say when somebody reads concerns and how many staffed minutes
    each level may wait. `small_count_threshold` hides counts below it inside the partnership and
    `public_threshold` in anything published; both may only be raised. `lawful_basis` to
    `keep_months` stand for every survey that is opened without its own; there is no default.
    """

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    partnership: str = "Safeguarding Children Partnership"
    service_name: str = "Have your say"
    public_url: str = "http://127.0.0.1:5000"
    exit_url: str = "https://www.bbc.co.uk/weather"
    colour: str = ""
    demonstration: bool = False
    languages: tuple[str, ...] = ("en",)
    draft_hours: int = 24
    adult_return_hours: int = 72
    small_count_threshold: int = 5
    public_threshold: int = 10
    lawful_basis: str = ""
    special_condition: str = ""
    dpia: str = ""
    keep_months: int = 0
    backup_days: int = 35
    stop_below_mb: int = 500
    warn_below_mb: int = 2000
    session_idle_minutes: int = 30
    session_hours: int = 12
    trusted_proxies: int = 0
    starts_per_sender: int = 10_000
    staffed_from: str = "09:00"
    staffed_to: str = "17:00"
    closed_days: tuple[date, ...] = ()
    red_minutes: int = 60
    contact_minutes: int = 240
    amber_minutes: int = 240
    worry_minutes: int = 2400
    contact_days: int = 90
    deputy_emails: tuple[str, ...] = ()
    on_call_emails: tuple[str, ...] = ()
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    officer: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether the service is reached over https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def instance_folder() -> Path:
    """Return the folder that belongs to this deployment alone."""
    return Path(os.environ.get("FEEDBACK_INSTANCE", ROOT / "instance")).resolve()


def load_settings(instance: Path | None = None) -> Settings:
    """Return the settings of an instance folder.

    Raises:
        SettingsError: the file is not TOML, names an unknown setting, or lowers a threshold.
    """
    folder = instance or instance_folder()
    given = _read_toml(folder / "config.toml")
    url = os.environ.get("FEEDBACK_DATABASE_URL") or given.pop("database_url", "")
    given.pop("database_url", None)
    given = {k: tuple(each) if isinstance(each, list) else each for k, each in given.items()}
    if os.environ.get("FEEDBACK_SMTP_PASSWORD"):
        given["smtp_password"] = os.environ["FEEDBACK_SMTP_PASSWORD"]
    settings = Settings(
        instance=folder,
        database_url=_with_driver(url or f"sqlite:///{folder / 'feedback.db'}"),
        secret_key=_secret_key(folder),
        **given,
    )
    _check_thresholds(settings)
    _check_staffed_hours(settings)
    return settings


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}.", remedy="Mend that line, or remove the file."
        ) from error
    known = {each.name for each in fields(Settings)} - {"instance", "secret_key"}
    for name in given:
        if name not in known:
            raise SettingsError(
                f"{path} has a setting called “{name}”, which does not exist.",
                remedy=f"The settings are: {', '.join(sorted(known))}.",
            )
    return given


def _with_driver(url: str) -> str:
    """Name the driver that is installed, so that a plain PostgreSQL address works."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _secret_key(folder: Path) -> str:
    """Return the key that signs cookies, made once and readable by this account only."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def _check_thresholds(settings: Settings) -> None:
    for name, least in (("small_count_threshold", 5), ("public_threshold", 10)):
        if getattr(settings, name) < least:
            raise SettingsError(
                f"{name} is {getattr(settings, name)}; it may be raised but never below {least}.",
                remedy="Set a higher number, or leave the setting out.",
            )


def _check_staffed_hours(settings: Settings) -> None:
    try:
        opens, closes = (
            time.fromisoformat(each) for each in (settings.staffed_from, settings.staffed_to)
        )
    except ValueError:
        opens = closes = time(0)
    is_whole = all(isinstance(each, date) for each in settings.closed_days)
    if opens >= closes or not is_whole:
        raise SettingsError(
            "The staffed hours cannot be read.",
            remedy='Write staffed_from = "09:00", staffed_to = "17:00", and closed_days as dates, '
            "such as [2026-12-24].",
        )
    if settings.smtp_security not in SMTP_SECURITY:
        raise SettingsError(
            f"smtp_security is “{settings.smtp_security}”.",
            remedy=f"Choose one of: {', '.join(SMTP_SECURITY)}.",
        )
