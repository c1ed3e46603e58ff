# make demo    train the embedded demo
# make test    lint, types, layers and the whole test suite
# make test-installed   the test suite on what is installed, for example without legacy-shims
# make docs    bring generated documentation and shims up to date
# make bench   times beside named peers, measured in one run
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
METADATA := $(wildcard packages/*/pyproject.toml) constraints.txt Makefile
EDITABLE := --editable "packages/training-core[cpu]" --editable packages/training-execution \
	--editable packages/training-hpo --editable packages/training-cli --editable packages/legacy-shims
SOURCES := $(shell find packages -name '*.py' -o -name py.typed)

.PHONY: demo test test-installed lint types docs bench demo-data clean

demo: $(VENV)/.installed
	$(BIN)/training train

test: lint types
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup $(PYTEST)

test-installed:
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup $(PYTEST)

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tools build/site/.built
	cd build/site && MYPYPATH=.:../.. ../../$(BIN)/mypy --config-file ../../pyproject.toml -p training -p hpo -p orchestration -p training_exec -p benchmarks

docs: $(VENV)/.installed
	$(BIN)/python -m tools.shims
	$(BIN)/python -m tools.docs
	$(BIN)/python -m tools.api_reference

bench: $(VENV)/.bench
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

demo-data: $(VENV)/.tools
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

build/site/.built: $(SOURCES) $(METADATA) | $(VENV)/.tools
	$(BIN)/python -m tools.wheels build
	@touch $@

clean:
	rm -rf build dist $(VENV)
