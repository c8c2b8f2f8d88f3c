#!/usr/bin/env bash
# Puts a Neovim of at least 0.12 into .cache/neovim, for the end-to-end test: Debian sid's packages, unpacked beside the
# system and run with their own libc, so that nothing is installed. Needs a Debian machine with apt; no root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
folder=$PWD/.cache/neovim
[ -x "$folder/nvim" ] && exit 0
command -v apt-get >/dev/null || { echo "fetch.sh: error: this needs Debian's apt-get. Install Neovim 0.12 or newer yourself." >&2; exit 1; }

rm -rf "$folder"
mkdir -p "$folder"/{lists/partial,archives/partial,sources,root}
: >"$folder/status"
# The machine's own Debian mirror, asked for sid.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | grep -v security | head -n 1)
[ -n "$mirror" ] || { echo "fetch.sh: error: no Debian archive is configured (run apt-get update once)." >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$folder/sources/sid.list"
apt() {
  apt-get -qq -o Dir::State::Lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache::archives="$folder/archives" \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/sources" \
    -o APT::Sandbox::User=root -o Debug::NoLocking=1 "$@"
}
apt update
apt -y --no-install-recommends --download-only install neovim
for package in "$folder"/archives/*.deb; do dpkg -x "$package" "$folder/root"; done

cat >"$folder/nvim.new" <<EOF
#!/bin/sh
root=$folder/root
export VIMRUNTIME=\$root/usr/share/nvim/runtime
libraries=\$root/usr/lib/$(uname -m)-linux-gnu
exec \$(ls \$libraries/ld-linux-*.so.* | head -n 1) --library-path \$libraries --argv0 nvim \$root/usr/bin/nvim "\$@"
EOF
chmod +x "$folder/nvim.new"
"$folder/nvim.new" --version | head -n 1
mv "$folder/nvim.new" "$folder/nvim"
rm -rf "$folder/archives" "$folder/lists"
