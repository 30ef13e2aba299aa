# One-word commands. Everything needed is fetched by `make setup`; see CONTRIBUTING.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# Some networks have a certificate authority of their own, which uv looks up only when told to.
export UV_SYSTEM_CERTS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without compiled files every `huying …` would start two to three times slower.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP = $(BIN)/python -I scripts/stamp.py

# What the pages are bundled from; the entries keep their names under /static/.
ASSETS = src/huying/platform/pages/assets
ENTRIES = $(ASSETS)/huying.js $(ASSETS)/huying.css

.PHONY: help setup dev python venv base assets catalogues

help:
	@awk '/^[a-z-]+:.*## / { name = $$0; sub(/:.*/, "", name); sub(/.*## /, ""); printf "make %-14s %s\n", name, $$0 }' $(firstword $(MAKEFILE_LIST))

# ---- set-up: each step runs again only when the digest of its inputs changes -------------------

python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed and none was found: install it (Debian, Ubuntu: apt install python3 python3-venv) or name one: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo 'The Python module venv is missing: install it (Debian, Ubuntu: apt install python3-venv) and start again.' >&2; exit 1; }

venv: python
	@"$(PYTHON)" -I scripts/stamp.py .venv/.uv requirements/setup.txt -- $(SHELL) -euc \
	  'echo "Making the Python environment .venv"; "$(PYTHON)" -m venv --clear .venv; $(BIN)/pip install --quiet --require-hashes -r requirements/setup.txt'

base: venv
	@$(STAMP) .venv/.base requirements/base.txt pyproject.toml -- $(SHELL) -euc \
	  'echo "Installing the pinned packages"; $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt; $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .'

dev: base
	@$(STAMP) .venv/.dev requirements/dev.txt -- $(SHELL) -euc \
	  'echo "Installing the packages for tests and checks"; $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt'

# The bundler is itself a pinned package: no Node is needed.
node_modules/.stamp: base
	@$(STAMP) $@ package.json bun.lock -- $(SHELL) -euc 'echo "Installing the scripts of the pages"; $(BIN)/bun install --frozen-lockfile --silent'

assets: node_modules/.stamp
	@$(STAMP) build/.bundles package.json bun.lock $(ASSETS) -- $(SHELL) -euc \
	  'echo "Bundling scripts and styles"; rm -rf build/bundles; $(BIN)/bun build $(ENTRIES) --outdir build/bundles --public-path /static/ --target browser --minify --splitting --format esm >/dev/null'
	@$(STAMP) build/.static build/bundles $(wildcard src/huying/*/static src/huying/*/*/static) requirements/base.txt -- $(SHELL) -euc \
	  'rm -rf build/static; $(BIN)/huying manage collectstatic --no-input --verbosity 0'

catalogues: base
	@$(STAMP) build/.catalogues locale/en/LC_MESSAGES/django.po -- $(BIN)/huying messages --compile

.PHONY: node_modules/.stamp setup run test check fix bench bench-volume shell coverage-map messages lint generated

setup: base assets catalogues ## environment and assets; leaves .venv/bin/huying

# ---- daily words -------------------------------------------------------------------------------

# One line per requirement and test that showed it.
SHOWN = build/requirements.jsonl

ifdef PORT
export HUYING_PORT := $(PORT)
endif

run: setup ## everything on http://127.0.0.1:8000 (PORT=… for another port)
	@$(BIN)/huying prepare
	@exec $(BIN)/huying serve

test: setup dev ## all tests on SQLite but the browser journeys
	@$(BIN)/pytest -n 2 tests/domain tests/sim
	@$(BIN)/pytest -n 2 tests/apps tests/architecture

check: setup dev lint generated ## everything the main branch must pass
	@rm -f $(SHOWN)
	@$(BIN)/pytest -n 2 --requirements $(SHOWN) tests/domain tests/sim
	@echo '== SQLite'
	@$(BIN)/pytest -n 2 --requirements $(SHOWN) tests/apps tests/architecture
	@echo '== PostgreSQL'
	@$(BIN)/python tests/with_pg.py $(BIN)/pytest -n 2 tests/apps tests/architecture
	@echo '== Browser'
	@$(BIN)/pytest --requirements $(SHOWN) tests/journeys
	@$(BIN)/python scripts/requirements_map.py $(SHOWN) --check

lint: setup dev
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports >build/imports.txt || { cat build/imports.txt; exit 1; }
	@$(BIN)/mypy --no-error-summary

generated: setup
	@$(BIN)/huying manage makemigrations --check --dry-run --verbosity 1
	@$(BIN)/huying messages --check
	@$(BIN)/huying docs --check

fix: setup dev ## format, sort imports, write the generated files
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/huying docs
	@$(BIN)/huying messages

messages: setup ## take new texts into the English catalogue
	@$(BIN)/huying messages

shell: setup ## a Python prompt with the product loaded
	@exec $(BIN)/huying manage shell

bench: setup dev ## measured comparisons on SQLite and PostgreSQL; writes build/bench.json
	@$(BIN)/python -m bench

bench-volume: setup dev ## the same with a million cases: 22 GB of disk and some hours
	@$(BIN)/python -m bench.volume

coverage-map: setup dev ## docs/reference/requirements.*, from the tests that passed
	@rm -f $(SHOWN)
	@$(BIN)/pytest -n 2 --requirements $(SHOWN) tests/domain tests/sim
	@$(BIN)/pytest -n 2 --requirements $(SHOWN) tests/apps tests/architecture
	@$(BIN)/pytest --requirements $(SHOWN) tests/journeys
	@$(BIN)/python scripts/requirements_map.py $(SHOWN)
