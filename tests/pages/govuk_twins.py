"""GOV.UK Frontend's options handed to our macros: one writer for each component we keep."""

from collections.abc import Callable
from typing import Any

from tests.pages.rendering import Trusted, environment

ENVIRONMENT = environment()


def macros(name: str) -> Any:
    """Return the macros of one file of components."""
    return ENVIRONMENT.get_template(f"components/{name}.html").module


ACTIONS, CONTENT, ERRORS = macros("actions"), macros("content"), macros("errors")
FIELDS, FIGURES, NAVIGATION = macros("fields"), macros("figures"), macros("navigation")
SURVEY, WORDING = macros("survey"), macros("wording")


def words(part: dict[str, Any] | None) -> Any:
    """Return the text of a fixture's part; its html stands for markup made by us."""
    if not part:
        return ""
    if part.get("html"):
        return Trusted(part["html"])
    return part.get("text") if part.get("text") is not None else ""


def heading_of(part: dict[str, Any] | None, kind: str) -> dict[str, Any]:
    part = part or {}
    return {f"{kind}_classes": part.get("classes", ""), "heading": part.get("isPageHeading", False)}


def common(o: dict[str, Any]) -> dict[str, Any]:
    return {
        "hint": words(o.get("hint")),
        "error": words(o.get("errorMessage")),
        "id": o.get("idPrefix") or o.get("id", ""),
        "classes": o.get("classes", ""),
        "group_classes": o.get("formGroup", {}).get("classes", ""),
        "described_by": o.get("describedBy", ""),
    }


def items(o: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **item,
            "label": words(item),
            "hint": words(item.get("hint")),
            "exclusive": item.get("behaviour") == "exclusive",
        }
        for item in o["items"]
    ]


def choices(macro: Any, o: dict[str, Any]) -> str:
    fieldset = o.get("fieldset", {})
    settings = {
        **common(o),
        **heading_of(fieldset.get("legend"), "legend"),
        "legend": words(fieldset.get("legend")),
        "described_by": o.get("describedBy", fieldset.get("describedBy", "")),
    }
    if macro.name == "radios":
        settings["value"] = o.get("value")
    else:
        for item in o["items"]:
            item["checked"] = item.get("checked", item.get("value") in o.get("values", []))
    return macro(o["name"], items(o), **settings)


def labelled(macro: Any, o: dict[str, Any], *more: Any, **settings: Any) -> str:
    kept = {**common(o), **heading_of(o["label"], "label"), **settings}
    return macro(
        o["name"],
        words(o["label"]),
        *more,
        **{k: v for k, v in kept.items() if k in macro.arguments},
    )


def counted(o: dict[str, Any]) -> str:
    limit = str(o["maxlength"])
    given = o.get("textareaDescriptionText")
    return labelled(
        FIELDS.character_count,
        o,
        o["maxlength"],
        value=o.get("value", ""),
        rows=o.get("rows", 5),
        left=o.get("charactersUnderLimitText", {}).get("other", "%{count}"),
        limit_text=given.replace("%{count}", limit)
        if given
        else f"You can enter up to {limit} characters",
    )


def dated(o: dict[str, Any]) -> str:
    name, given = o.get("namePrefix", ""), o.get("values", {})
    key = f"{name}-" if name else ""
    return FIELDS.date_input(
        name,
        words(o.get("fieldset", {}).get("legend")),
        {part: given.get(key + part, "") for part in ("day", "month", "year")},
        hint=words(o.get("hint")),
        error=words(o.get("errorMessage")),
        id=o["id"],
        group_classes=o.get("formGroup", {}).get("classes", ""),
        day=o.get("day", {}).get("label", "Day"),
        month=o.get("month", {}).get("label", "Month"),
        year=o.get("year", {}).get("label", "Year"),
    )


def pressed(o: dict[str, Any]) -> str:
    text, classes = words(o), o.get("classes", "")
    if "href" in o:
        return ACTIONS.button_link(text, o["href"], classes)
    return ACTIONS.button(
        text,
        classes,
        o.get("type", "submit"),
        o.get("name", ""),
        o.get("value"),
        o.get("disabled", False),
        o.get("preventDoubleClick", False),
    )


def summarised(o: dict[str, Any]) -> str:
    def row(given: dict[str, Any]) -> dict[str, Any]:
        actions = [
            {"href": a["href"], "text": words(a), "hidden": a.get("visuallyHiddenText")}
            for a in (given.get("actions") or {}).get("items") or []
        ]
        return {"key": words(given["key"]), "value": words(given["value"]), "actions": actions}

    return CONTENT.summary_list([row(given) for given in o["rows"] if given], o.get("classes", ""))


def cells(row: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"text": words(cell), "numeric": cell.get("format") == "numeric"} for cell in row]


def tabled(o: dict[str, Any]) -> str:
    return CONTENT.table(
        [cells(row) if row else None for row in o["rows"]],
        cells(o.get("head", [])),
        o.get("caption", ""),
        o.get("captionClasses", ""),
        o.get("firstCellIsHeader", False),
        o.get("classes", ""),
    )


def tasks(o: dict[str, Any]) -> str:
    def item(given: dict[str, Any]) -> dict[str, Any]:
        tag = given["status"].get("tag")
        return {
            "title": words(given["title"]),
            "href": given.get("href"),
            "hint": words(given.get("hint")),
            "status": words(tag or given["status"]),
            "status_tag": None if tag is None else tag.get("classes", ""),
            "not_yet": "cannot-start-yet" in given["status"].get("classes", ""),
        }

    return CONTENT.task_list(
        [item(given) if given else None for given in o["items"]], o.get("idPrefix", "task-list")
    )


