#!/usr/bin/env bash
# Measures `import sql` and its comparison on a PostgreSQL of many messages, and holds them to their limits.
#
#   CLI=.build/release/chat-ledger Tests/scripts/measure_import.sh [MESSAGES]
#
# Makes a throw-away server (postgres.sh) and fills it (make_tutoring.sh), unless PGHOST names one that is filled already.
# Prints seconds, rows a second and the largest resident memory; fails when 1,000,000 messages take 90 s or more, or the
# memory reaches 350 MB, or the comparison finds a difference.
set -euo pipefail

CLI=$(readlink -f "${CLI:?the chat-ledger to measure}")
MESSAGES=${1:-1000000}
HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/chat-ledger-measure.XXXXXX")
SERVER=
finish() {
  [ -z "$SERVER" ] || "$HERE/postgres.sh" stop "$SERVER"
  rm -rf "$WORK"
}
trap finish EXIT

if [ -z "${PGHOST:-}" ]; then
  SERVER="${TMPDIR:-/tmp}/clpg.$$"
  # Where there is no PostgreSQL the script has said so.
  SETTINGS=$("$HERE/postgres.sh" start "$SERVER" $$) || exit 0
  while IFS= read -r setting; do export "${setting?}"; done <<< "$SETTINGS"
  "$HERE/make_tutoring.sh" "$MESSAGES"
fi

"$CLI" init --ledger "$WORK/ledger" --quiet > /dev/null
CLI="$CLI" LEDGER="$WORK/ledger" MESSAGES="$MESSAGES" python3 - << 'PYTHON'
import json, os, resource, subprocess, sys, time

cli, ledger = os.environ["CLI"], os.environ["LEDGER"]
share = int(os.environ["MESSAGES"]) / 1_000_000
failures = []


def run(what, *options, limit=None):
    began = time.monotonic()
    command = [cli, "import", "sql", "postgres:", "--mapping", "tutoring", "--ledger", ledger, "--json", "--quiet"]
    done = subprocess.run(command + list(options), stdout=subprocess.PIPE)
    seconds = time.monotonic() - began
    # The largest of all children so far: what is first and small is not hidden by what is later and large.
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report = json.loads(done.stdout)
    rows = sum(table.get("rows", table.get("sourceRows", 0)) for table in report["tables"])
    print(f"{what:<16} {rows:>9,} rows  {seconds:6.1f} s  {rows / seconds:>9,.0f} rows/s  {memory:6.0f} MB resident")
    if done.returncode:
        failures.append(f"{what} ended with exit code {done.returncode}")
    if limit and seconds > limit:
        failures.append(f"{what} took {seconds:.1f} s instead of {limit:.0f}")
    if memory >= 350:
        failures.append(f"{what} took {memory:.0f} MB of memory")
    return report


run("import", limit=90 * max(share, 0.05))
comparison = run("compare", "--compare")
for table in comparison["tables"]:
    same = table["sourceDigest"] == table["ledgerDigest"] and table["sourceRows"] == table["ledgerRows"]
    print(f"  {table['table']:<14} {table['sourceRows']:>9,} {table['ledgerDigest'][:16]} {'[OK]' if same else '[DIFFERENT]'}")
again = run("import again")
if again["outcome"] != "NOTHING_NEW":
    failures.append("importing again recorded something")
for failure in failures:
    print("FAILED:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
PYTHON
