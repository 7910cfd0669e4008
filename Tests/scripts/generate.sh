#!/usr/bin/env bash
# Writes what follows from the schema in Sources/ChatWire/Schema: types, dispatches, codec, JSON, samples, Docs/Fields.md.
#
#   generate.sh           writes them anew, and the judge of the tests: what swift-protobuf makes of the same schema
#   generate.sh --check   says which are not what the schema says; 77 where protoc is not there
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v protoc > /dev/null; then
  echo "protoc is missing: install protobuf-compiler" >&2
  exit 77
fi
swift=${SWIFT:-swift}
packages=.build/checkouts/swift-protobuf
[ -d "$packages" ] || $swift package resolve
# Options are declared by extending the descriptors of protobuf, which come with swift-protobuf.
includes=(--proto_path=Sources/ChatWire/Schema "--proto_path=$packages/Protos/Sources/SwiftProtobuf")
schema=(chatledger/v1/{command,common,content,event}.proto)

# With the compiler of protobuf's own messages: from PATH, or built from the package that is here.
with_swift_protobuf() {
  local folder=$1
  shift
  local plugin
  plugin=$(command -v protoc-gen-swift || true)
  if [ -z "$plugin" ]; then
    $swift build --package-path "$packages" --scratch-path .build/protoc-gen-swift --product protoc-gen-swift > /dev/null
    plugin=.build/protoc-gen-swift/debug/protoc-gen-swift
  fi
  protoc "${includes[@]}" "--plugin=$plugin" "--swift_out=$folder" \
    --swift_opt=Visibility=Internal,UseAccessLevelOnImports=true,FileNaming=DropPath "$@"
}

if [ "${1:-}" != --check ]; then
  with_swift_protobuf Sources/protoc-gen-chatledger/Generated chatledger/v1/options.proto
fi
$swift build --product protoc-gen-chatledger 2>&1 | grep -E 'error|warning' || true
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
protoc "${includes[@]}" --plugin="$($swift build --show-bin-path)/protoc-gen-chatledger" "--chatledger_out=$out" "${schema[@]}"
differ=0
while IFS= read -r file; do
  cmp -s "$out/$file" "$file" && continue
  if [ "${1:-}" = --check ]; then
    echo "$file is not what the schema says: run make proto" >&2
    differ=1
  else
    mkdir -p "$(dirname "$file")"
    cp "$out/$file" "$file"
    echo "$file"
  fi
done < <(cd "$out" && find . -type f | sed 's|^\./||' | sort)
# A file that nothing writes any more would stay unseen.
while IFS= read -r file; do
  [ -e "$out/$file" ] && continue
  echo "$file is written by nothing: remove it" >&2
  differ=1
done < <(find Sources/ChatDomain/Generated Sources/ChatWire/Generated Sources/ChatLedgerTesting/Generated -type f)
if [ "${1:-}" != --check ]; then with_swift_protobuf Tests/ChatWireTests/Generated "${schema[@]}"; fi
exit $differ
