"""Codebooks of this deployment: read from files, and kept for good as soon as one is used.

A codebook is found by its name in the folders given, the deployment's own first, and followed
through the changes that people made to that version here. What was decided by it names its
version, and the version stays readable when the file has moved on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.codebook import SHIPPED, Codebook, CodebookError, load_codebook
from analysis.codebook_changes import standing_themes
from analysis.theme import Theme
from feedback_app.errors import FeedbackError, NotFoundError
from feedback_app.services import clock
from feedback_app.store import CodebookVersion

SHIPPED_FOLDER = SHIPPED.parent
USUAL = "safeguarding"
"""The codebook of a survey that names none."""


class CodebookFileError(FeedbackError):
    """A codebook file that contradicts itself, or that was changed without a new version."""


@dataclass(frozen=True)
class ThemeGroup:
    """The themes of one priority, as a coder chooses among them."""

    name: str
    themes: tuple[Theme, ...]


def current_codebook(
    session: Session, codebook_id: str, *, folders: Sequence[Path] = ()
) -> Codebook:
    """Return a codebook as its file and the changes made to it here have it now.

    When the file is gone, it is read as it was last kept. A file of a new version starts anew.

    Raises:
        NotFoundError: there is no such file, and none was ever kept.
        CodebookFileError: the file contradicts itself; every fault is named with its line.
    """
    for folder in (*folders, SHIPPED_FOLDER):
        path = folder / f"{codebook_id}.yaml"
        if path.is_file():
            return _changed(session, codebook_id, _load(path))
    kept = session.scalar(
        select(CodebookVersion)
        .where(CodebookVersion.codebook_id == codebook_id, CodebookVersion.based_on.is_(None))
        .order_by(CodebookVersion.added_on.desc(), CodebookVersion.version.desc())
        .limit(1)
    )
    if kept is None:
        names = ", ".join(codebook_names(session, folders=folders))
        raise NotFoundError(
            f"There is no codebook called “{codebook_id}”.",
            remedy=f"There are: {names}. For another, put its file into the folder "
            "codebooks of this deployment.",
        )
    return _changed(session, codebook_id, read_codebook(kept.document))


def _changed(session: Session, codebook_id: str, codebook: Codebook) -> Codebook:
    """Return a codebook with the changes people made to this version, one upon another."""
    rows = session.execute(
        select(CodebookVersion.based_on, CodebookVersion.version).where(
            CodebookVersion.codebook_id == codebook_id, CodebookVersion.based_on.is_not(None)
        )
    )
    after, version = dict(rows.all()), codebook.version
    while version in after:
        version = after[version]
    if version == codebook.version:
        return codebook
    return read_codebook(session.get_one(CodebookVersion, (codebook_id, version)).document)


def codebook_names(session: Session, *, folders: Sequence[Path] = ()) -> list[str]:
    """Return the names of the codebooks a survey can be themed by."""
    files = {path.stem for folder in (*folders, SHIPPED_FOLDER) for path in folder.glob("*.yaml")}
    return sorted(files.union(session.scalars(select(CodebookVersion.codebook_id).distinct())))


def keep_codebook(session: Session, codebook_id: str, codebook: Codebook) -> None:
    """Keep the file of this version of a codebook for good, if it is not kept yet."""
    if session.get(CodebookVersion, (codebook_id, codebook.version)) is None:
        session.add(
            CodebookVersion(
                codebook_id=codebook_id,
                version=codebook.version,
                document=Path(codebook.file).read_text(encoding="utf-8"),
                added_on=clock.today(),
            )
        )
        session.flush()


def refuse_changed(session: Session, codebook_id: str, codebook: Codebook) -> None:
    """Refuse a codebook that says it is a version which was kept with other words.

    Raises:
        CodebookFileError: another text was kept under the same version.
    """
    kept = session.get(CodebookVersion, (codebook_id, codebook.version))
    if kept is not None and read_codebook(kept.document).fingerprint != codebook.fingerprint:
        raise CodebookFileError(
            f"The codebook “{codebook_id}” was changed, and still says it is version "
            f"{codebook.version}.",
            remedy="Give the changed file a new version, so that earlier codings keep their own.",
        )


def document_of(session: Session, codebook_id: str, codebook: Codebook) -> str:
    """Return the text of this version of a codebook, and keep it for good."""
    keep_codebook(session, codebook_id, codebook)
    return session.get_one(CodebookVersion, (codebook_id, codebook.version)).document


def standing(codebook: Codebook) -> Mapping[str, str]:
    """Return which active theme now stands for each merged one: its codings count there."""
    return standing_themes(codebook)


def given_ids(codebook: Codebook) -> frozenset[str]:
    """Return the ids of all themes, and codes that name none, that may be given today."""
    codes = {code for code, _ in codebook.non_content}
    return frozenset({theme.id for theme in codebook.active_themes} | codes)


def theme_groups(codebook: Codebook) -> list[ThemeGroup]:
    """Return the themes that may be given, by priority; the codes that name no theme come last."""
    names = {priority.id: priority.name for priority in codebook.priorities}
    groups: dict[str, list[Theme]] = {name: [] for name in names}
    for theme in codebook.active_themes:
        groups.setdefault(theme.priority, []).append(theme)
    found = [ThemeGroup(names.get(key, key), tuple(held)) for key, held in groups.items() if held]
    if codebook.non_content:
        found.append(ThemeGroup("", tuple(_non_content(codebook))))
    return found


def theme_by_id(codebook: Codebook) -> Mapping[str, Theme]:
    """Return every theme, retired ones too, and every code that names no theme."""
    return {theme.id: theme for theme in (*codebook.themes, *_non_content(codebook))}


def read_codebook(document: str) -> Codebook:
    """Return the codebook that was kept as this text."""
    return _read_once(document)


def _non_content(codebook: Codebook) -> list[Theme]:
    return [
        Theme(code, code.replace("_", " ").capitalize(), definition=means)
        for code, means in codebook.non_content
    ]


def _load(path: Path) -> Codebook:
    return _load_once(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _load_once(path: Path, _changed_at: int) -> Codebook:
    try:
        return load_codebook(path)
    except CodebookError as error:
        raise CodebookFileError(
            f"The codebook {path} cannot be used: {error}", remedy="Mend those lines."
        ) from error


@lru_cache(maxsize=8)
def _read_once(document: str) -> Codebook:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_text(document, encoding="utf-8")
        return load_codebook(path)
