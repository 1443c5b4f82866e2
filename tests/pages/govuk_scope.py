"""What of GOV.UK Frontend our macros leave out, and why; the rest is compared."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.pages.rendering import FIXTURES

# Component, option (a pattern over its path), why.
LEFT_OUT: tuple[tuple[str, str, str], ...] = (
    ("*", r"attributes", "macros take what our pages need, not attributes at will"),
    ("*", r"conditional", "a reveal fails WCAG 4.1.2 by its authors' own notes"),
    ("*", r"items\[\]\.label\.(classes|attributes)", "one look for every choice"),
    ("breadcrumbs", r"collapseOnMobile", "trails here are two or three links long"),
    ("button", r"isStartButton|^id$|preventDoubleClick=False", "not used"),
    ("character-count", r"maxwords|countType|threshold|countMessage|spellcheck", "not used"),
    (
        "date-input",
        r"items|\.(error|value|name|classes|pattern)|^classes|describedBy",
        "three parts, always",
    ),
    ("error-message", r"classes|^visuallyHiddenText=(False|)$", "one look for every error"),
    ("error-summary", r"titleHtml|descriptionHtml|^classes|disableAutoFocus=False", "text only"),
    ("fieldset", r"^html", "the content is the caller's, tested below"),
    ("file-upload", r"javascript|disabled", "the browser's own control, no script"),
    (
        "generic-header",
        r"image|Image|logoUrl|homepageUrl|containerClasses|classes|fullWidth|logo[A-Z](?!ext)",
        "text only",
    ),
    ("input", r"(prefix|suffix)\.classes|inputWrapper|pattern|autocapitalize", "not used"),
    ("language-navigation", r"classes|inverse|label|visuallyHidden|html|description", "text only"),
    (
        "notification-banner",
        r"html|titleHtml|titleHeadingLevel|role|^classes|disableAutoFocus",
        "richer content is the caller's",
    ),
    ("pagination", r"\.text|labelText|^classes|visuallyHiddenText", "numbered lists only"),
    ("panel", r"actions|headingLevel", "a panel thanks; it does not ask"),
    ("password-input", r"value|describedBy|Text$", "a password is never written back"),
    ("skip-link", r"classes", "one look"),
    ("summary-list", r"card|classes", "one look for every list"),
    ("table", r"(head|rows).*(classes|rowspan|colspan)", "plain grids only"),
    ("task-list", r"items\[\]\.classes|^classes|title\.classes", "one look"),
)
LEFT_OUT_BY_NAME: dict[tuple[str, str], str] = {
    ("character-count", "to configure in JavaScript"): "a limit is always given",
    ("character-count", "with neither maxlength nor maxwords set"): "a limit is always given",
    (
        "character-count",
        "with neither maxlength, maxwords nor textarea description set",
    ): "a limit is always given",
    ("checkboxes", "with falsy values"): "our items are records, never nothing",
    ("date-input", "day and month"): "three parts, always",
    ("date-input", "month and year"): "three parts, always",
    ("date-input", "with empty items"): "three parts, always",
    ("exit-this-page", "default"): "the words are ours to translate and never left out",
    ("exit-this-page", "testing"): "the words are ours to translate and never left out",
    ("exit-this-page", "testing-html"): "the words are ours to translate and never left out",
    ("label", "empty"): "a label has words",
    ("pagination", "with prev and next only"): "numbered lists only",
    ("pagination", "with previous only"): "numbered lists only",
    ("pagination", "with next only"): "numbered lists only",
    ("pagination", "with empty items"): "our items are records, never nothing",
    ("panel", "interruption"): "a panel thanks; it does not interrupt",
    ("panel", "interruption with custom classes"): "a panel thanks; it does not interrupt",
    ("panel", "interruption, no actions"): "a panel thanks; it does not interrupt",
    ("radios", "with falsy items"): "our items are records, never nothing",
    ("radios", "item checked overrides value"): "a page gives checked or value, not both",
    ("select", "with falsy values"): "values are strings here",
    ("select", "item selected overrides value"): "a page gives checked or value, not both",
}


def paths(options: Any, above: str = "") -> Iterator[str]:
    """Yield each option as a path like items[].text; True, False and "" stand behind theirs."""
    if isinstance(options, dict):
        for key, value in options.items():
            yield from paths(value, f"{above}.{key}" if above else key)
    elif isinstance(options, list):
        for value in options:
            yield from paths(value, f"{above}[]")
    else:
        yield f"{above}={options}" if isinstance(options, bool) or options == "" else above


def is_left_out(component: str, fixture: dict[str, Any]) -> bool:
    """Say whether a fixture uses something our macro leaves out, by the two tables above."""
    patterns = [pattern for name, pattern, _ in LEFT_OUT if name in ("*", component)]
    return (component, fixture["name"]) in LEFT_OUT_BY_NAME or any(
        re.search(pattern, path) for path in paths(fixture["options"]) for pattern in patterns
    )


def fixtures(component: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / f"govuk-{component}.json").read_text(encoding="utf-8"))
