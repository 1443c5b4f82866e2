"""The compiled files are fresh, light, free of others' brands, and named by their content."""

import gzip
import hashlib
import json
import re

import pytest
import yaml

from tests.pages.gallery import QUESTIONS, chosen, sheets
from tests.pages.rendering import MANIFEST, ROOT, STATIC, SYMBOLS, TEMPLATES, environment, render
from tests.pages.views import Sheet

SOURCES = ROOT / "assets"
KB = 1024
STYLES = ("site.css", "site.rtl.css")
BRANDS = (
    r"GDS Transport|crown(?! copyright)|crest|logotype|#1d70b8"
    r"|nhs|frutiger|\bons\b|govuk-logo|royal arms"
)


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def built(name: str) -> bytes:
    return (STATIC / MANIFEST["files"][name]).read_bytes()


def hash_of_sources() -> str:
    """Return the hash that assets/build/sources.mjs writes into the manifest."""
    folders = ("build", "licences", "pictures", "scripts", "styles")
    files = [f for folder in folders for f in (SOURCES / folder).rglob("*") if f.is_file()]
    files += [SOURCES / "package-lock.json", SOURCES / "package.json"]
    total = hashlib.sha256()
    for path in sorted(file.relative_to(SOURCES).as_posix() for file in files):
        total.update(path.encode() + b"\0" + (SOURCES / path).read_bytes() + b"\0")
    return total.hexdigest()


def test_compiled_files_are_fresh():
    assert MANIFEST["sources"] == hash_of_sources(), "stale: run `make assets` and commit"


@pytest.mark.parametrize("name", MANIFEST["files"])
def test_a_file_is_named_by_its_content(name):
    mark = hashlib.sha256(built(name)).hexdigest()[:10]
    assert f".{mark}." in MANIFEST["files"][name]


def test_nothing_lies_in_the_folder_that_the_manifest_does_not_name():
    kept = {STATIC / file for file in MANIFEST["files"].values()}
    kept |= {path.with_name(path.name + ".gz") for path in kept}
    kept |= {STATIC / "manifest.json", STATIC / "symbols.json"}
    found = {
        path for path in STATIC.rglob("*") if path.is_file() and path.parent.name != "licences"
    }
    assert found <= kept


@pytest.mark.parametrize(
    "name", [n for n in MANIFEST["files"] if n.endswith((".css", ".js", ".svg"))]
)
def test_text_is_kept_compressed_beside_itself(name):
    packed = STATIC / f"{MANIFEST['files'][name]}.gz"
    assert gzip.decompress(packed.read_bytes()) == built(name)


@pytest.mark.parametrize(
    "name", [n for n in MANIFEST["files"] if n.endswith((".css", ".js", ".svg"))]
)
def test_no_brand_of_others_is_in_a_compiled_file(name):
    assert not re.search(BRANDS, built(name).decode(), re.IGNORECASE)


def test_no_brand_of_others_is_in_a_template():
    for path in TEMPLATES.rglob("*.html"):
        assert not re.search(BRANDS, path.read_text(encoding="utf-8"), re.IGNORECASE), path


@pytest.mark.parametrize("name", [n for n in MANIFEST["files"] if n.endswith(".css")])
def test_a_style_asks_nobody_else_for_anything(name):
    text = built(name).decode()
    assert "@import" not in text
    for address in re.findall(r'url\("?([^)"]+)"?\)', text):
        assert (STATIC / address).is_file(), address


def test_our_own_styles_use_no_id_and_force_nothing():
    for path in (SOURCES / "styles").glob("*.scss"):
        text = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))
        assert "!important" not in text, path
        assert not re.search(r"(?m)^\s*#[a-z][\w-]*[^;]*\{", text), path


def test_layers_stand_in_their_order():
    assert (
        built("site.css")
        .decode()
        .removeprefix('@charset "UTF-8";')
        .startswith("@layer tokens,base,forms,tables,report,print;")
    )


@pytest.mark.parametrize("name", STYLES)
def test_the_first_stylesheet_stays_within_its_budget(name):
    assert compressed(built(name)) <= 14 * KB


def test_the_script_stays_within_its_budget():
    assert compressed(built("site.js")) <= 8 * KB


def weight_of_first_page(presentation: str) -> int:
    sheet = Sheet("question/page.html", presentation, question=chosen(QUESTIONS[presentation]))
    html = render(environment(), sheet)
    names = ["site.css", "site.js", "icon.svg", "fonts/latin-400.woff2", "fonts/latin-700.woff2"]
    pictures = set(re.findall(r'/static/(symbols/[^"]+)', html))
    files = sum(compressed(built(name)) for name in names)
    return (
        files
        + compressed(html.encode())
        + sum(compressed((STATIC / picture).read_bytes()) for picture in pictures)
    )


@pytest.mark.parametrize("presentation", QUESTIONS)
def test_a_first_page_with_everything_stays_within_its_budget(presentation):
    assert weight_of_first_page(presentation) <= 60 * KB


@pytest.mark.parametrize(("name", "sheet"), list(sheets()))
def test_a_next_page_stays_within_its_budget(name, sheet):
    allowed = 6 if name == "staff" else 4
    assert compressed(render(environment(), sheet).encode()) <= allowed * KB


def test_every_symbol_of_a_questionnaire_has_a_picture_and_a_credit():
    for name, symbol in SYMBOLS.items():
        assert symbol["file"] in MANIFEST["files"], name
        assert symbol["credit"].endswith(("CC BY-SA 4.0", "Drawn for this platform, MIT")), name


def test_every_symbol_a_questionnaire_may_name_is_drawn():
    shared = yaml.safe_load((ROOT / "forms" / "questionnaires" / "shared.yaml").read_text())
    assert set(shared["symbols"]) - {"words_only"} == set(SYMBOLS)


def test_licences_of_what_is_shipped_are_shipped():
    licences = {path.stem for path in (STATIC / "licences").glob("*.txt")}
    assert licences == {"atkinson-hyperlegible-next", "govuk-frontend", "openmoji"}


def test_the_lock_pins_versions_and_names_no_address():
    package = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    lock = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert all(re.fullmatch(r"[\d.]+", version) for version in package["devDependencies"].values())
    assert "resolved" not in lock
    assert lock.count('"integrity"') >= len(package["devDependencies"])
