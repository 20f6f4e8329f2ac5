# Builds, checks and tests of the Open Models Chronicle.
#
#   make html     build the site into _build/html
#   make test     style, types and tests
#   make browser  tests in a real Chromium, which it installs where there is none
#   make clean    remove everything these made
#
# Each target makes the virtual environment it needs in .venv, with the versions of constraints.txt.
# Another Python than python3 is named on the command line: make test PYTHON=python3.13

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# One stamp for each extra and Python version: another interpreter makes the environment anew.
TAG := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
DOCS := $(VENV)/.docs-$(TAG)
TEST := $(VENV)/.test-$(TAG)

.PHONY: html test browser clean

html: $(DOCS)
	$(BIN)/python -m sphinx -n -W -j auto -b html -d _build/doctrees . _build/html

test: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -X dev -m pytest --ignore=tests/browser

browser: $(TEST)
	$(BIN)/python tests/browser/get_chromium.py
	$(BIN)/python -X dev -m pytest tests/browser

$(VENV)/.python-$(TAG):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	touch $@

$(DOCS): $(VENV)/.python-$(TAG) pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	touch $@

$(TEST): $(VENV)/.python-$(TAG) pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $(DOCS) $@

clean:
	rm -rf $(VENV) _build _ext/*.egg-info .mypy_cache .pytest_cache .ruff_cache
