# Each target sets up what it needs: a virtual environment in .venv, made with Python 3.11 or newer.
# Once installed, nothing here needs the internet. ARGS are handed on: make demo ARGS=--lang=fr

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in $(CANDIDATES); do \
	$$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$name && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --retries 2
SOURCES := pyproject.toml $(wildcard requirements/*.txt)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs-pictures

help:
	@echo "make demo           a tour of one minute in this terminal, offline (ARGS=--lang=fr, ARGS=--exit)"
	@echo "make test           the tests (ARGS='-k digest')"
	@echo "make check          style, types and layers"
	@echo "make bench          the benchmarks"
	@echo "make docs-pictures  draws the pictures of docs/ again (needs Chromium)"

demo: $(VENV)/.ready-run
	@$(BIN)/veilleur demo $(ARGS)

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.ready-dev
	@$(BIN)/python -m benchmarks.main $(ARGS)

docs-pictures: $(VENV)/.ready-dev
	@$(BIN)/python docs/pictures/comparisons.py
	@$(BIN)/python docs/pictures/make.py $(ARGS)
	@$(BIN)/python docs/pictures/transcripts.py

# The pinned versions of requirements/, where there, then Veilleur itself. What went wrong without
# internet is no reason to refuse what is installed already.
define install
	@echo "Installing Veilleur ($(1)), once..." >&2
	@{ { test ! -f requirements/$(1).txt || $(PIP) install --requirement requirements/$(1).txt; } \
		&& $(PIP) install --editable '$(2)' && touch $@; } >&2 \
		|| { $(3) >/dev/null 2>&1 \
			&& echo "Not brought up to date (no internet?): going on with what is installed." >&2; } \
		|| { echo "The installation failed. It needs the internet once." >&2; exit 1; }
endef

$(VENV)/.ready-run: $(SOURCES) | $(BIN)/python
	$(call install,run,.,$(BIN)/veilleur --version)

$(VENV)/.ready-dev: $(SOURCES) | $(BIN)/python
	$(call install,dev,.[dev],$(BIN)/veilleur --version && $(BIN)/pytest --version && $(BIN)/ruff --version)
	@touch $(VENV)/.ready-run

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Veilleur needs Python 3.11 or newer: https://www.python.org/downloads/" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >&2 || { rm -rf $(VENV); \
		echo "Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
