# One word each; CI calls the same words. Needs Python 3.11 or newer, make and a package index.
#
# Only relative paths, so a space in the path does no harm; and never a script from .venv/bin,
# because the first line of such a script cannot hold a path with a space.

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$name; break; }; done)
CASES ?= tests/golden/golden_cases.yaml
WORKERS ?= 2
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.DELETE_ON_ERROR:
.PHONY: demo test golden check fix bench mutants docs lock clean

demo: .venv/demo.stamp
	@$(PY) -m kontera.cli demo $(if $(filter 1 yes true,$(ONCE)),--once)

test: .venv/dev.stamp
	$(PY) -m pytest -n $(WORKERS) $(ARGS)
	$(PY) tests/golden/runner.py "$(CASES)"

golden: .venv/dev.stamp
	$(PY) tests/golden/runner.py "$(CASES)"

check: .venv/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@# No database is at hand, and none is needed to see whether the models have moved.
	$(PY) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings kontera.config.settings
	@# Both languages of every text, every problem code and its page, the README's tests, the words and walls.
	$(PY) -m pytest -q tests/house tests/panel/test_words.py

fix: .venv/dev.stamp
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: .venv/dev.stamp
	$(PY) bench/run.py $(ARGS)

# Changes the books in thousands of small ways and asks the tests to notice; about an hour, see docs/mutation.md.
# The PATH is for the type checker that it starts. ARGS="'kontera.books.vat.*'" tries one module again.
mutants: .venv/dev.stamp
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m mutmut run --max-children $(WORKERS) $(ARGS)
	$(PY) bench/mutants.py

docs: .venv/dev.stamp
	$(PY) -m kontera.cli docs

# Maintainers only: needs uv. The exact versions, with hashes, for every platform.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links pyproject.toml
lock:
	$(COMPILE) -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(PY):
	@$(or $(PYTHON),false) -c '$(NEW_ENOUGH)' \
		|| { echo "Kontera needs Python 3.11 or newer. If it has another name: make PYTHON=name"; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }

.venv/demo.stamp: requirements.lock pyproject.toml | $(PY)
	@echo "Installing what Kontera stands on ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | $(PY)
	@echo "Installing what Kontera and its tests stand on ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
