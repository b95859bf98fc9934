#!/usr/bin/env bash
# Runs every fuzzer for a while, starting from the committed corpus, which is never changed.
#   fuzz/run.sh SECONDS_PER_TARGET [TARGET...]
# Build first: cmake --preset fuzz && cmake --build --preset fuzz
# Inputs that broke something are left in build/fuzz/findings/TARGET. What was learned stays in build/fuzz/corpus.
set -euo pipefail

if [[ $# -lt 1 || ! $1 =~ ^[0-9]+$ ]]; then
  echo "usage: fuzz/run.sh SECONDS_PER_TARGET [TARGET...]" >&2
  exit 2
fi
seconds=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/fuzz
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || targets=(framing json toml eql)

failed=()
for target in "${targets[@]}"; do
  binary=$build/fuzz/fuzz_$target
  [[ -x $binary ]] || { echo "fuzz/run.sh: $binary is missing; build the preset 'fuzz' first" >&2; exit 2; }
  learned=$build/corpus/$target
  findings=$build/findings/$target
  mkdir -p "$learned" "$findings"
  echo "== $target, $seconds s"
  if ! "$binary" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
      -verbosity=1 -artifact_prefix="$findings/" "$learned" "$root/fuzz/corpus/$target" >"$findings/log" 2>&1; then
    failed+=("$target")
    tail -40 "$findings/log"
  fi
  grep -E "stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)" "$findings/log" || true
done

if [[ ${#failed[@]} -gt 0 ]]; then
  echo "fuzz/run.sh: findings in: ${failed[*]} (inputs under build/fuzz/findings)" >&2
  exit 1
fi
