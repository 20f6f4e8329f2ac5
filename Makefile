# Builds, checks and tests of the Open Models Chronicle.
#
#   make html       build the site into _build/html
#   make live       the site, built again at each edit
#   make dev        checks before each commit
#   make linkcheck  addresses that no longer answer
#   make test       style, types and tests, those in a real Chromium too, which it installs where there is none
#   make lint, types, unit, browser: its parts, for a server that runs them side by side
#   make dist       the wheel and the source distribution, checked as an index would
#   make test-deep  the tests of random edits and accidents with 200 sequences, and every slip at every entry
#   make check      check the records without a build
#   make schema     the JSON Schemas: what editors complete YAML files from, and what exports follow
#   make static     what pages load, from static_sources/
#   make pdf        the PDF; tells what TeX it needs
#   make epub       the EPUB, checked by epubcheck where that is installed
#   make rtd        everything as Read the Docs builds it, in an environment of its own
#   make reuse      the extension alone, with five themes, Python 3.11 and 3.13 and the newest Sphinx, looked at in
#                   Chromium; where a Python is not found: REUSEFLAGS='--python 3.13=PATH'
#   make compare    what the site and other projects become with an older revision and with the working tree, which a
#                   refactoring should not change: make compare OLD=main (COMPAREFLAGS='--help' tells what can be chosen)
#   make bench      compare with other extensions (BENCHFLAGS='--help' tells what can be chosen)
#   make clean      remove everything these made
#
# Each target makes the virtual environment it needs in .venv, with the versions of constraints.txt.
# Another Python than python3 is named on the command line: make test PYTHON=python3.13
# So are other versions of Sphinx and docutils, in an environment of their own: VERSIONS=lowest, or VERSIONS=newest of everything.

PYTHON ?= python3
VERSIONS ?= pinned
VENV := .venv$(if $(filter-out pinned,$(VERSIONS)),-$(VERSIONS))
BIN := $(VENV)/bin
BENCH_VENV := .venv-bench

# What the PDF needs of Debian, and where Debian has the checker of EPUBs.
TEX := apt-get install latexmk texlive-luatex texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended \
	fonts-texgyre fonts-freefont-otf fonts-dejavu-core
EPUBCHECK := /usr/share/java/epubcheck.jar

# What the versions are taken from.
CONSTRAINTS_lowest := sed -e 's/^sphinx==.*/sphinx==8.2.3/I' -e 's/^docutils==.*/docutils==0.21.2/' constraints.txt
CONSTRAINTS_newest := true
CONSTRAINTS_pinned := cat constraints.txt
CONSTRAINTS = $(VENV)/constraints.txt

# One stamp for each extra and Python version: another interpreter makes the environment anew.
TAG := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null)
ifeq ($(TAG)$(filter clean,$(MAKECMDGOALS)),)
$(error There is no program '$(PYTHON)'. Install Python 3.11 or newer, or name the one that you have: make PYTHON=python3.13)
endif
DOCS := $(VENV)/.docs-$(TAG)
TEST := $(VENV)/.test-$(TAG)
BENCH := $(BENCH_VENV)/.bench-$(TAG)
DIST := .venv-dist/.dist-$(TAG)

.PHONY: html test lint types unit browser dist test-deep static schema check pdf epub dev live linkcheck rtd reuse compare bench clean

html: $(DOCS)
	$(BIN)/python -m sphinx -n -W -j auto -b html -d _build/doctrees . _build/html

test: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/browser/get_chromium.py
	$(BIN)/python -X dev -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m 'not timed'
	$(BIN)/python -X dev -m pytest tests/browser/test_large_pages.py tests/records/test_reader.py tests/records/test_times.py -m timed

lint: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST)
	$(BIN)/mypy

unit: $(TEST)
	$(BIN)/python -X dev -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m 'not timed' --ignore tests/browser
	$(BIN)/python -X dev -m pytest tests/records/test_reader.py tests/records/test_times.py -m timed

