#!/usr/bin/env bash
# Fetches the packages that the yardstick measures on into .cache/yardstick/packages, by name, from Debian.
# The machine's own package lists and configuration stay as they are; nothing is installed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$root/.cache/yardstick
command -v apt-get >/dev/null && command -v dpkg >/dev/null || {
  echo "fetch.sh: error: apt-get and dpkg are needed (Debian, Ubuntu)." >&2; exit 1; }

# Which of them serve development and which the final test is written in Packages.cs.
sources=(newtonsoft-json nunit protobuf dbus-sharp keepass2 thrift flatbuffers)
binaries=(python3-flask python3-requests python3-click python3-httpx python3-jinja2 python3-werkzeug python3-rich python3-tornado python3-pygments)

mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial" "$work/packages"
# The archives that the machine is configured with, their sources too.
apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u > "$work/apt/sources.list"
sed 's/^deb /deb-src /' "$work/apt/sources.list" > "$work/apt/source-lines" && cat "$work/apt/source-lines" >> "$work/apt/sources.list"
cat > "$work/apt/apt.conf" <<EOF
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt";
APT::Sandbox::User "";
EOF
export APT_CONFIG=$work/apt/apt.conf
apt-get update -qq

cd "$work/packages"
for name in "${binaries[@]}"; do
  [ -d "$name" ] && continue
  if apt-get download -qq "$name"; then dpkg -x "$name"_*.deb "$name" && rm "$name"_*.deb; else echo "fetch.sh: $name did not come" >&2; fi
done
for name in "${sources[@]}"; do
  [ -d "$name" ] && continue
  mkdir "$name.partial"
  # The upstream archive alone: Debian's changes to it say nothing here.
  if (cd "$name.partial" && apt-get source -qq --tar-only "$name" && tar -xf ./*.orig.tar.* && rm ./*.orig.tar.*); then
    mv "$name.partial" "$name"
  else
    rm -r "$name.partial"; echo "fetch.sh: $name did not come" >&2
  fi
done
for name in */; do
  echo "$name: $(find "$name" -name '*.cs' | wc -l) C# files, $(find "$name" -name '*.py' | wc -l) Python files"
done
