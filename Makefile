# Every target does its own set-up in .venv, with python3 -m venv and pip only; `make` alone lists the targets.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
OUT ?= results/demo
NEWER ?= 3.12 3.13
export GOLDEN_REASON ?=

BIN := .venv/bin
SCENARIOS := $(sort $(wildcard scenarios/*.yaml))
# Every shipped file that people may copy: scenarios, cities, experiments.
SHIPPED := $(SCENARIOS) $(sort $(wildcard scenarios/*/*.yaml experiments/*.yaml)) $(sort $(patsubst %/,%,$(wildcard scenarios/cities/*/)))

# A process for each core up to four; a file's tests stay together, in the order that tests/conftest.py gives them.
PARALLEL := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

# Where tests say what the model does in a town, which must not be the luck of one.
CLAIMS := $(addprefix tests/,citizens government indicators institutions mechanisms rows test_dead_parameters.py test_neutrality.py test_pairing.py)
TOWNS ?= 2 3

# python_at(version): prints a Python of that version that really runs and can make environments, or nothing.
# A `python3.12` on PATH may be a pyenv shim without a Python behind it, hence the trial and the second place to look.
define python_at
for candidate in "python$(1)" "$$(pyenv prefix $(1) 2>/dev/null || true)/bin/python"; do \
  if "$$candidate" -c 'import ensurepip, sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(1)")' 2>/dev/null; \
  then echo "$$candidate"; break; fi; done
endef

# install(folder, extras): installs learncity, editable, at the versions of constraints/ for that folder's Python.
define install
version=$$($(1)/bin/python -c 'import sys; print("py%d%d" % sys.version_info[:2])'); \
$(1)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints/$$version.txt --editable '.$(2)'
endef

.PHONY: help setup demo test proofs towns check golden bench coverage tables constraints format clean

help:  ## Show this list
	@echo "learncity: what would a learning-city policy change, for whom, at what cost?"
	@echo
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20
	@echo
	@echo "Variables: PYTHON=python3.12 (first set-up only), OUT=results/demo, NEWER=\"3.12 3.13\", TOWNS=\"2 3\", GOLDEN_REASON=\"why numbers change\""

setup: .venv/.ready  ## Make the virtual environment .venv with all that `learncity` needs
	@echo "Ready: $(BIN)/learncity --help"

.venv/.ready: pyproject.toml $(wildcard constraints/*.txt)
	@echo "Setting up .venv (once; about a minute) ..."
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.exit("learncity runs on Python 3.11 to 3.13: make PYTHON=python3.13")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(call install,.venv,)
	@touch $@

.venv/.ready-dev: .venv/.ready
	@echo "Adding the tools for tests and checks ..."
	@$(call install,.venv,[dev])
	@touch $@

demo: .venv/.ready  ## Compare the shipped policies for Dalian over ten years and write a report
	@$(BIN)/learncity compare $(SCENARIOS) --reference scenarios/baseline.yaml --citizens 20000 --months 120 --replicates 10 --out $(OUT)
	@echo "The report: $(abspath $(OUT))/report.html (open it in a browser; it works offline)"

test: .venv/.ready-dev  ## Run the tests, and those that face Mesa also on newer Pythons where there are any
	@$(BIN)/python -m pytest $(PARALLEL)
	@for version in $(NEWER); do $(MAKE) test-on VERSION=$$version; done

.PHONY: test-on
test-on:
	@python=$$($(call python_at,$(VERSION))); folder=.venv$(subst .,,$(VERSION)); \
	if [ -z "$$python" ]; then echo "Skipped on Python $(VERSION): none on this machine runs (tests marked mesa)."; exit 0; fi; \
	if [ ! -f $$folder/.ready ] || [ -n "$$(find pyproject.toml constraints -newer $$folder/.ready)" ]; then \
	  echo "Setting up $$folder (once) ..."; test -x $$folder/bin/python || "$$python" -m venv $$folder; \
	  $(call install,$$folder,[test]); touch $$folder/.ready; fi; \
	echo "On Python $(VERSION), the tests marked mesa:"; $$folder/bin/python -m pytest -m mesa

proofs: .venv/.ready-dev  ## Run the tests that take long: every assumption, every experiment, cities of every kind
	@$(BIN)/python -m pytest $(PARALLEL) -m proof

towns: .venv/.ready-dev  ## Run the tests of what is claimed in other simulated towns than the usual one
	@for town in $(TOWNS); do echo "In the town of seed $$town:"; \
	  $(BIN)/python -m pytest $(PARALLEL) -m "proof or not proof" --town $$town $(CLAIMS); done

check: .venv/.ready-dev  ## Lint, format, types, layers, every shipped file, tables of the docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(if $(SHIPPED),$(BIN)/learncity check $(SHIPPED))
	$(BIN)/python docs/generate.py --check

golden: .venv/.ready-dev  ## Rewrite the golden results; needs a changelog line (or GOLDEN_REASON="...")
	@if [ -n "$$GOLDEN_REASON" ]; then $(BIN)/python .ci/changelog.py add "$$GOLDEN_REASON"; \
	else $(BIN)/python .ci/changelog.py changed; fi
	$(BIN)/python -m pytest -m golden --write-golden

bench: .venv/.ready-dev  ## Time a month of a city and the parts it is made of
	$(BIN)/python -m pytest -m bench --benchmark-enable --benchmark-columns=min,median,rounds --benchmark-sort=name

coverage: .venv/.ready-dev  ## Run the tests uncompiled, so that coverage sees the rules (slow)
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest --cov --cov-report=term

tables: .venv/.ready-dev  ## Write the tables of the model description anew from the declarations in the code
	$(BIN)/python docs/generate.py

format: .venv/.ready-dev  ## Format the code and sort its imports
	$(BIN)/ruff check --fix --select I
	$(BIN)/ruff format

constraints:  ## Pin the newest versions for PYTHON anew in constraints/ (for maintainers)
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; $(PYTHON) -m venv "$$folder/venv"; \
	"$$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed \
	  --report "$$folder/report.json" --editable '.[dev,web,study,cluster,docs]'; \
	"$$folder/venv/bin/python" constraints/pin.py "$$folder/report.json"

clean:  ## Remove the environments, caches and built files (results/ stays)
	rm -rf .venv .venv312 .venv313 build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage *.egg-info
	find sim tests docs -name __pycache__ -type d -prune -exec rm -rf {} +
