#!/usr/bin/env python3
"""Measures how fast a scan is, and how far from the floor: merely decompressing the same objects; then policies.

Generates a trail once (about 1.1 GB of JSON, kept in BUILD/bench-data), then runs every stage several times, interleaved
so that a noisy minute hits them all, and prints medians. Wants a release build and an otherwise idle machine.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What one ordinary rule costs. Of all the data one event satisfies it, the planted one (crosstrail-generate --attack).
RULE = """\
[metadata]
creation_date = "2025/06/01"
maturity = "production"
updated_date = "2025/06/01"

[rule]
author = ["Crosstrail"]
description = "Bucket policy that lets in a principal by name, for the benchmark."
from = "now-6m"
index = ["logs-aws.cloudtrail-*"]
language = "eql"
license = "Apache-2.0"
name = "Benchmark: bucket policy names a principal"
risk_score = 47
rule_id = "6d1d4f0e-3f0c-4b61-9a1f-2f7f4f6f6b10"
severity = "medium"
timestamp_override = "event.ingested"
type = "eql"
query = '''
any where data_stream.dataset == "aws.cloudtrail" and event.provider == "s3.amazonaws.com"
  and event.action == "PutBucketPolicy" and event.outcome == "success"
  and stringContains(aws.cloudtrail.request_parameters, "Effect=Allow")
  and stringContains(aws.cloudtrail.request_parameters, "AWS=")
  and not stringContains(aws.cloudtrail.request_parameters, aws.cloudtrail.recipient_account_id)
'''
"""

# Calls that change something, as rules are about, of those that the generated logs have.
CALLS = (
    "CreateTags CopyObject CreateNetworkInterface CreateMultipartUpload StartExecution CreateSnapshot RunInstances "
    "TerminateInstances RegisterTargets CreateGrant CreateLogGroup PutBucketPolicy CreateChangeSet SendCommand "
    "ConsoleLogin SetDesiredCapacity PutBucketTagging StartSession CreateBucket CreateRole AttachRolePolicy RotateKey "
    "TagRole DeleteBucketPolicy PutRolePolicy"
).split()
MANY_RULES = 500
SEEDED_RULES = 1000
SEQUENCE_EVENTS = 10_000_000
EXPOSURE_BUCKETS = 1_000_000

# Corpora of policies, of those that are beside the checkout.
CORPORA = ("quacky", "aws_docs", "decision_table", "cfripper", "policyuniverse")


def many_rules():
    """The text of rules of two terms each, a call and a user who is not there, as files by name."""
    head = RULE[:RULE.index("query = ")]
    for number in range(MANY_RULES):
        query = f'any where event.action == "{CALLS[number % len(CALLS)]}" and user.name == "nobody-{number}"'
        rule = head.replace("6d1d4f0e-3f0c-4b61-9a1f-2f7f4f6f6b10", f"benchmark-{number}")
        yield f"{number}.toml", f"{rule}query = '{query}'\n"


def seeded_rules(elastic):
    """SEEDED_RULES rules made of Elastic's: each with one more condition, which leaves out nobody, as files by name."""
    seeds = []
    for path in sorted(elastic.glob("*.toml")):
        text = path.read_text()
        kind = re.search(r'^language = "(kuery|eql)"', text, re.M)
        query = re.search(r"^query = '''\n(.*?)\n?'''", text, re.M | re.S)
        if kind and query and not query[1].lstrip().startswith("sequence"):
            seeds.append((text, kind[1], query))
    for number in range(SEEDED_RULES if seeds else 0):
        text, language, query = seeds[number % len(seeds)]
        more = f'and not user.name: "nobody-{number}"' if language == "kuery" else f'and user.name != "nobody-{number}"'
        text = text[:query.end(1)] + f"\n{more}\n" + text[query.end(1):]
        yield f"{number}.toml", re.sub(r'^rule_id = ".*"', f'rule_id = "seeded-{number}"', text, flags=re.M)


def run(command):
    """Seconds of wall clock, peak resident bytes and standard output of one run."""
    discard = "convert" in command  # gigabytes; the other commands print a line
    with open(os.devnull, "w+b") if discard else tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"bench: exit code {process.returncode} from: {' '.join(map(str, command))}")
        if discard:
            return seconds, usage.ru_maxrss * 1024, ""
        output.seek(0)
        return seconds, usage.ru_maxrss * 1024, output.read().decode()


def prepare(build, size, jobs, name="bench-data", more=()):
    """The directory of the data, generated unless an earlier run has finished doing so with the same generator."""
    data = build / name
    done = data / "generated-with"
    generator = build / "bin" / "crosstrail-generate"
    arguments = ["--size", size, "--seed", "1", "--regions", "us-east-1,eu-west-1", "--attack", *more]
    stamp = f"{' '.join(arguments)} {generator.stat().st_mtime_ns}\n"
    if not done.exists() or done.read_text() != stamp:
        shutil.rmtree(data, ignore_errors=True)
        print(f"generating {size} of JSON into {data}", file=sys.stderr)
        subprocess.run([generator, data / "logs", *arguments, "-j", str(jobs)], check=True, stderr=subprocess.DEVNULL)
        done.write_text(stamp)
    return data / "logs"


