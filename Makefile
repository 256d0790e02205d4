# Hemline's targets; 'make help' lists them.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install demo serve test lint format screenshots bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: .venv/.installed  ## make .venv and install Hemline with what its tests need

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hemline needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[offline,chronos,dev]'
	@touch $@

demo: install  ## make the sample season, run everything, serve the dashboard on 127.0.0.1:8501
	$(BIN)/hemline demo

serve: install  ## serve the dashboard of what was published last
	$(BIN)/hemline serve

test: install  ## run every test, as many files at once as there are cores, at most four
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

lint: install  ## check style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install  ## put the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: install  ## draw the pages of the published snapshot into docs/img (needs a Chromium)
	$(BIN)/python -m benchmarks.screenshots

bench: install  ## the real data, end to end, where ../shared/data is there
	$(BIN)/python -m benchmarks.real_run

clean:  ## remove the environment and the caches; data/local stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
