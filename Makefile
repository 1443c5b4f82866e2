# Three commands: `make run` (a demonstration in the browser), `make test` (every check), `make install` (their common part).
.PHONY: install run test assets catalogues lock clean
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
UV := $(BIN)/uv pip

install: .venv/.installed

.venv/.installed: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@test -x $(BIN)/uv || ($(PYTHON) -m venv .venv && $(BIN)/pip install -q --disable-pip-version-check -r requirements/uv.txt)
	@echo "Installing what the platform needs into .venv ..."
	@$(UV) install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/run.txt
	@$(UV) install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q forms analysis feedback_app
	@touch $@

.venv/.installed-test: .venv/.installed requirements/test.txt
	@echo "Installing what the tests need into .venv ..."
	@$(UV) install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/test.txt
	@touch $@

run: install
	@$(BIN)/feedback demo --quiet-if-present
	@$(BIN)/feedback jobs work >/dev/null & trap "kill -INT $$! 2>/dev/null" EXIT; $(BIN)/feedback serve --port $(PORT)

test: .venv/.installed-test
	@tests/run

assets:
	npm ci --ignore-scripts --prefix assets
	npm run build --prefix assets

catalogues:
	$(BIN)/pybabel -q extract -F babel.cfg --sort-by-file --no-location --project="Have your say" --version=1 --copyright-holder="the partnership" --msgid-bugs-address="" -o translations/messages.pot .
	sed -i '/^"POT-Creation-Date/d' translations/messages.pot
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i translations/messages.pot -d translations
	$(BIN)/pybabel -q compile -d translations

lock:
	$(UV) compile pyproject.toml --extra vectors --extra cluster --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 -q -o requirements/run.txt
	$(UV) compile pyproject.toml --extra vectors --extra cluster --extra test -c requirements/run.txt --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11 -q -o requirements/test.txt

clean:
	rm -rf .venv build