def paged(o: dict[str, Any]) -> str:
    return NAVIGATION.pagination(
        o.get("items") or [],
        o.get("previous", {}).get("href", ""),
        o.get("next", {}).get("href", ""),
        o.get("landmarkLabel", "Pagination"),
    )


Write = Callable[[dict[str, Any]], str]
WRITERS: dict[str, Write] = {
    "back-link": lambda o: ACTIONS.back_link(
        o.get("href", "#"), words(o) or "Back", o.get("classes", "")
    ),
    "breadcrumbs": lambda o: NAVIGATION.breadcrumbs(
        [{"text": words(i), "href": i.get("href")} for i in o["items"]],
        o.get("labelText", "Breadcrumb"),
        o.get("classes", ""),
    ),
    "button": pressed,
    "character-count": counted,
    "checkboxes": lambda o: choices(FIELDS.checkboxes, o),
    "date-input": dated,
    "details": lambda o: CONTENT.details(
        Trusted(o["summaryHtml"]) if "summaryHtml" in o else o["summaryText"],
        words(o),
        o.get("open", False),
        o.get("id", ""),
        o.get("classes", ""),
    ),
    "error-message": lambda o: WORDING.error_message(
        words(o), o.get("id", ""), f"{o.get('visuallyHiddenText', 'Error')}:"
    ),
    "error-summary": lambda o: ERRORS.error_summary(
        [{"href": e.get("href"), "text": words(e)} for e in o.get("errorList", [])],
        o.get("titleText", ""),
        o.get("descriptionText", ""),
        not o.get("disableAutoFocus", False),
    ),
    "exit-this-page": lambda o: ACTIONS.exit_this_page(
        "https://www.bbc.co.uk/weather",
        o["text"],
        o["activatedText"],
        o["timedOutText"],
        o["pressTwoMoreTimesText"],
        o["pressOneMoreTimeText"],
    ),
    "fieldset": lambda o: FIELDS.fieldset(
        words(o["legend"]),
        o.get("describedBy", ""),
        o["legend"].get("classes", ""),
        o["legend"].get("isPageHeading", False),
        o.get("classes", ""),
        o.get("role", ""),
    ),
    "file-upload": lambda o: labelled(
        FIELDS.file_upload,
        o,
        accept=o.get("attributes", {}).get("accept", ""),
        multiple=o.get("multiple", False),
    ),
    "generic-header": lambda o: NAVIGATION.service_header(o["logoText"], o.get("url", "/")),
    "hint": lambda o: WORDING.hint(words(o), o.get("id", ""), o.get("classes", "")),
    "input": lambda o: labelled(
        FIELDS.text_input,
        o,
        value=o.get("value", ""),
        type=o.get("type", "text"),
        autocomplete=o.get("autocomplete", ""),
        inputmode=o.get("inputmode", ""),
        spellcheck=str(o["spellcheck"]).lower() if "spellcheck" in o else "",
        prefix=words(o.get("prefix")),
        suffix=words(o.get("suffix")),
        disabled=o.get("disabled", False),
    ),
    "inset-text": lambda o: CONTENT.inset_text(words(o), o.get("id", ""), o.get("classes", "")),
    "label": lambda o: WORDING.label(
        words(o), o.get("for", ""), o.get("classes", ""), o.get("isPageHeading", False)
    ),
    "language-navigation": lambda o: NAVIGATION.language_list(o["items"]),
    "notification-banner": lambda o: CONTENT.notification_banner(
        words(o),
        o.get("type") == "success",
        o.get("titleText", ""),
        o.get("titleId", "govuk-notification-banner-title"),
    ),
    "pagination": paged,
    "panel": lambda o: CONTENT.panel(
        Trusted(o["titleHtml"]) if "titleHtml" in o else o["titleText"],
        words(o),
        o.get("classes", ""),
    ),
    "password-input": lambda o: labelled(
        FIELDS.password_input, o, autocomplete=o.get("autocomplete", "current-password")
    ),
    "phase-banner": lambda o: CONTENT.phase_banner(
        words(o.get("tag")), words(o), o.get("tag", {}).get("classes", ""), o.get("classes", "")
    ),
    "radios": lambda o: choices(FIELDS.radios, o),
    "select": lambda o: labelled(
        FIELDS.select,
        o,
        [
            {
                key: value
                for key, value in {
                    "value": i.get("value"),
                    "label": words(i),
                    "checked": i.get("selected"),
                    "disabled": i.get("disabled"),
                }.items()
                if key != "value" or "value" in i
            }
            for i in o.get("items", [])
            if i
        ],
        value=o.get("value"),
    ),
    "skip-link": lambda o: ACTIONS.skip_link(
        words(o) or "Skip to main content", o.get("href", "#content")
    ),
    "summary-list": summarised,
    "table": tabled,
    "tag": lambda o: CONTENT.tag(words(o), o.get("classes", "")),
    "task-list": tasks,
    "textarea": lambda o: labelled(
        FIELDS.textarea,
        o,
        value=o.get("value", ""),
        rows=o.get("rows", 5),
        autocomplete=o.get("autocomplete", ""),
        spellcheck=str(o["spellcheck"]).lower() if "spellcheck" in o else "",
    ),
    "warning-text": lambda o: CONTENT.warning_text(
        words(o), o.get("iconFallbackText", "Warning"), o.get("classes", "")
    ),
}
