#!/usr/bin/env bash
# clang-tidy over everything that is compiled into the programs. Sources are read several at once (CROSSTRAIL_UNITY),
# for most of the time goes into the headers.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install_deps.sh check
cmake --preset lint >/dev/null
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' build/lint/compile_commands.json |
  xargs -P "$(nproc)" -n 1 clang-tidy-16 --quiet --config-file=.clang-tidy -p build/lint \
  2> >(grep -v '^[0-9]* warnings\{0,1\} generated\.$' >&2)
