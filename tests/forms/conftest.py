"""A bare Flask app, so that forms can be tried without ours."""

import pytest
from flask import Flask


@pytest.fixture(scope="session")
def bare_app():
    app = Flask("bare")
    app.config.update(SECRET_KEY="not secret", WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def in_request(bare_app):
    with bare_app.test_request_context():
        yield