browser: $(TEST)
	$(BIN)/python tests/browser/get_chromium.py
	$(BIN)/python -X dev -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m 'not timed' tests/browser
	$(BIN)/python -X dev -m pytest tests/browser/test_large_pages.py -m timed

dist: $(DIST)
	rm -rf dist
	.venv-dist/bin/python -m build --outdir dist .
	.venv-dist/bin/python -m twine check --strict dist/*

test-deep: $(TEST)
	$(BIN)/python -m pytest --seeds 200 --records 11000 tests/test_incremental.py tests/test_faults.py tests/records/test_slips.py \
		tests/test_many_records.py

check: $(DOCS)
	$(BIN)/python -m sphinx_chronicle check

schema: $(DOCS)
	$(BIN)/python tools/make_schema.py

static: $(TEST)
	$(BIN)/python tools/make_static.py

pdf: $(DOCS)
	@command -v latexmk > /dev/null && command -v lualatex > /dev/null || { echo 'TeX is not installed; on Debian: $(TEX)'; exit 1; }
	$(BIN)/python -m sphinx -q -n -W -b latex -d _build/doctrees-latex . _build/latex
	cd _build/latex && latexmk -g -lualatex -interaction=nonstopmode -silent open-models-chronicle.tex
	$(BIN)/python tools/check_pdf.py _build/latex/open-models-chronicle.log

epub: $(DOCS)
	$(BIN)/python -m sphinx -q -n -W -b epub -d _build/doctrees-epub . _build/epub
	@if [ -f $(EPUBCHECK) ]; then java -jar $(EPUBCHECK) _build/epub/open-models-chronicle.epub; \
	elif command -v epubcheck > /dev/null; then epubcheck _build/epub/open-models-chronicle.epub; \
	else echo 'Not checked: epubcheck is not installed (on Debian: apt-get install epubcheck).'; fi

dev: $(TEST)
	$(BIN)/pre-commit install

live: $(TEST)
	$(BIN)/python -m sphinx_autobuild -n --open-browser --ignore _build --ignore ".*" --ignore "*/__pycache__/*" -d _build/live-doctrees . _build/live

linkcheck: $(DOCS)
	$(BIN)/python -m sphinx -n -b linkcheck -d _build/linkcheck-doctrees . _build/linkcheck

rtd: $(DOCS)
	$(BIN)/python tools/rtd.py

reuse: $(TEST)
	$(BIN)/python tests/browser/get_chromium.py
	$(BIN)/python tests/reuse/check.py $(REUSEFLAGS)

compare: $(TEST)
	$(BIN)/python tools/compare_builds.py $(COMPAREFLAGS) $(OLD) $(NEW)

bench: $(BENCH)
	$(BENCH_VENV)/bin/python tests/browser/get_chromium.py
	$(BENCH_VENV)/bin/python -m benchmarks $(BENCHFLAGS)

$(VENV)/.python-$(TAG):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	touch $@

$(CONSTRAINTS): $(VENV)/.python-$(TAG) constraints.txt Makefile
	$(CONSTRAINTS_$(VERSIONS)) > $@

$(DOCS): $(CONSTRAINTS) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[docs]'
	touch $@

$(TEST): $(CONSTRAINTS) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[test]'
	touch $(DOCS) $@

$(DIST): constraints.txt Makefile
	rm -rf .venv-dist
	$(PYTHON) -m venv .venv-dist
	.venv-dist/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt build twine
	touch $@

$(BENCH): pyproject.toml constraints.txt benchmarks/constraints.txt
	rm -rf $(BENCH_VENV)
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -c benchmarks/constraints.txt \
		-e . furo myst-parser sphinx-design sphinx-needs sphinx-timeline playwright
	touch $@

clean:
	rm -rf .venv .venv-lowest .venv-newest .venv-dist $(BENCH_VENV) dist .chronicle _build build _ext/*.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
