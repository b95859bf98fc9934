#!/usr/bin/env bash
# clang-tidy over everything that is compiled into the programs.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install_deps.sh check
cmake --preset lint >/dev/null
git ls-files -- 'src/*.cc' 'bench/*.cc' |
  xargs -P "$(nproc)" -n 2 clang-tidy-16 --quiet -p build/lint
