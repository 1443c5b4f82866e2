"""Send the e-mails that wait: what they say names nobody and quotes nothing.

One that cannot be sent is tried again, later each time, and `feedback doctor` says so. Only the
kind of a failure is kept: a mail server's own words may hold an address.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedback_app.config import Settings
from feedback_app.services import clock
from feedback_app.store import Alert
from feedback_app.store.watches import AlertKind

SECONDS = 20
LONGEST_REST = timedelta(hours=1)
MOST = 50
SUBJECTS: Mapping[str, str] = {
    AlertKind.NEW: "Something waits to be read",
    AlertKind.OVERDUE: "Something has waited too long",
    AlertKind.MANAGER: "Nobody has read what waits: please act",
    AlertKind.HANDED_OVER: "A colleague handed something over to you",
    AlertKind.SECOND_READER: "A decision needs a second reader",
}
HOW: Mapping[str, str] = {
    AlertKind.SECOND_READER: "Danger was suspected, and one person alone decided that there is "
    "none. Who has no account yet is given one as safeguarding lead by an administrator, under "
    "Staff.\n\n",
}
LEVELS: Mapping[str, str] = {
    "T3": "It is of the most urgent kind: read it at once.",
    "T2": "It has to be read today.",
    "T1": "It has to be read this week.",
    "contact": "Somebody who answered wants to be contacted.",
}
Send = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Sent:
    """What one round of sending did."""

    sent: int
    failed: int


def send_waiting(session: Session, settings: Settings, *, send: Send | None = None) -> Sent:
    """Send every e-mail whose time has come; without a mail server none is kept."""
    if not settings.smtp_host:
        session.execute(delete(Alert))
        return Sent(0, 0)
    post = send or (lambda message: _post(settings, message))
    due = select(Alert).where(Alert.next_at <= clock.now()).order_by(Alert.next_at).limit(MOST)
    alerts = session.scalars(due).all()
    failed = sum(not _try(session, alert, settings, post) for alert in alerts)
    session.flush()
    return Sent(len(alerts) - failed, failed)


def problems(session: Session) -> list[tuple[str, int]]:
    """Return the kinds of failure of e-mails that could not be sent yet, with how many."""
    query = select(Alert.problem, func.count()).where(Alert.tries > 0).group_by(Alert.problem)
    return [(problem, count) for problem, count in session.execute(query.order_by(Alert.problem))]


def write(alert: Alert, settings: Settings) -> EmailMessage:
    """Return the e-mail of an alert."""
    message = EmailMessage()
    message["Subject"] = f"{settings.service_name}: {SUBJECTS[alert.kind]}"
    message["From"] = settings.mail_from
    message["To"] = alert.address
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"{SUBJECTS[alert.kind]}. {LEVELS.get(alert.level, '')}\n\n"
        f"{HOW.get(alert.kind, '')}"
        f"Sign in to read it: {settings.public_url}/safeguard/concerns\n\n"
        "This e-mail says nothing of what was written, and nothing of who wrote it.\n"
        "If a child may be in danger now, call 999.\n"
    )
    return message


def _try(session: Session, alert: Alert, settings: Settings, post: Send) -> bool:
    """Send one e-mail and forget it; or note what failed, and when to try again."""
    try:
        post(write(alert, settings))
    except (OSError, smtplib.SMTPException) as error:
        alert.tries += 1
        alert.problem = type(error).__name__[:60]
        alert.next_at = clock.now() + min(timedelta(minutes=2**alert.tries), LONGEST_REST)
        return False
    session.delete(alert)
    session.flush()
    return True


def _post(settings: Settings, message: EmailMessage) -> None:
    with _connect(settings) as server:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)


def _connect(settings: Settings) -> smtplib.SMTP:
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context
        )
    return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
