"""Compose the Board report: sections in the order its readers need them.

Nothing is counted here and no table is opened before it was released.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from analysis.report_briefing import briefing_sections
from analysis.report_children import children_sections
from analysis.report_closing import closing_sections
from analysis.report_heard import heard_section
from analysis.report_localities import locality_sections
from analysis.report_material import Material, Shelf
from analysis.report_method import appendix_section, method_section
from analysis.report_practitioners import practitioner_sections
from analysis.report_priorities import priority_sections
from analysis.report_records import BoardReport, Readership, Section
from analysis.report_summary import headline, summary_section
from analysis.report_trends import trend_sections

__all__ = ["BoardReport", "Material", "Readership", "compose_report"]

Part = Callable[[Material, Shelf], Iterable[Section]]


def compose_report(material: Material) -> BoardReport:
    """Return the report of a release for its readers."""
    shelf = Shelf(material)
    parts = PACK if material.priority else PARTS[material.readership]
    sections = [section for part in parts for section in part(material, shelf)]
    return BoardReport(
        title=material.title,
        headline=_headline(material),
        readership=material.readership,
        release=material.release,
        surveys=material.facts,
        sections=tuple(sections),
        charts=tuple(shelf.charts),
        tables=tuple(shelf.tables),
        composed=tuple(shelf.composed),
        legend=material.released[0].table.legend if material.released else "",
    )


def _headline(material: Material) -> str:
    if material.readership is Readership.CHILDREN:
        return "You told us. This is what you said, and what we do now."
    return headline(material)


def _opening(material: Material, shelf: Shelf) -> Iterable[Section]:
    yield summary_section(material, shelf)
    yield heard_section(material, shelf)


def _closing(material: Material, shelf: Shelf) -> Iterable[Section]:
    yield method_section(material)
    yield appendix_section(material, shelf)


PARTS: Mapping[Readership, tuple[Part, ...]] = {
    Readership.BOARD: (
        _opening,
        trend_sections,
        closing_sections,
        priority_sections,
        locality_sections,
        practitioner_sections,
        briefing_sections,
        _closing,
    ),
    Readership.LOCALITY: (
        _opening,
        trend_sections,
        locality_sections,
        closing_sections,
        priority_sections,
        briefing_sections,
        _closing,
    ),
    Readership.SCRUTINY: (
        _opening,
        trend_sections,
        closing_sections,
        priority_sections,
        locality_sections,
        practitioner_sections,
        _closing,
    ),
    Readership.PUBLIC: (
        _opening,
        trend_sections,
        closing_sections,
        priority_sections,
        locality_sections,
        _closing,
    ),
    Readership.CHILDREN: (children_sections,),
}
PACK: tuple[Part, ...] = (
    priority_sections,
    trend_sections,
    closing_sections,
    locality_sections,
    practitioner_sections,
    briefing_sections,
    _closing,
)
"""A themed pack: one priority, every survey, every locality, for one meeting."""
