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

.PHONY: help setup dev python venv base assets catalogues

help:
	@echo 'make run | test | check | setup | fix | bench | shell | coverage-map | messages'

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