def stages(build, logs, scratch, rules, many, elastic, seeded):
    """(name, threads, command) of everything that is measured; the first is the floor."""
    bench = build / "bin" / "crosstrail-bench"
    crosstrail = build / "bin" / "crosstrail"
    rows = [
        ("inflate only", 1, [bench, "inflate", logs, "-j", "1"]),
        ("inflate + frame", 1, [bench, "frame", logs, "-j", "1"]),
        ("... + open", 1, [bench, "open", logs, "-j", "1"]),
        ("... + ten fields", 1, [bench, "fields", logs, "-j", "1"]),
    ]
    if not crosstrail.exists() or subprocess.run([crosstrail, "scan", "--help"], capture_output=True).returncode != 0:
        print(f"bench: {crosstrail} has no `scan` (build the target crosstrail); the scan is left out", file=sys.stderr)
        return rows
    for threads in (1, 2):
        command = [crosstrail, "scan", logs, "--rules", rules, "--quiet", "--format", "ndjson", "--output",
                   scratch / "alerts.ndjson", "--force", "-j", str(threads)]
        rows.append(("scan, one rule", threads, command))
    command = [crosstrail, "scan", logs, "--rules", many, "--quiet", "--format", "ndjson", "-j", "1"]
    rows.append((f"scan, {MANY_RULES} rules", 1, command))
    if elastic is not None:
        for name, path in (("Elastic's rules", elastic), (f"{SEEDED_RULES} of them", seeded)):
            command = [crosstrail, "scan", logs, "--rules", path, "--quiet", "--format", "ndjson", "-j", "1",
                       "--output", scratch / "elastic.ndjson", "--force"]
            rows.append((f"scan, {name}", 1, command))
    for threads in (1, 2):
        command = [crosstrail, "convert", logs, "--to", "ecs", "--quiet", "-j", str(threads)]
        rows.append(("convert to ecs", threads, command))
    return rows


def measure_policies(build, directory, repetitions):
    """Prints what it takes to analyse a policy and to tell two apart: usual ones, and the worst that we could build."""
    files = [path for path in (directory / f"{name}.json" for name in CORPORA) if path.exists()]
    where = directory
    if not files:
        where = ROOT / "examples" / "policies"
        files = sorted(where.glob("*.json"))
    command = [build / "bin" / "crosstrail-policy-bench", "--runs", repetitions, *files]
    result = json.loads(run(command)[2])
    print(f"{result['policies']} policies of {where}, {result['undecided']} undecided; microseconds of one thread")
    print(f"{'':<18}{'median':>9}{'99th pct':>10}{'most':>10}")
    for name, key in (("parse", "parse_us"), ("analyse", "analyse_us"), ("diff, both ways", "diff_us")):
        of = result[key]
        print(f"{name:<22}{of['median']:>9.1f}{of['p99']:>10.1f}{of['max']:>10.1f}")
    for name, key in (("analyse", "analyse_ms"), ("tell apart from one like it, both ways", "diff_ms")):
        worst = max(result["hostile"], key=lambda policy: policy[key])
        print(f"of {len(result['hostile'])} hostile policies of up to 20 KB the slowest to {name}: "
              f"{worst[key]:.1f} ms (\"{worst['name']}\")")


