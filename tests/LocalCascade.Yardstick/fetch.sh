#!/usr/bin/env bash
# Fetches the packages of packages.list into .cache/yardstick/sources, by name, from Debian and npm. What is there already is
# not fetched again, so an interrupted run is taken up by the next. Nothing is installed, no package's scripts are run, and
# the machine's own package lists and configuration stay as they are.
set -euo pipefail
usage="Usage: fetch.sh [development|test]   both sets without an argument"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(cd "$here/../.." && pwd)/.cache/yardstick
wanted=${1:-both}
case $wanted in
  -h|--help) echo "$usage"; exit 0 ;;
  development|test|both) ;;
  *) echo "fetch.sh: error: there is no set '$wanted'. $usage" >&2; exit 2 ;;
esac

mkdir -p "$work/sources" "$work/partial"
missing=()
while read -r set _ kind name _; do
  [[ -z $set || $set == \#* ]] && continue
  [[ $wanted == both || $wanted == "$set" ]] || continue
  [[ -d $work/sources/$name ]] || missing+=("$kind $name")
done < "$here/packages.list"
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "fetch.sh: every package is there: $work/sources"
  exit 0
fi

# A package list of our own: the archives that the machine is configured with, their sources too.
ready_apt() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || {
    echo "fetch.sh: error: apt-get and dpkg are needed (Debian, Ubuntu)." >&2; exit 1; }
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
  apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u > "$work/apt/binary-lines"
  { cat "$work/apt/binary-lines"; sed 's/^deb /deb-src /' "$work/apt/binary-lines"; } > "$work/apt/sources.list"
  cat > "$work/apt/apt.conf" <<EOF
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt";
APT::Sandbox::User "";
EOF
  export APT_CONFIG=$work/apt/apt.conf
  apt-get update -qq
}

# Unpacks an archive; its only top folder, if it has just one, does not count.
unpack() {
  mkdir all && tar -xf "$1" -C all && rm "$1"
  local tops=(all/*)
  if [[ ${#tops[@]} -eq 1 && -d ${tops[0]} ]]; then mv "${tops[0]}" content; else mv all content; fi
}

fetch() {
  case $1 in
    deb) apt-get download -qq "$2" && dpkg -x ./*.deb content ;;
    # The upstream archive alone: Debian's changes to it say nothing here.
    debsrc) apt-get source -qq --tar-only "$2" && unpack ./*.orig.tar.* ;;
    npm) npm pack --silent --ignore-scripts "$2" >/dev/null && unpack ./*.tgz ;;
    *) echo "fetch.sh: error: packages.list names a kind '$1'; there are deb, debsrc and npm." >&2; return 1 ;;
  esac
}

[[ "${missing[*]}" == *deb* ]] && ready_apt
failed=()
for entry in "${missing[@]}"; do
  read -r kind name <<< "$entry"
  part=$work/partial/${name//\//_}
  rm -rf "$part" && mkdir -p "$part"
  echo "fetch.sh: $name ($kind)"
  if (cd "$part" && fetch "$kind" "$name"); then
    mkdir -p "$(dirname "$work/sources/$name")" && mv "$part/content" "$work/sources/$name" && rm -rf "$part"
  else
    failed+=("$name")
  fi
done

if [[ ${#failed[@]} -gt 0 ]]; then
  echo "fetch.sh: error: these did not come: ${failed[*]}. Run it again; what came is kept." >&2
  exit 1
fi
echo "fetch.sh: every package is there: $work/sources"
