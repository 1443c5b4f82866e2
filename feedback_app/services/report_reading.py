"""Which reports, and which parts of them, a member of staff may read."""

from dataclasses import replace

from analysis.report_records import Block, BlockKind, BoardReport, Readership, Section, SectionKind
from feedback_app.services.accounts import SignedIn
from feedback_app.store.staff import Role

PUBLIC = (Readership.PUBLIC, Readership.CHILDREN)
WHOLE_AREA = (SectionKind.SUMMARY, SectionKind.METHOD)


def readerships_of(staff: SignedIn) -> tuple[Readership, ...]:
    """Return the kinds of report somebody may open; empty stands for all."""
    return PUBLIC if staff.role is Role.YOUNG_PERSPECTIVES else ()


def may_download(staff: SignedIn) -> bool:
    """Whether somebody may have files, which hold every locality."""
    return staff.locality_id is None


def readable_sections(report: BoardReport, staff: SignedIn) -> list[Section]:
    """Return the sections somebody may read: all, or the whole area's and one locality's."""
    if staff.locality_id is None:
        return list(report.sections)
    others = [
        section.title
        for section in report.sections
        if section.kind is SectionKind.LOCALITY and section.locality != staff.locality_id
    ]
    return [
        _without(section, others)
        for section in report.sections
        if section.kind in WHOLE_AREA
        or (section.kind is SectionKind.LOCALITY and section.locality == staff.locality_id)
    ]


def _without(section: Section, names: list[str]) -> Section:
    """Return a section without the points that tell of other localities."""
    return replace(section, blocks=tuple(_shorten(block, names) for block in section.blocks))


def _shorten(block: Block, names: list[str]) -> Block:
    if block.kind is not BlockKind.POINTS:
        return block
    kept = (item for item in block.items if not any(name in item for name in names))
    return replace(block, items=tuple(kept))
