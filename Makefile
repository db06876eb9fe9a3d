# What a developer types. Every target builds .venv first, from requirements.lock; Python >= 3.11 and make are enough.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
INDEPENDENT := .venv-independent
INDEPENDENT_STAMP := $(INDEPENDENT)/.installed
NODE := tests/independent/node
NODE_STAMP := $(NODE)/node_modules/.installed
# The first of these that is new enough; another one: make PYTHON=/path/to/python3
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

.DEFAULT_GOAL := help
.PHONY: help install demo test test-fast test-browser test-faults test-rounds test-independent lint format bench docs lock

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*##/\1:/p' Makefile | awk -F: '{ printf "make %-10s%s\n", $$1, $$2 }'

install: $(STAMP)  ## build .venv from the lock file, with `plenum` in it

demo: $(STAMP)  ## start Plenum against the playground and print the address of its page
	@$(BIN)/python -m playground demo

test: $(STAMP)  ## run the suite, on SQLite and on a real PostgreSQL, as many at once as there are cores
	@$(BIN)/pytest -m "not live and not browser and not independent" --ignore=tests/faults --numprocesses=auto --dist=loadfile

test-browser: $(STAMP)  ## drive the playground's page in headless Chromium
	@$(BIN)/pytest -m browser

test-faults: $(STAMP) test-rounds  ## kill Plenum at every step, and see that nothing is lost or doubled
	@$(BIN)/pytest tests/faults --ignore=tests/faults/rounds

test-rounds: $(STAMP)  ## random faults, round after round (PLENUM_FAULT_ROUNDS, PLENUM_FAULT_SEED)
	@$(BIN)/pytest tests/faults/rounds --numprocesses=4

test-independent: $(STAMP) $(INDEPENDENT_STAMP) $(NODE_STAMP)  ## try emulators and adapters with what others wrote
	@$(BIN)/pytest -m independent tests/independent --numprocesses=auto

test-fast: $(STAMP)  ## run what needs neither a browser nor PostgreSQL
	@$(BIN)/pytest -m "not live and not browser and not independent and not postgres"

lint: $(STAMP)  ## check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(STAMP)  ## lay out the code, and mend what ruff can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(STAMP)  ## measure Plenum beside bare Bolt apps
	@$(BIN)/python -m benchmarks

docs: $(STAMP)  ## write the pages of docs/ that are derived from the code
	@$(BIN)/python -m docs.generate

lock: $(STAMP)  ## write requirements.lock anew from pyproject.toml (make lock UPGRADE=--upgrade for newer versions)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile pyproject.toml --quiet --output-file requirements.lock --universal --python-version 3.11 \
		--generate-hashes --extra dev --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)
	@$(BIN)/uv pip compile tests/independent/requirements.in --quiet --output-file tests/independent/requirements.txt \
		--universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)

$(STAMP): requirements.lock
	@test -n "$(PYTHON)" || { echo "Plenum needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) came without venv; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Building $(VENV) with $$($(PYTHON) -V) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

$(INDEPENDENT_STAMP): tests/independent/requirements.txt | $(STAMP)
	@echo "Building $(INDEPENDENT) …"
	@$(PYTHON) -m venv --clear $(INDEPENDENT)
	@$(INDEPENDENT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# Without npm nothing is made here, and the tests say what that means
$(NODE_STAMP): $(NODE)/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "Installing packages for Node.js …"; \
		npm ci --prefix $(NODE) --no-audit --no-fund --loglevel=error && touch $@; fi
