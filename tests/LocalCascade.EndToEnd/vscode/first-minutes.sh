#!/usr/bin/env bash
# Measures a newcomer's first minutes: from `git clone` to the first grey text in VS Code, by the README's steps, with the
# caches of git, npm and NuGet empty. Prints a table. Run it at a quiet time; it takes some minutes and downloads everything anew.
#   first-minutes.sh [REPOSITORY]    a URL or folder to clone; default this repository's folder
# VS Code itself (fetch.sh's, in this checkout's .cache), Chromium, .NET SDK 10 and Node.js are taken to be there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
source=${1:-$root}
fail() { echo "first-minutes.sh: error: $*" >&2; exit 1; }
[ -x "${CODE_SERVER:=$root/.cache/code-server/code-server}" ] || fail "code-server is not there: run tests/LocalCascade.EndToEnd/vscode/fetch.sh."
[ -d "$here/node_modules/playwright-core" ] || (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)

work=$(mktemp -d "${TMPDIR:-/tmp}/first-minutes.XXXXXX")
trap 'rm -rf "$work"' EXIT
export NUGET_PACKAGES=$work/nuget npm_config_cache=$work/npm DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
mkdir -p "$NUGET_PACKAGES" "$npm_config_cache"

# Seconds (by the clock, and of processors) and megabytes of a step; its output goes to a file that is shown when it fails.
rows=()
TIMEFORMAT='%R %U %S'
step() {
  local name=$1 before after; shift
  before=$(du -sm "$work" | cut -f1)
  { time "$@" >"$work/step.log" 2>&1; } 2>"$work/time" || { tail -n 30 "$work/step.log" >&2; fail "'$name' failed (see above)."; }
  after=$(du -sm "$work" | cut -f1)
  rows+=("$(awk -v n="$name" -v m="$((after - before))" '{ printf "| `%s` | %.0f s | %.0f s | %d MB |", n, $1, $2 + $3, m }' "$work/time")")
  echo "first-minutes.sh: $name: done" >&2
}

begun=$(date +%s)
step "git clone" git clone -q "$source" "$work/LocalCascade"
cd "$work/LocalCascade"
step "./build.sh vscode" ./build.sh vscode
package=$(find dist -maxdepth 1 -name '*.vsix' -print -quit)
[ -n "$package" ] || fail "./build.sh vscode made no .vsix."
export CODE_SERVER LOCALCASCADE_VSIX=$PWD/$package
seconds=$(node "$here/first-ghost.mjs") || fail "no grey text came."
of() { node -e 'console.log(JSON.parse(process.argv[1])[process.argv[2]].toFixed(1))' "$seconds" "$1"; }

echo
echo "| step | time | processors' time | on disk |"
echo "|---|---|---|---|"
printf '%s\n' "${rows[@]}"
echo "| \`code --install-extension dist/$(basename "$package")\` | $(of install) s | | $(du -m "$package" | cut -f1) MB |"
echo "| open a window, until the extension is ready | $(of window) s | | |"
echo "| open a file and type \`return \`, until grey text is there | $(awk -v a="$(of file)" -v b="$(of ghost)" 'BEGIN { printf "%.1f", a + b }') s | | |"
echo
echo "3 commands, $(( ($(date +%s) - begun + 59) / 60 )) minutes at most, $(nproc) cores; packages from the network: $(( $(du -sm "$NUGET_PACKAGES" | cut -f1) + $(du -sm "$npm_config_cache" | cut -f1) )) MB unpacked (NuGet) and as fetched (npm)."
