#!/usr/bin/env bash
# Installs what the package needs from the system, and only what is missing; more packages can be named as arguments.
set -euo pipefail

if [ "$(uname -s)" = Darwin ]; then
  if ! pkg-config --exists lmdb 2>/dev/null; then
    echo "LMDB is missing: brew install lmdb pkg-config" >&2
    exit 1
  fi
  exit 0
fi

if ! command -v swift >/dev/null; then
  echo "Swift 6.3 is missing: see https://www.swift.org/install/linux/" >&2
  exit 1
fi

missing=()
for package in liblmdb-dev pkg-config "$@"; do
  # pkgconf provides pkg-config on newer systems under another package name.
  if [ "$package" = pkg-config ] && command -v pkg-config >/dev/null; then continue; fi
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
command -v python3 >/dev/null || missing+=(python3)
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
echo "Installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
