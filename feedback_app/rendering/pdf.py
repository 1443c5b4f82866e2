"""A page as a tagged PDF (PDF/UA-1): a report as on the web, a questionnaire on paper."""

from pathlib import Path

from analysis.snapshot import Snapshot
from feedback_app.config import ROOT
from feedback_app.rendering.web import STATIC, write_page

PRINT_STYLES = ROOT / "feedback_app" / "rendering" / "print.css"


class PdfMissingError(Exception):
    """A library of the system that draws PDF text is not there; the message says how to get it."""


def write_pdf(snapshot: Snapshot, path: Path) -> None:
    """Write the report as a PDF; the same report gives the same bytes.

    Raises:
        PdfMissingError: Pango is not installed.
    """
    page = write_page(snapshot, stylesheets=(), with_files=False)
    path.write_bytes(draw(page, styles=PRINT_STYLES, identifier=snapshot.hash[:32].encode()))


def draw(page: str, *, styles: Path, identifier: bytes, pictures: str = "") -> bytes:
    """Return a page as a tagged PDF (PDF/UA-1); its files lie with the compiled ones.

    `pictures` are more styles, for pictures that only repeat words.

    Raises:
        PdfMissingError: Pango is not installed.
    """
    try:
        import weasyprint
    except OSError as error:
        raise PdfMissingError(
            "No PDF was made: the library Pango is missing. Install it (on Debian: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) and try again."
        ) from error
    document = weasyprint.HTML(string=page, base_url=f"{STATIC}/")
    made = document.write_pdf(
        stylesheets=[
            weasyprint.CSS(filename=str(styles)),
            weasyprint.CSS(string=pictures, base_url=f"{STATIC}/"),
        ],
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        pdf_tags=True,
    )
    return _mended(made)


def _mended(made: bytes) -> bytes:
    """Return the file with what screen readers need and the writer leaves out.

    A corner heading is given its scope, links are marked for printing.
    """
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                _mend(item)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
        return written.getvalue()


def _mend(item: object) -> None:
    import pikepdf

    if not isinstance(item, pikepdf.Dictionary):
        return
    if item.get("/S") == "/TH" and "/A" not in item:
        item["/A"] = pikepdf.Dictionary(O=pikepdf.Name("/Table"), Scope=pikepdf.Name("/Column"))
    if item.get("/Subtype") == "/Link" and not int(item.get("/F", 0)) & 4:
        item["/F"] = int(item.get("/F", 0)) | 4
