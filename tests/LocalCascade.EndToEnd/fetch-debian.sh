#!/usr/bin/env bash
# fetch-debian.sh FOLDER SUITE WITHOUT PACKAGE... unpacks packages of a Debian suite, with everything that they depend on down
# to libc, into FOLDER/root, beside the system, so that nothing is installed. WITHOUT is a regular expression of packages to
# leave out, or empty. Needs a Debian machine with apt; no root.
set -euo pipefail
folder=$1 suite=$2 without=$3
shift 3
command -v apt-get >/dev/null || { echo "fetch-debian.sh: error: this needs Debian's apt-get." >&2; exit 1; }

rm -rf "$folder"
mkdir -p "$folder"/{lists/partial,archives/partial,sources,root}
# With an empty list of what is installed, apt brings the whole closure.
: >"$folder/status"
# The machine's own Debian mirror, asked for another suite.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | grep -v security | head -n 1)
[ -n "$mirror" ] || { echo "fetch-debian.sh: error: no Debian archive is configured (run apt-get update once)." >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$folder/sources/$suite.list"
apt() {
  apt-get -qq -o Dir::State::Lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache::archives="$folder/archives" \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/sources" \
    -o APT::Sandbox::User=root -o Debug::NoLocking=1 "$@"
}
apt update
mapfile -t needed < <(apt --no-install-recommends --print-uris install "$@" | sed -n "s/^'.*' \([^_]*\)_.*/\1/p" | { if [ -n "$without" ]; then grep -vE "^($without)\$"; else cat; fi; })
[ ${#needed[@]} -gt 0 ] || { echo "fetch-debian.sh: error: $suite has no $*." >&2; exit 1; }
(cd "$folder/archives" && apt download "${needed[@]}")
for package in "$folder"/archives/*.deb; do dpkg -x "$package" "$folder/root"; done
rm -rf "$folder"/{archives,lists,sources,status}
