#!/usr/bin/env bash
# The checks that need no build: format and module order.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install_deps.sh check
git ls-files -- '*.cc' '*.h' | xargs clang-format-16 --dry-run --Werror
python3 tools/check_modules.py
