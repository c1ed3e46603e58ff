PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
METADATA := $(wildcard packages/*/pyproject.toml) constraints.txt Makefile
EDITABLE := --editable "packages/training-core[cpu]" --editable packages/training-execution \
	--editable packages/training-hpo --editable packages/training-cli --editable packages/legacy-shims
PURE := $(subst [cpu],,$(EDITABLE))
SOURCES := $(shell find packages -name '*.py' -o -name py.typed)

WITHOUT_TORCH := tests/config tests/migrate tests/cli/commands/migrate tests/promises/migration/test_meaning_stays.py \
	tests/shims tests/tools
PYTHONS ?= $(foreach version,3.11 3.12 3.13 3.14,$(shell $(PYTHON) -m tools.pythons $(version)))

# Tests wait for the processes that they start, so that three at a time keep two cores busy.
WORKERS ?= 3
# A file stays with one of them: what its tests share is made once.
PARALLEL := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
# Without compiled modules each of those processes compiles them again.
unexport PYTHONDONTWRITEBYTECODE

SEED ?= 0
COUNT ?= 60
MODULES ?= core hpo execution

.PHONY: help demo test test-installed test-pythons coverage mutants lint types docs site bench demo-data clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.installed ## Train the embedded demo
	$(BIN)/training train

test: lint types ## Run lint, type checks and the whole test suite
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST)

test-installed: ## Run the test suite on what is installed, for example without legacy-shims
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST)

test-pythons: ## Run the tests that need no torch on each Python at hand
	@test -n "$(strip $(PYTHONS))" || { echo 'no Python found; name some: make test-pythons PYTHONS=python3.12' >&2; exit 2; }
	set -e; for python in $(PYTHONS); do \
		folder=.venv.$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		$$python -m venv $$folder; \
		PIP_CONSTRAINT=$(abspath constraints.txt) $$folder/bin/python -m pip install --quiet \
			--disable-pip-version-check $(PURE) --requirement tests/requirements-pythons.txt; \
		$$folder/bin/python -m pytest --quiet $(PARALLEL) $(WITHOUT_TORCH); \
	done

coverage: $(VENV)/.tools ## Run the test suite with branch coverage, and fail below the floor
	$(BIN)/python -m pytest $(PARALLEL) --cov --cov-report term:skip-covered $(PYTEST)

mutants: $(VENV)/.tools ## Try a sample of mutants: SEED=1 COUNT=60 MODULES="core/trainer core/data"
	OMP_NUM_THREADS=1 $(BIN)/python -m tools.mutants --seed $(SEED) --count $(COUNT) $(MODULES)

lint: $(VENV)/.tools ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tools.words

types: $(VENV)/.tools build/site/.built ## Check types
	cd build/site && MYPYPATH=.:../.. ../../$(BIN)/mypy --config-file ../../pyproject.toml -p training -p hpo -p orchestration -p training_exec -p benchmarks

docs: $(VENV)/.installed ## Regenerate documentation and shims from the code
	$(BIN)/python -m tools.shims
	$(BIN)/python -m tools.docs
	$(BIN)/python -m tools.api_reference

site: $(VENV)/.site ## Build the documentation site into build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build

bench: $(VENV)/.bench ## Measure times beside named peers
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.neighbour
	$(BIN)/python -m benchmarks.migrate
	$(BIN)/python -m benchmarks.shims
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.loop
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.scoring
	$(BIN)/python -m benchmarks.run_index
	$(BIN)/python -m benchmarks.tracking
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.fold_pruning
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.sweep
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.checkpoints
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.data_path
	$(BIN)/python -m benchmarks.quality.wnut17

demo-data: $(VENV)/.tools ## Generate the demo data again
	$(BIN)/python -m tools.demo_data packages/training-core/src/training/core/data/demo

$(VENV)/.installed: $(METADATA)
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=$(abspath constraints.txt) $(PIP) $(EDITABLE)
	@touch $@

$(VENV)/.tools: $(VENV)/.installed tests/requirements.txt
	$(PIP) --requirement tests/requirements.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.tools benchmarks/requirements.txt
	$(PIP) --requirement benchmarks/requirements.txt
	@touch $@

$(VENV)/.site: $(VENV)/.installed docs/requirements.txt
	$(PIP) --requirement docs/requirements.txt
	@touch $@

build/site/.built: $(SOURCES) $(METADATA) | $(VENV)/.tools
	$(BIN)/python -m tools.wheels build
	@touch $@

clean: ## Delete everything that was built
	rm -rf build dist $(VENV)
