# apsync: everything that is done to the project. "make" lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
TOOLS := $(CURDIR)/build/tools
GOFUMPT := $(TOOLS)/gofumpt
STATICCHECK := $(TOOLS)/staticcheck
GO_PACKAGES := ./capi/... ./core/...

DIR ?=
FUZZTIME ?= 20s
FUZZTOTAL ?=

.PHONY: help build test test-go test-python test-pythons lint fmt check fuzz corrupt bombs budgets host stress bench fidelity golden demo readme wheel cross clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.ready ## make thumbnails of sample pictures (or DIR=…) and show them on a page
	@$(PY) tests/demo.py $(if $(DIR),--folder "$(DIR)")

test: test-go test-python test-pythons ## run every test

# Where goroutines meet, the tests run with the race detector; of the decoders, which
# are plain functions, only those that run them side by side do.
RACING := $(addprefix ./core/,atomicfile batch calls fault picture project settings store thumb) ./core
SIDE_BY_SIDE := TestLoader|Concurrent|Cancel
DECODERS = $(addprefix ./,$(shell grep -rlE --include='*_test.go' '^func Test\w*($(SIDE_BY_SIDE:Test%=%))' \
	core/codec core/loaders | xargs dirname | sort -u))

test-go: ## run the Go tests, with the race detector where goroutines meet
	go test -timeout 12m $(GO_PACKAGES)
	go test -race -timeout 12m $(RACING)
	go test -race -timeout 12m -run '$(SIDE_BY_SIDE)' $(DECODERS)

test-python: $(VENV)/.ready ## run the Python tests
	$(PY) -m pytest -q tests

test-pythons: $(VENV)/.ready ## run the tests that depend on the Python version with every Python found
	$(PY) tests/interpreters.py

lint: $(GOFUMPT) $(STATICCHECK) $(VENV)/.ready ## check format, code and types
	@unformatted=$$($(GOFUMPT) -l capi core); test -z "$$unformatted" || { echo "not formatted: $$unformatted"; exit 1; }
	go vet $(GO_PACKAGES)
	$(STATICCHECK) $(GO_PACKAGES)
	$(PY) -m ruff format --check python tests setup.py
	$(PY) -m ruff check python tests setup.py
	$(PY) -m mypy --strict python/apsync
	MYPYPATH=python $(PY) -m mypy.stubtest apsync

fmt: $(GOFUMPT) $(VENV)/.ready ## format the code
	$(GOFUMPT) -w capi core
	$(PY) -m ruff format python tests setup.py
	$(PY) -m ruff check --fix python tests setup.py

check: lint test ## what must pass before a commit

build: $(VENV)/.ready ## build the library into the virtual environment's editable install

# The editable install holds the library; it is built anew when a Go file changed.
$(VENV)/.ready: $(VENV)/.tools $(shell find capi core -name '*.[gsh]*' -not -name '*_test.go' -not -path '*/testdata/*') go.mod setup.py pyproject.toml
	$(PY) -m pip install -q --no-build-isolation -e ".[test,lint]"
	@touch $@

$(VENV)/.tools:
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q --upgrade pip "setuptools>=77" wheel
	@touch $@

$(GOFUMPT):
	GOBIN=$(TOOLS) go install mvdan.cc/gofumpt@v0.12.0

$(STATICCHECK):
	GOBIN=$(TOOLS) go install honnef.co/go/tools/cmd/staticcheck@v0.8.2

wheel: $(VENV)/.wheel ## build the wheel for Linux with glibc 2.28 or newer, and try it
	$(PY) tests/wheels.py linux

cross: $(VENV)/.wheel ## build the wheels for Windows and macOS, which are not run
	$(PY) tests/wheels.py windows macos-arm64 macos-x86_64

$(VENV)/.wheel: $(VENV)/.tools pyproject.toml
	$(PY) -m pip install -q auditwheel ziglang
	@touch $@

readme: $(VENV)/.ready ## write the README's tables from the library
	$(PY) tests/readme.py

bench: $(VENV)/.ready ## measure beside Pillow, libvips, OpenCV and sharp (QUICK=1, ONLY=jpeg, PARTS=rows,memory, QUALITY=1)
	@$(PY) -m tests.bench $(if $(QUICK),--quick) $(if $(ONLY),--only "$(ONLY)") \
		$(if $(QUALITY),--parts quality,$(if $(PARTS),--parts "$(PARTS)"))

fidelity: $(VENV)/.ready ## compare previews of real files with those of independent readers (ONLY=exr)
	@$(PY) -m tests.fidelity $(if $(ONLY),--only "$(ONLY)")

fuzz: ## run every fuzz target for FUZZTIME each (20s), or those that FUZZTOTAL has room for (ONLY=png)
	@$(PYTHON) tests/fuzz.py --time $(FUZZTIME) $(if $(FUZZTOTAL),--total $(FUZZTOTAL)) $(if $(ONLY),--only "$(ONLY)")

corrupt: $(VENV)/.ready ## try damaged files (VARIANTS=10000) in one process, which must stay as it was
	@$(PY) tests/corruption.py $(if $(VARIANTS),--variants $(VARIANTS)) $(if $(SEED),--seed $(SEED)) $(if $(KEEP),--keep "$(KEEP)")

bombs: $(VENV)/.ready ## try files that are made to harm and print how each ended (ONLY=png)
	@$(PY) -m tests.bombs $(if $(ONLY),--only "$(ONLY)")

budgets: $(VENV)/.ready ## measure that the budgets hold, which takes minutes (ONLY=memory, time or processors)
	@$(PY) tests/budgets.py $(if $(ONLY),--only "$(ONLY)")

stress: $(VENV)/.ready ## kill processes that attach, get and generate, and look at what they leave
	@$(PY) tests/store_stress.py

host: $(VENV)/.ready ## try for long, with every Python found, whether the process that loads the library stays whole
	@$(PY) tests/host.py

golden: ## write the golden pictures anew; look at them before committing
	APSYNC_GOLDEN=write go test -count=1 ./core/codec/... ./core/loaders/...

clean: ## remove what was built
	rm -rf build dist $(VENV) python/apsync/_lib python/*.egg-info tests/out
