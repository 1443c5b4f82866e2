"""The same question page by govuk-frontend-jinja and govuk-frontend-wtf: prints milliseconds.

Run by rendering.py with the Python of a throwaway environment that holds those two.
"""

import secrets
import sys
import time

from flask import Flask, render_template
from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import WTFormsHelpers
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, Template
from wtforms.fields import RadioField, SubmitField

CHOICES = ("Always", "Most of the time", "Sometimes", "Never", "I would rather not say")
PAGE = """{% extends "govuk_frontend_jinja/template.html" %}
{% from "govuk_frontend_jinja/components/back-link/macro.html" import govukBackLink %}
{% block pageTitle %}How often?{% endblock %}
{% block govukHeader %}<header class="masthead">Have your say</header>{% endblock %}
{% block govukFooter %}<footer>Your information</footer>{% endblock %}
{% block beforeContent %}{{ govukBackLink({"text": "Back", "href": "/back"}) }}{% endblock %}
{% block content %}<form method="post" novalidate>{{ form.csrf_token }}
{{ form.answer() }}{{ form.go_on }}</form>
{% endblock %}"""


class QuestionForm(FlaskForm):
    """One question with five choices."""

    answer = RadioField(
        "I feel safe at school",
        description="How often?",
        choices=[(name.lower(), name) for name in CHOICES],
        widget=GovRadioInput(),
        validate_choice=False,
    )
    go_on = SubmitField("Continue", widget=GovSubmitInput())


def main(rounds: int) -> None:
    """Print the least milliseconds a page took."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secrets.token_hex())
    app.jinja_loader = ChoiceLoader(
        [
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            )
        ]
    )
    WTFormsHelpers(app)
    with app.test_request_context():
        form, page = QuestionForm(), app.jinja_env.from_string(PAGE)
        html = render_template(page, form=form)
        assert all(html.count(name) == 1 for name in CHOICES)
        assert "I feel safe at school" in html
        print(1000 * min(_seconds(page, form) for _ in range(rounds)))


def _seconds(page: Template, form: FlaskForm) -> float:
    begun = time.process_time()
    for _ in range(10):
        render_template(page, form=form)
    return (time.process_time() - begun) / 10


if __name__ == "__main__":
    main(int(sys.argv[1]))
