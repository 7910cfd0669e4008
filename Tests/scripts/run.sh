#!/usr/bin/env bash
# Tests of the command from outside, as scripts; says at the end how many passed.
set -uo pipefail
cd "$(dirname "$0")/../.."

cli="$(realpath "${CLI:-.build/release/chat-ledger}")"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0
skipped=0
check() {
  local name="$1"
  shift
  local status=0
  "$@" > "$folder/log" 2>&1 || status=$?
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    echo "ok      $name"
  elif [ "$status" = 77 ]; then
    # As with automake: what it needs is not here. Its last line says what.
    skipped=$((skipped + 1))
    echo "SKIPPED $name: $(tail -n 1 "$folder/log")"
  else
    failed=$((failed + 1))
    echo "FAILED  $name"
    sed 's/^/        /' "$folder/log" | tail -n 20
  fi
}

archive="$folder/archive.jsonl"
"$cli" sample --messages 5000 --rooms 12 --accounts 80 --seed 7 > "$archive"
export CHAT_LEDGER="$folder/ledger"

same_sample() { "$cli" sample --messages 5000 --rooms 12 --accounts 80 --seed 7 | cmp - "$archive"; }
imported() { "$cli" init && "$cli" import mattermost "$archive"; }
nothing_new() { "$cli" import mattermost "$archive" --json | grep -q '"NOTHING_NEW"'; }
round_trip() {
  "$cli" export mattermost "$folder/export.jsonl" --force \
    && python3 Tests/scripts/compare_archives.py "$archive" "$folder/export.jsonl" --rooms
}
cleared_and_back() {
  local before after command
  before="$("$cli" export mattermost --quiet | sha256sum)"
  command="$("$cli" clear --everything --reason test --force --json \
    | python3 -c 'import json,sys; print(json.load(sys.stdin)["command"])')"
  [ "$("$cli" export mattermost --quiet | grep -c '"type":"post"')" = 0 ] || return 1
  "$cli" revert "$command" --reason test --force --quiet || return 1
  after="$("$cli" export mattermost --quiet | sha256sum)"
  [ "$before" = "$after" ]
}
verified() { "$cli" verify; }
outside() { Tests/scripts/readme_example.sh; }
examples() { python3 -B Tests/scripts/page_examples.py; }
digested() { Tests/scripts/digest_example.sh; }
disturbed() { python3 -B Tests/scripts/interruptions.py; }
linked() { python3 Tests/scripts/check_links.py; }

check "the same seed makes the same sample" same_sample
check "an archive goes in" imported
check "a second import finds nothing new" nothing_new
check "the export equals the archive, room by room in time order" round_trip
check "a clear of everything and its revert leave the same export" cleared_and_back
check "the ledger verifies" verified
check "the examples of the pages that say so run" examples
check "a script makes the digest of a comparison from the database alone" digested
check "the example of README and async signatures run, built outside in release" outside
check "importers that are killed, cut off or out of room end, run again, like undisturbed ones" disturbed
while read -r line; do
  skipped=$((skipped + 1))
  echo "$line"
done < <(grep '^SKIPPED' "$folder/log")
generated() { Tests/scripts/generate.sh --check; }
check "the code is what the schema says" generated
check "the links of the documentation lead somewhere" linked

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
