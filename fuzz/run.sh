#!/usr/bin/env bash
# Runs every fuzzer for a while on a copy of its corpus, two at a time; fails on the first finding and says where it is.
# usage: fuzz/run.sh SECONDS_PER_FUZZER [FUZZER...]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?usage: fuzz/run.sh SECONDS_PER_FUZZER [FUZZER...]}
shift
fuzzers=("$@")
((${#fuzzers[@]})) || fuzzers=(framing event java_map json policy_parse policy_analyse exposure config exceptions filters
  indicators toml eql kql lucene)
binaries=build/asan-ubsan/bin
work=build/asan-ubsan/fuzz
mkdir -p "$work"

run_one() {
  local name=$1 corpus="$work/$1" seeds=fuzz/corpus/$1 dictionary=()
  [[ $name != event ]] || seeds=fuzz/corpus/framing  # events are read from the same logs
  [[ $name != policy_* ]] || seeds=fuzz/corpus/policy
  mkdir -p "$corpus" "$work/findings"
  cp -n "$seeds"/* "$corpus"/
  [[ ! -f fuzz/${name%%_*}.dict ]] || dictionary=(-dict="fuzz/${name%%_*}.dict")
  if ! "$binaries/fuzz_$name" -max_total_time="$seconds" -timeout=60 -seed=1 -rss_limit_mb=2048 -max_len=16384 \
    -print_final_stats=1 "${dictionary[@]}" -artifact_prefix="$work/findings/$name-" "$corpus" >"$work/$name.log" 2>&1; then
    tail -n 40 "$work/$name.log"
    echo "fuzz_$name: a finding, kept in $work/findings" >&2
    return 1
  fi
  echo "fuzz_$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log") executions, no finding"
}

failed=0
running=()
for name in "${fuzzers[@]}"; do
  run_one "$name" &
  running+=($!)
  if ((${#running[@]} == $(nproc))); then
    wait "${running[0]}" || failed=1
    running=("${running[@]:1}")
  fi
done
for job in "${running[@]}"; do wait "$job" || failed=1; done
exit "$failed"
