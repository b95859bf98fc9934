# The front door. Every target installs what it needs (Debian packages, as root or with sudo), is idempotent, and can be
# run on a bare Debian 12 that has git and make.
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 20
JOBS := $(shell nproc)

.PHONY: help demo build test nightly check lint bench install clean

help:
	@echo "make demo       build, and find what was opened in examples/logs"
	@echo "make test       build, and run all tests"
	@echo "make nightly    the tests of random policies and orders, at length (an hour)"
	@echo "make check      format, module order, lint, sanitizers, short fuzz runs"
	@echo "make lint       clang-tidy"
	@echo "make bench      speed against decompressing the same bytes"
	@echo "make install    into PREFIX ($(PREFIX))"

# Quiet unless something goes wrong.
configure-%:
	@tools/install_deps.sh
	@cmake --preset $* > build-$*.log 2>&1 || (cat build-$*.log; rm -f build-$*.log; exit 1)
	@rm -f build-$*.log

build: configure-release
	cmake --build build/release

demo: build
	build/release/bin/crosstrail scan examples/logs --config examples/crosstrail.toml --format table

test: configure-test
	cmake --build build/test
	ctest --test-dir build/test --output-on-failure -j $(JOBS)

nightly: build
	CROSSTRAIL_POLICY_PAIRS=1000000 CROSSTRAIL_POLICY_COUNT=2000 \
	  build/release/tests/policy_tests --gtest_filter='Refutation.*:Metamorphic.*:SmtOracle.*'
	CROSSTRAIL_EXPOSURE_CHANGES=10000 CROSSTRAIL_EXPOSURE_ORDERS=100 \
	  build/release/tests/detect_tests --gtest_filter='ExposureOrder.*'

check:
	tools/check.sh $(FUZZ_SECONDS)

lint:
	tools/lint.sh

bench: build
	python3 bench/run.py

install: build
	cmake --install build/release --prefix $(PREFIX)

clean:
	rm -rf build
