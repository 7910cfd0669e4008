#!/usr/bin/env bash
# The main job from beginning to end: fill a ledger, clear everything, look, bring it back, verify.
# ARCHIVE=file.jsonl[.gz] runs on that archive; MESSAGES=n sets the size of the made-up one.
set -euo pipefail
cd "$(dirname "$0")/../.."

cli="${CLI:-.build/release/chat-ledger}"
folder=.build/demo
messages="${MESSAGES:-50000}"
export CHAT_LEDGER="$folder/ledger"
rm -rf "$folder"
mkdir -p "$folder"

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
if [ ! -t 1 ]; then step() { printf '\n%s\n' "$*"; }; fi
field() { python3 -c 'import json,sys; v=json.load(sys.stdin)
for k in sys.argv[1].split("."): v=v[k]
print(v)' "$1"; }
digest() { "$cli" export mattermost --quiet | sha256sum | cut -d" " -f1; }

step "A ledger"
"$cli" init
if [ -n "${ARCHIVE:-}" ]; then
  step "The archive $(basename "$ARCHIVE") goes in"
  case "$ARCHIVE" in
    *.gz) zcat "$ARCHIVE" | "$cli" import mattermost - --source "$(basename "$ARCHIVE")" ;;
    *) "$cli" import mattermost "$ARCHIVE" ;;
  esac
else
  step "A made-up archive of $messages messages goes in"
  "$cli" sample --messages "$messages" --rooms 40 --accounts 500 --seed 1 > "$folder/sample.jsonl"
  "$cli" import mattermost "$folder/sample.jsonl"
fi

step "Beside the archive: a whiteboard, sessions, a block, a report, settings"
"$cli" exec --quiet > /dev/null <<'COMMANDS'
{"registerAccount":{"account":"0199a000-0000-7000-8000-00000000000a","userName":"demo.anna"}}
{"registerAccount":{"account":"0199a000-0000-7000-8000-00000000000b","userName":"demo.ben"}}
{"declareSchema":{"kinds":[{"name":"whiteboard"}]}}
{"createResource":{"resource":"0199d000-0000-7000-8000-000000000001","kind":"whiteboard","details":{"title":"Plans"}}}
{"createConversation":{"conversation":"0199b000-0000-7000-8000-000000000001","kind":"WHITEBOARD","resource":"0199d000-0000-7000-8000-000000000001"}}
{"sendMessage":{"conversation":"0199b000-0000-7000-8000-000000000001","author":"0199a000-0000-7000-8000-00000000000a","body":"a drawing"},"actor":{"account":"0199a000-0000-7000-8000-00000000000a"}}
{"openSession":{"session":"0199e000-0000-7000-8000-000000000001","account":"0199a000-0000-7000-8000-00000000000a"},"actor":{"account":"0199a000-0000-7000-8000-00000000000a"}}
{"openSession":{"session":"0199e000-0000-7000-8000-000000000002","account":"0199a000-0000-7000-8000-00000000000b"},"actor":{"account":"0199a000-0000-7000-8000-00000000000b"}}
{"blockContact":{"account":"0199a000-0000-7000-8000-00000000000a","contact":"0199a000-0000-7000-8000-00000000000b"},"actor":{"account":"0199a000-0000-7000-8000-00000000000a"}}
{"fileReport":{"report":"0199f000-0000-7000-8000-000000000001","reporter":"0199a000-0000-7000-8000-00000000000b"},"actor":{"account":"0199a000-0000-7000-8000-00000000000b"}}
{"setChatSettings":{"account":"0199a000-0000-7000-8000-00000000000a","values":{"theme":"dark"}},"actor":{"account":"0199a000-0000-7000-8000-00000000000a"}}
{"setTwoStepVerification":{"account":"0199a000-0000-7000-8000-00000000000b","isEnabled":true,"method":"totp"},"actor":{"account":"0199a000-0000-7000-8000-00000000000b"}}
COMMANDS

step "What there is"
"$cli" conversations --limit 10
# The largest room stands for all.
room="$("$cli" conversations --all --json \
  | python3 -c 'import json,sys; print(max(map(json.loads, sys.stdin), key=lambda c: c["messages"])["conversation"])')"
step "The latest messages of the largest room"
"$cli" messages "$room" --limit 8 | cut -c 1-140

"$cli" stats --json > "$folder/before.json"
export_before="$(digest)"

step "What clearing everything would do"
"$cli" clear --everything --reason "demonstration" --dry-run
step "Clearing everything, for everyone, in one command"
"$cli" clear --everything --reason "demonstration" --force --json > "$folder/clear.json"
command="$(field command < "$folder/clear.json")"
"$cli" stats --json > "$folder/cleared.json"
echo "The largest room now:"
"$cli" messages "$room" 2>&1
step "Who did it"
"$cli" tail --lines 1
"$cli" show "$command"

step "Bringing it all back: chat-ledger revert $command"
"$cli" revert "$command" --reason "demonstration" --force --json > "$folder/revert.json"
"$cli" stats --json > "$folder/after.json"
export_after="$(digest)"

step "Checking everything from what is on disk"
"$cli" verify
"$cli" replay --json > "$folder/replay.json"
"$cli" replay --to "$(field position < "$folder/before.json")" --json > "$folder/replay-before.json"

step "In one table"
EXPORT_BEFORE="$export_before" EXPORT_AFTER="$export_after" python3 - "$folder" <<'PYTHON'
import json, os, sys

folder = sys.argv[1]
load = lambda name: json.load(open(f"{folder}/{name}.json"))
before, cleared, after = load("before"), load("cleared"), load("after")
rows = [("", "there was", "cleared", "left", "is back")]
for table in before["tables"]:
    was, left, back = (s["tables"][table] for s in (before, cleared, after))
    rows.append((table, f"{was:,}", f"{was - left:,}", f"{left:,}", f"{back:,}"))
rows.append(("position", f"{before['position']:,}", "", f"{cleared['position']:,}", f"{after['position']:,}"))
widths = [max(len(row[i]) for row in rows) for i in range(5)]
for row in rows:
    print("  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))))

exports_equal = os.environ["EXPORT_BEFORE"] == os.environ["EXPORT_AFTER"]
replay_equal = load("replay")["stateRoot"] == after["stateRoot"]
past_equal = load("replay-before")["stateRoot"] == before["stateRoot"]
word = lambda equal: "equal" if equal else "DIFFERENT"
print()
print(f"state root before   {before['stateRoot']}  replayed to there: {word(past_equal)}")
print(f"state root cleared  {cleared['stateRoot']}")
print(f"state root after    {after['stateRoot']}  replayed: {word(replay_equal)}")
print(f"export before       {os.environ['EXPORT_BEFORE']}")
print(f"export after        {os.environ['EXPORT_AFTER']}  {word(exports_equal)}")
ok = exports_equal and replay_equal and past_equal and before["tables"] == after["tables"]
kept = ("accounts", "chatSettings", "twoStepVerifications", "resources")
ok = ok and all(n == (before["tables"][t] if t in kept else 0) for t, n in cleared["tables"].items())
print()
print("All is back as it was." if ok else "SOMETHING IS NOT AS IT WAS.")
sys.exit(0 if ok else 1)
PYTHON
