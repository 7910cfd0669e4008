#!/usr/bin/env bash
# Makes the golden ledger: one in which every kind of command and event occurs, from the files beside it.
#
# What `Tests/CommandLineTests/Golden/Ledger1` holds was made by this once and stays: its log is what ledgers of this
# version hold, and the tests there ask every later version to read it, byte by byte. So nothing is ever made anew in
# its place. A change of the format gets another folder beside it, with files of its own:
#
#   CLI=.build/release/chat-ledger Tests/scripts/make_golden_ledger.sh Tests/CommandLineTests/Golden/Ledger2
#
# The folder has the commands in `Making`, and gets `ledger.tar.gz`. The expected outputs beside it are then written by
#   UPDATE_GOLDEN=1 swift test --filter GoldenLedgerTests
set -euo pipefail
folder="$(cd "${1:?name the folder of the golden ledger}" && pwd)"
CLI="$(realpath "${CLI:-.build/release/chat-ledger}")"
making="$folder/Making"
# The archives that are imported are those of the first golden ledger.
archives="$(dirname "${BASH_SOURCE[0]}")/../CommandLineTests/Golden/Ledger1/Making"
archives="$(cd "$archives" && pwd)"
[ ! -e "$folder/ledger.tar.gz" ] || { echo "$folder/ledger.tar.gz is there, and stays as it is." >&2; exit 2; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export CHAT_LEDGER="$work/ledger" TZ=UTC HOME="$work"
cd "$work"

run() { "$CLI" "$@" > "$work/out" || { cat "$work/out" >&2; echo "chat-ledger $*: failed" >&2; exit 1; }; }
# The command that a report in JSON names.
member() { sed -n "s/.*\"$1\":\"\\([0-9a-f-]*\\)\".*/\\1/p" "$work/out" | head -n 1; }
exec_file() { run exec --quiet --stop-on-rejection "$making/$1"; }
import() { run import "$@" --quiet --actor anna; }
number() { printf '019b0000-0000-7000-8000-00000000f%03d' "$1"; }

run init --quiet --actor anna --register-unknown-accounts --max-body-bytes 65536
exec_file 1-beginning.jsonl
exec_file 2-chat.jsonl
exec_file 3-import.jsonl

# Two archives of the same source: the second one changes, takes reactions back and takes pins off.
import mattermost "$archives/mattermost.jsonl" --source acme --reason "the old server"
import mattermost "$archives/mattermost-later.jsonl" --source acme --another-source --delete-gone \
  --reason "the old server, later"
python3 -c 'import sqlite3, sys; sqlite3.connect("chat.sqlite").executescript(open(sys.argv[1]).read())' \
  "$archives/chat.sql"
import sql chat.sqlite --mapping "$archives/mapping.json" --reason "the school"
import slack "$archives/slack" --source workspace --reason "the workspace" --json
slack="$(member importCommand)"

run snapshot --quiet

exec_file 4-removals.jsonl
# A cleanup, taken back and done again for some of its accounts.
clean() { run cleanup --quiet --force --apply --actor anna "$@"; }
clean --id "$(number 1)" --rules "$archives/rules.json" --at-least likely --reason "names of a demonstration"
run revert --quiet --force --actor anna --id "$(number 2)" --reason "one of them is real" "$(number 1)"
clean --id "$(number 3)" --again "$(number 1)" --exclude @demo_yan --reason "without the real one"
exec_file 5-in-force.jsonl
# What came later than the first golden ledger.
[ ! -e "$making/6-since.jsonl" ] || exec_file 6-since.jsonl
run revert --quiet --force --actor anna --id "$(number 4)" --reason "the wrong workspace" "$slack"

run verify --quiet
# Small: without what a rebuild leaves of its way there, and without what is of one machine and is made anew anyway.
run rebuild --quiet
rm -rf ledger/*/lock.mdb ledger/snapshots/*/lock.mdb ledger/projection.state ledger/writer.lock ledger/consumers
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u+rwX,go-rwx -cf - ledger |
  gzip -9n > "$folder/ledger.tar.gz"
ls -l "$folder/ledger.tar.gz"
