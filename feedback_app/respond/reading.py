"""Pages to read: the first page of the service, help, information, and how pages look."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_app import symbols
from feedback_app.access import own_address, settings
from feedback_app.database import reading, statements
from feedback_app.language import remember_language
from feedback_app.presenting import remember_reader
from feedback_app.respond.blueprint import bp
from feedback_app.services import clock, links, places
from forms.csrf import VisitForm


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show what this is; in a demonstration, every survey that can be tried."""
    tries = []
    if settings().demonstration:
        with reading() as rows:
            tries = links.links_to_try(rows)
    return render_template("respond/home.html", tries=tries)


@bp.route("/help", methods=["GET", "POST"])
def help_now() -> ResponseReturnValue:
    """Say who can help now, for today; near a place if one is given, which no address tells."""
    today = clock.today()
    with reading() as rows:
        listed = [each for each in places.places_on(rows, today) if each.means == "answered"]
        chosen = request.form.get("place", "")
        near = next((each for each in listed if each.id == chosen), None)
        if near:
            contacts = places.help_near(rows, near.id, today)
    if not near:
        with statements() as connection:
            contacts = places.help_contacts_on(connection, today)
    return render_template("respond/help.html", contacts=contacts, places=listed, near=near)


@bp.get("/parents")
def parents() -> ResponseReturnValue:
    """Say to parents and carers what children are asked, and how to help or to say no."""
    return render_template("respond/parents.html", hours=settings().draft_hours)


@bp.get("/teachers")
def teachers() -> ResponseReturnValue:
    """Say to teachers how to run a class session."""
    return render_template("respond/teachers.html", hours=settings().draft_hours)


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Say what is kept, for how long, and who reads it."""
    return render_template("respond/privacy.html", partnership=settings().partnership)


@bp.get("/credits")
def credits_page() -> ResponseReturnValue:
    """Say whose work these pages are built on."""
    pictures, own = symbols.credits_of_pictures()
    return render_template("respond/credits.html", pictures=pictures, own_symbols=own)


@bp.post("/reader")
def change_reader() -> ResponseReturnValue:
    """Keep a change of text size, colours, spacing, letters or pictures for this visit."""
    if VisitForm().validate():
        remember_reader(request.form)
    return redirect(own_address(request.args.get("back", ""), otherwise="/"), 303)


@bp.get("/language/<code>")
def change_language(code: str) -> ResponseReturnValue:
    """Go on in another language; one that is not offered changes nothing."""
    remember_language(code)
    return redirect(own_address(request.args.get("back", ""), otherwise="/"), 303)
