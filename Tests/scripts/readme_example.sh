#!/usr/bin/env bash
# Builds, in release and as a package of its own, the example of README.md and the async signatures that a fault of the
# compiler once broke, and runs both. The folder of the build is kept: .build/outside.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=$PWD
package="$root/.build/outside-package"
mkdir -p "$package/Sources/example" "$package/Sources/signatures"
sed "s|ROOT|$root|" Tests/Support/outside/Package.swift.in > "$package/Package.swift"
cp Tests/Support/outside/Sources/signatures/Signatures.swift "$package/Sources/signatures/"
# The versions that this package is tested with.
cp Package.resolved "$package/Package.resolved"
# The first block of Swift below the heading, as it stands.
awk '/^## Embedding it/ { here = 1 } here && /^```$/ && inside { exit } inside { print } here && /^```swift/ { inside = 1 }' \
  README.md > "$package/Sources/example/main.swift"
grep -q 'import ChatLedger' "$package/Sources/example/main.swift"

began=$SECONDS
"${SWIFT:-swift}" build -c release --package-path "$package" --scratch-path .build/outside 2>&1 | tail -n 30
echo "built in $((SECONDS - began)) s"
binaries=$("${SWIFT:-swift}" build -c release --package-path "$package" --scratch-path .build/outside --show-bin-path)

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# First it makes the ledger, then it opens the one that is there.
for round in 1 2; do
  said=$(cd "$folder" && "$binaries/example" 2>&1)
  echo "$said"
  grep -qx hello <<< "$said" || { echo "the example did not show its message, round $round"; exit 1; }
done
[ "$("$binaries/signatures")" = ok ]
