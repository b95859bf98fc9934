#!/usr/bin/env bash
# Everything but the tests themselves: format, module order, the tests under sanitizers, short fuzz runs. Lint is apart
# (`make lint`).
# usage: tools/check.sh [SECONDS_PER_FUZZER]
set -euo pipefail
cd "$(dirname "$0")/.."
fuzz_seconds=${1:-20}

section() { printf '\n== %s\n' "$*"; }

section "format and module order"
tools/check_source.sh

for preset in asan-ubsan tsan; do
  section "tests under $preset"
  cmake --preset "$preset" >/dev/null
  cmake --build "build/$preset"
  ctest --test-dir "build/$preset" --output-on-failure -j "$(nproc)"
done

section "fuzzers, $fuzz_seconds seconds each"
cmake --preset fuzz >/dev/null
cmake --build build/fuzz
fuzz/run.sh "$fuzz_seconds"

section "all checks passed"