def measure_exposures(build, size, jobs, repetitions):
    """Prints what it costs that one event in a hundred changes who may reach a resource, and what a tracker holds."""
    crosstrail = build / "bin" / "crosstrail"
    with_changes = prepare(build, size, jobs, "bench-data-sharing", ("--sharing", "10"))
    without = prepare(build, size, jobs, "bench-data-no-sharing", ("--sharing", "0"))
    with tempfile.TemporaryDirectory() as scratch:
        config = pathlib.Path(scratch) / "crosstrail.toml"
        config.write_text('[organization]\nid = "o-exampleorg"\n')  # which the generated policies name

        def scan(logs, threads):
            return run([crosstrail, "scan", logs, "--rules", ROOT / "rules", "--config", config, "--quiet", "--format",
                        "ndjson",
                        "--max-signals", "0", "--output", pathlib.Path(scratch) / "alerts.ndjson", "--force",
                        "-j", str(threads)])
        for threads in (1, 2):
            samples = {with_changes: [], without: []}
            peaks = {with_changes: 0, without: 0}
            for _ in range(repetitions):
                for logs in samples:
                    seconds, peak, _ = scan(logs, threads)
                    samples[logs].append(seconds)
                    peaks[logs] = max(peaks[logs], peak)
            costs = [statistics.median(samples[logs]) for logs in (with_changes, without)]
            print(f"1 % policy changes, {threads} thread(s): {costs[0]:.3f} s against {costs[1]:.3f} s without: "
                  f"{costs[0] / costs[1]:.2f} times (limit 1.3); peak {peaks[with_changes] / 1e6:.0f} MB against "
                  f"{peaks[without] / 1e6:.0f} MB")
    _, peak, output = run([build / "bin" / "crosstrail-bench", "exposure", EXPOSURE_BUCKETS])
    result = json.loads(output)
    print(f"state of {result['buckets']:,} buckets, {result['exposures']:,} of them open to others: peak "
          f"{peak / 1e6:.0f} MB (limit 1000), {peak / result['buckets']:.0f} bytes a bucket, "
          f"{result['seconds'] / result['buckets'] * 1e6:.1f} us a change")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release", help="a release build")
    parser.add_argument("--size", default="1100MB", help="how much JSON (default: %(default)s)")
    parser.add_argument("--repetitions", type=int, default=5, help="of every stage (default: %(default)s)")
    parser.add_argument("--policies", type=pathlib.Path, default=ROOT.parent / "shared" / "conformance" / "policies",
                        help="a directory with corpora of policies (default: %(default)s, or else the examples)")
    parser.add_argument("--elastic", type=pathlib.Path, default=ROOT.parent / "shared" / "conformance" / "rules",
                        help="a folder of Elastic's rules (default: %(default)s; left out where it is not there)")
    parser.add_argument("--rules", type=pathlib.Path, help="rules to scan with (default: one rule of its own)")
    arguments = parser.parse_args()
    if not (arguments.build / "bin" / "crosstrail-generate").exists():
        sys.exit(f"bench: no crosstrail-generate in {arguments.build}/bin; build the release preset first")

    logs = prepare(arguments.build, arguments.size, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        rules = arguments.rules
        if rules is None:
            rules = scratch / "rule.toml"
            rules.write_text(RULE)
        many = scratch / "many"
        many.mkdir()
        for name, text in many_rules():
            (many / name).write_text(text)
        elastic = arguments.elastic if arguments.elastic.is_dir() else None
        seeded = scratch / "seeded"
        seeded.mkdir()
        for name, text in seeded_rules(arguments.elastic):
            (seeded / name).write_text(text)
        rows = stages(arguments.build, logs, scratch, rules, many, elastic, seeded)
        # One run to fill the page cache; it also counts what there is.
        counted = json.loads(run([*rows[1][2]])[2])
        samples = [[] for _ in rows]
        memory = [0 for _ in rows]
        for _ in range(arguments.repetitions):
            for i, (_, _, command) in enumerate(rows):
                seconds, peak, _ = run(command)
                samples[i].append(seconds)
                memory[i] = max(memory[i], peak)
        alerts = scratch / "alerts.ndjson"
        found = len(alerts.read_text().splitlines()) if alerts.exists() else None

    if found != 1 and found is not None and arguments.rules is None:
        sys.exit(f"bench: the scan found {found} alerts where 1 is planted; its times mean nothing")

    medians = [statistics.median(row) for row in samples]
    print(f"{counted['objects']} objects, {counted['records']} events, {counted['bytes'] / 1e9:.3f} GB of JSON; "
          f"median of {arguments.repetitions}")
    print(f"{'stage':<22}{'threads':>8}{'seconds':>9}{'range':>17}{'x inflate':>11}{'GB/s':>7}{'events/s':>12}{'peak MB':>9}")
    for (name, threads, _), row, median, peak in zip(rows, samples, medians, memory):
        spread = f"{min(row):.3f}-{max(row):.3f}"
        print(f"{name:<22}{threads:>8}{median:>9.3f}{spread:>17}{median / medians[0]:>11.2f}"
              f"{counted['bytes'] / median / 1e9:>7.2f}{counted['records'] / median:>12,.0f}{peak / 1e6:>9.1f}")
    of = {name: median for (name, _, _), median in zip(rows, medians)}
    print(f"ten fields of every record cost {of['... + ten fields'] / of['... + open'] - 1:.0%} on top of parsing it")
    scans = {threads: median for (name, threads, _), median in zip(rows, medians) if name == "scan, one rule"}
    if len(scans) == 2:
        print(f"two threads are {scans[1] / scans[2]:.2f} times as fast as one; "
              f"{MANY_RULES} rules take {of[f'scan, {MANY_RULES} rules'] / scans[1]:.2f} times as long as one")
    for name in ("Elastic's rules", f"{SEEDED_RULES} of them"):
        if f"scan, {name}" in of and scans:
            print(f"{name} take {of[f'scan, {name}'] / scans[1]:.2f} times as long as one rule")
    _, peak, output = run([arguments.build / "bin" / "crosstrail-bench", "sequence", SEQUENCE_EVENTS])
    result = json.loads(output)
    print(f"a sequence of two stages by user over {result['events']:,} events, all of them hits: "
          f"{result['events'] / result['seconds']:,.0f} events/s, {result['sequences']:,} sequences, "
          f"peak {peak / 1e6:.1f} MB")
    measure_exposures(arguments.build, arguments.size, os.cpu_count() or 1, arguments.repetitions)
    measure_policies(arguments.build, arguments.policies, arguments.repetitions)


if __name__ == "__main__":
    main()
