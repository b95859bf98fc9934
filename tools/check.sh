#!/usr/bin/env bash
# Everything but the tests themselves: format, module order, lint, the tests under sanitizers, short fuzz runs.
# usage: tools/check.sh [SECONDS_PER_FUZZER]
set -euo pipefail
cd "$(dirname "$0")/.."
fuzz_seconds=${1:-20}

section() { printf '\n== %s\n' "$*"; }

section "format and module order"
tools/check_source.sh

section "clang-tidy"
tools/lint.sh

section "tests under AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset asan-ubsan >/dev/null
cmake --build build/asan-ubsan
# Fewer random policies and histories than in `make test`: each takes ten times as long.
CROSSTRAIL_POLICY_COUNT=20 CROSSTRAIL_POLICY_PAIRS=10000 CROSSTRAIL_EXPOSURE_CHANGES=500 CROSSTRAIL_EXPOSURE_ORDERS=2 \
  ctest --test-dir build/asan-ubsan --output-on-failure -j "$(nproc)"

section "tests of what runs on several threads, under ThreadSanitizer"
cmake --preset tsan >/dev/null
cmake --build build/tsan --target base_tests input_tests e2e_tests
ctest --test-dir build/tsan --output-on-failure -j "$(nproc)" --tests-regex '^(base|input|e2e)\.'

section "fuzzers, $fuzz_seconds seconds each"
fuzz/run.sh "$fuzz_seconds"

section "all checks passed"
