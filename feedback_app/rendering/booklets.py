"""The booklets of a report: the report itself, and what is handed out on its own.

All show sections of one kept report, so that no figure can differ between them.
"""

from dataclasses import dataclass

from analysis.report_records import BoardReport, Readership, Section, SectionKind

APART = {SectionKind.BRIEFING: "briefing", SectionKind.EASY_READ: "easy-read"}
"""Kinds of sections that make a booklet of their own, and the name of its files."""


@dataclass(frozen=True)
class Booklet:
    """Sections that stand together: the name of the files, a title, and how they are dressed."""

    name: str
    title: str
    headline: str
    presentation: str
    sections: tuple[Section, ...]


def main_booklet(report: BoardReport, *, with_tables: bool) -> Booklet:
    """Return the report itself; on paper the appendix of tables is left to the workbooks."""
    left_out = set(APART) if with_tables else {*APART, SectionKind.APPENDIX}
    sections = tuple(each for each in report.sections if each.kind not in left_out)
    is_for_children = report.readership is Readership.CHILDREN
    return Booklet(
        "report",
        report.title,
        report.headline,
        "9-12" if is_for_children else "adult",
        sections,
    )


def booklets_apart(report: BoardReport) -> list[Booklet]:
    """Return the booklets that stand beside the report."""
    return [
        Booklet(
            name,
            report.title,
            TITLES[kind],
            "easy-read" if kind is SectionKind.EASY_READ else "adult",
            tuple(each for each in report.sections if each.kind is kind),
        )
        for kind, name in APART.items()
        if any(each.kind is kind for each in report.sections)
    ]


TITLES = {
    SectionKind.BRIEFING: "Five minute briefing",
    SectionKind.EASY_READ: "What you told us: Easy Read",
}
