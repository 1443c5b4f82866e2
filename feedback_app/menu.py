"""The side menu of staff pages: each role sees the pages its work needs."""

from typing import Any

from feedback_app.language import gettext as _
from feedback_app.store.staff import Role


def menu_for(role: Role, path: str) -> list[dict[str, Any]]:
    """Return the menu of a role, with the page at `path` marked."""
    items = [
        (_("Surveys"), "/manage/surveys", {Role.ADMINISTRATOR, Role.SURVEY_OFFICER}),
        (_("Themes"), "/manage/coding", {Role.CODER, Role.SURVEY_OFFICER}),
        (_("Concerns"), "/safeguard/concerns", {Role.SAFEGUARDING_LEAD}),
        (_("Reports"), "/reports", set(Role)),
        (_("Staff"), "/manage/staff", {Role.ADMINISTRATOR}),
        (_("Sealed answers"), "/safeguard/openings", {Role.SAFEGUARDING_LEAD}),
        (_("Requests to open"), "/manage/openings", {Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD}),
        (_("Set aside"), "/manage/set-aside", {Role.ADMINISTRATOR}),
        (_("Audit trail"), "/manage/audit", {Role.ADMINISTRATOR}),
        (_("Your account"), "/staff/account", set(Role)),
    ]
    return [
        {"text": text, "href": href, "current": path.startswith(href)}
        for text, href, roles in items
        if role in roles
    ]


def first_page(role: Role) -> str:
    """Return where somebody of a role starts after signing in."""
    return str(menu_for(role, "")[0]["href"])
