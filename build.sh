#!/usr/bin/env bash
# Builds LocalCascade and runs its main jobs. `./build.sh --help` lists them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'EOF'
Usage: ./build.sh [COMMAND] [ARGUMENTS]

  (none)     build everything into dist/: localcascade, localcascade-proxy, localcascade-serve, the VS Code extension
  demo       build if needed, then complete at several places of the sample files and show the ghost text
  playground build if needed, then open a page in the browser that shows the engine at work; arguments go to `localcascade playground`
  vscode     build if needed, then say how the VS Code extension is installed
  test       build if needed, then run all tests; arguments go to `dotnet test` (such as --filter Tokenizer)
  bench      build if needed, then run the benchmarks and print their tables; arguments go to the benchmark program
  clean      delete dist/, node_modules and every project's bin/ and obj/ (the fetched native runtime stays in .cache/)

Environment:
  ONNXRUNTIME_SOURCE=npm|nuget|none   where the native ONNX Runtime comes from (default npm; see build/OnnxRuntime.targets)
EOF
}

fail() { echo "build.sh: error: $*" >&2; exit 1; }

require() {
  command -v dotnet >/dev/null || fail "the .NET SDK is not on the PATH. Install .NET SDK 10 (https://dot.net/download) and run this again."
  dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that global.json accepts is installed (it asks for 10.0): $(dotnet --list-sdks | tr '\n' ' '). Install .NET SDK 10 (https://dot.net/download)."
  command -v npm >/dev/null || fail "npm is not on the PATH. Install Node.js 20 or newer (https://nodejs.org) and run this again: the native ONNX Runtime comes from an npm package."
  local node; node=$(node --version)
  [ "$(echo "${node#v}" | cut -d. -f1)" -ge 20 ] || fail "Node.js $node is too old. Install Node.js 20 or newer (https://nodejs.org)."
}

properties=("-p:OnnxRuntimeSource=${ONNXRUNTIME_SOURCE:-npm}")

# Publishes the named projects into dist/: beside it first, so that a failed build leaves the last good one in place.
publish() {
  local rid project entry
  rid=$(dotnet msbuild src/LocalCascade.Daemon -getProperty:NETCoreSdkPortableRuntimeIdentifier)
  echo "Building ${*/#/LocalCascade.} for $rid ..."
  rm -rf artifacts/dist
  for project in "$@"; do
    dotnet publish "src/LocalCascade.$project" -c Release -r "$rid" -o artifacts/dist -v quiet "${properties[@]}"
  done
  rm -f artifacts/dist/*.pdb
  mkdir -p dist
  for entry in artifacts/dist/*; do rm -rf "dist/${entry##*/}" && mv "$entry" dist/; done
}

# True when one of the named programs in dist/ is missing or older than a source that goes into it.
stale() {
  local program
  for program in "$@"; do
    [ -x "dist/$program" ] || return 0
    [ -z "$(find src models samples build Directory.*.props -newer "dist/$program" -type f -not -path 'src/editors/*' \
      -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/models/training/*' -print -quit 2>/dev/null)" ] || return 0
  done
  return 1
}

need_daemon() { if stale localcascade; then publish Daemon; fi; }

need_programs() { if stale localcascade localcascade-proxy localcascade-serve; then publish Daemon Proxy Serving; fi; }

# What the extension and the playground's page are built with.
need_packages() {
  [ src/editors/node_modules/.package-lock.json -nt src/editors/package-lock.json ] && return 0
  echo "Fetching the npm packages that the editors' side is built with ..."
  (cd src/editors && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

# Builds what the arguments name while the packages are fetched.
with_packages() {
  need_packages & local fetching=$!
  "$@"
  wait "$fetching" || fail "the npm packages could not be fetched (see above). Check the network or npm's registry setting, and run this again."
}

# True when the first path is missing or older than a source of the named folder of src/editors.
stale_page() {
  [ -e "$1" ] && [ -z "$(find "src/editors/$2" src/editors/package-lock.json -newer "$1" -type f -not -path '*/node_modules/*' -not -path '*/out/*' -print -quit)" ] && return 1
  return 0
}

need_playground() {
  stale_page dist/playground playground || return 0
  (cd src/editors && npm run --silent build -w localcascade-playground)
  mkdir -p dist && rm -rf dist/playground && cp -R src/editors/playground/out dist/playground
}

need_extension() {
  local package; package=$(find dist -maxdepth 1 -name "*.vsix" -print -quit)
  if ! stale_page "${package:-none}" vscode && [ ! dist/localcascade -nt "$package" ]; then return; fi
  rm -f dist/*.vsix
  (cd src/editors && npm run --silent build -w localcascade && npm run --silent package -w localcascade -- "$PWD/../../dist" "$PWD/../../dist")
}

run_tests() {
  local log=artifacts/test.log
  mkdir -p artifacts
  dotnet build LocalCascade.slnx -c Release -v quiet "${properties[@]}"
  local status=0
  (cd src/editors && npm run --silent check && npm test --silent --workspaces --if-present) 2>&1 | tee artifacts/editors.log || status=$?
  # One project at a time: real editors, browsers and servers under load are tested for what they do, not for what they do beside each other.
  dotnet test LocalCascade.slnx -c Release --no-build -m:1 --blame-hang --blame-hang-timeout 8m --blame-hang-dump-type none "$@" 2>&1 | tee "$log" || status=$?
  awk '/ - Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
         match($0, /Failed: +[0-9]+/);  split(substr($0, RSTART, RLENGTH), a, " +"); failed += a[2]
         match($0, /Passed: +[0-9]+/);  split(substr($0, RSTART, RLENGTH), a, " +"); passed += a[2]
         match($0, /Skipped: +[0-9]+/); split(substr($0, RSTART, RLENGTH), a, " +"); skipped += a[2]
       }
       /^# pass [0-9]+$/ { passed += $3 }
       /^# fail [0-9]+$/ { failed += $3 }
       /^# skipped [0-9]+$/ { skipped += $3 }
       END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' artifacts/editors.log "$log"
  return "$status"
}

command=${1:-build}
[ $# -gt 0 ] && shift
case "$command" in
  build) require; with_packages publish Daemon Proxy Serving; need_playground; need_extension; dotnet build LocalCascade.slnx -c Release -v quiet "${properties[@]}"; echo "Everything is in dist/." ;;
  demo)  require; need_daemon; exec dist/localcascade demo "$@" ;;
  vscode) require; with_packages need_daemon; need_extension; echo "Install it: code --install-extension $(ls dist/*.vsix)" ;;
  playground) require; with_packages need_daemon; need_playground; exec dist/localcascade playground "$@" ;;
  test)  require; with_packages need_programs; need_playground; need_extension; run_tests "$@" ;;
  bench) require; need_programs; exec dotnet run -c Release --project tests/LocalCascade.Benchmarks "${properties[@]}" -- "$@" ;;
  clean) rm -rf dist artifacts src/editors/node_modules src/editors/*/out; find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} + ;;
  -h|--help|help) usage ;;
  *) usage >&2; fail "unknown command '$command'" ;;
esac
