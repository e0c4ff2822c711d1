# Everything one does with Clew. Bare `make` lists the targets.
#
# Needs Python 3.11 or later, git and make; the rest is installed into .venv from the locked requirements, with
# whatever package index pip is configured for. Stamps under .venv make a second call cost nothing.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
ONLY   ?=
ARGS   ?=
CASES  ?= ../shared/cases/semantics
ROUNDS ?= 200
JOBS   ?= 2

BIN     := .venv/bin
STAMPS  := .venv/stamps
# Uncompiled: of these packages little is ever imported, and what is, is compiled then.
PACKAGE := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile
NODE_LOCKS := $(wildcard tests/*/package-lock.json tests/*/*/package-lock.json console/package-lock.json)

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/.venv/cache
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

# Where it is set (images of containers do), every process compiles all that it imports, and so does each role of a
# server: three times the start, hundreds of times in a run of the tests.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test suite check lint console screens format docs bench crash nightly conformance lock fresh clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMPS)/run console ## Load the demo workspace, serve it and print where to look
	@clew demo $(ARGS)

test: $(STAMPS)/dev ## Everything that must hold: checks, then all tests (ONLY=path or expression, JOBS=2)
	@$(MAKE) --no-print-directory --jobs=3 $(STAMPS)/node $(STAMPS)/chromium $(STAMPS)/java
	@$(MAKE) --no-print-directory --jobs=3 lint docs suite

# A third of a test's time it waits for a server or a browser: a worker more than cores.
suite: console
	@python -m pytest --numprocesses $(if $(filter 0,$(JOBS)),0,$$(($(JOBS) + 1))) --dist loadfile --no-loadscope-reorder $(ONLY) $(ARGS)

check: docs lint ## Lint, format, types, import rules, docs; the console too

lint: $(STAMPS)/dev $(STAMPS)/node
	@ruff check
	@ruff format --check
	@lint-imports --no-logo
	@pyright & types=$$!; npm run --silent --prefix console check; console=$$?; wait $$types && exit $$console

console: $(STAMPS)/run ## Build the browser application, if its sources changed
	@python console/build_console.py

screens: console $(STAMPS)/chromium ## Photograph every screen of the console into docs/screens
	@python tools/screens $(ARGS)

format: $(STAMPS)/node ## Rewrite the sources as the formatter and the linter want them
	@ruff check --fix
	@ruff format
	@npm run --silent --prefix console format

docs: $(STAMPS)/dev ## Build the documentation into build/docs, strictly
	@python -m sphinx --quiet --fail-on-warning --keep-going --nitpicky -j $(or $(filter-out 0,$(JOBS)),1) docs build/docs

bench: $(STAMPS)/dev $(if $(filter participants preview profile_read funnel,$(or $(ONLY),preview)),$(STAMPS)/peer) ## Measure against budgets, peers and limits (ONLY=names)
	@python -m bench $(ONLY) $(ARGS)

crash: $(STAMPS)/dev ## Kill processes at random points and compare with uncrashed runs (ROUNDS=200)
	@CLEW_CRASH_ROUNDS=$(ROUNDS) CLEW_CRASH_EVIDENCE=tests/crash/evidence.json python -m pytest tests/crash $(ARGS)

nightly: $(STAMPS)/dev $(STAMPS)/java ## Try the language on 160,000 examples: incremental and SQL with the reference (ONLY=path, ARGS="-k postgres")
	@HYPOTHESIS_PROFILE=nightly python -m pytest $(or $(ONLY),tests/laws/expressions tests/laws/profiles tests/laws/engine/test_thread.py tests/laws/engine/test_grammar.py tests/conformance/sql) $(ARGS)

conformance: $(STAMPS)/run ## Run the cases of a folder against the engine (CASES=folder)
	@clew conformance $(CASES) --mode all $(ARGS)

lock: $(STAMPS)/dev ## Write the lock files anew (ARGS=--upgrade for newer versions)
	@tools/lock $(ARGS)

fresh: ## Prove that a fresh machine needs nothing else: clone, empty caches, all tests
	@tools/fresh

clean: ## Remove what can be built again, the environment included
	@rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name node_modules -prune -exec rm -rf {} +

# The environment, built once.

$(BIN)/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Clew needs Python 3.11 or later: install it, or say where it is with make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" -m venv .venv

$(STAMPS)/run: requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing Clew into .venv"
	@$(PACKAGE) --require-hashes --requirement requirements/run.lock
	@CLEW_SKIP_CONSOLE=1 $(PACKAGE) --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements/dev.lock $(STAMPS)/run
	@echo "Installing the development tools into .venv"
	@$(PACKAGE) --require-hashes --requirement requirements/dev.lock
	@python tools/link_node
	@touch $@

$(STAMPS)/node: $(STAMPS)/dev $(NODE_LOCKS)
	@for lock in $(NODE_LOCKS); do \
	  echo "Installing the npm packages of $$(dirname $$lock)"; \
	  npm ci --prefix "$$(dirname $$lock)" --no-audit --no-fund --no-update-notifier --loglevel=error || exit 1; \
	done
	@touch $@

# The peers that benchmarks are held against have their own environment: the product and its tests never see it.
$(STAMPS)/peer: requirements/peer.lock | $(BIN)/python
	@echo "Installing the peers of the benchmarks into .venv/peer"
	@$(BIN)/python -m venv .venv/peer
	@.venv/peer/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement requirements/peer.lock
	@mkdir -p $(@D) && touch $@

$(STAMPS)/chromium: tools/chromium $(STAMPS)/dev
	@tools/chromium
	@touch $@

$(STAMPS)/java: tools/java $(STAMPS)/dev
	@tools/java
	@touch $@
