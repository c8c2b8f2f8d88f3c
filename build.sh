#!/usr/bin/env bash
# Builds LocalCascade and runs its main jobs. `./build.sh --help` lists them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
  cat <<'EOF'
Usage: ./build.sh [COMMAND] [ARGUMENTS]

  (none)     build everything and put localcascade, localcascade-proxy and localcascade-serve into dist/
  demo       build if needed, then complete at several places of the sample files and show the ghost text
  test       build if needed, then run all tests; arguments go to `dotnet test` (such as --filter Tokenizer)
  bench      build if needed, then run the benchmarks and print their tables; arguments go to the benchmark program
  clean      delete dist/ and every project's bin/ and obj/ (the fetched native runtime stays in .cache/)

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

publish() {
  local rid
  rid=$(dotnet msbuild src/LocalCascade.Daemon -getProperty:NETCoreSdkPortableRuntimeIdentifier)
  echo "Building localcascade, localcascade-proxy and localcascade-serve for $rid ..."
  # Published beside dist/ and moved over it, so that a failed build leaves the last good one in place.
  rm -rf artifacts/dist
  for project in Daemon Proxy Serving; do
    dotnet publish "src/LocalCascade.$project" -c Release -r "$rid" -o artifacts/dist -v quiet "${properties[@]}"
  done
  rm -rf dist && mv artifacts/dist dist
  echo "dist/localcascade, dist/localcascade-proxy and dist/localcascade-serve are ready."
}

# True when dist/ is older than any source that goes into it.
stale() {
  [ -x dist/localcascade ] && [ -x dist/localcascade-proxy ] && [ -x dist/localcascade-serve ] || return 0
  [ -n "$(find src models samples build Directory.*.props -newer dist/localcascade-serve -type f \
    -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/models/training/*' -print -quit 2>/dev/null)" ]
}

run_tests() {
  local log=artifacts/test.log
  mkdir -p artifacts
  dotnet build LocalCascade.slnx -c Release -v quiet "${properties[@]}"
  local status=0
  dotnet test LocalCascade.slnx -c Release --no-build --blame-hang --blame-hang-timeout 8m --blame-hang-dump-type none "$@" 2>&1 | tee "$log" || status=$?
  awk '/ - Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
         match($0, /Failed: +[0-9]+/);  split(substr($0, RSTART, RLENGTH), a, " +"); failed += a[2]
         match($0, /Passed: +[0-9]+/);  split(substr($0, RSTART, RLENGTH), a, " +"); passed += a[2]
         match($0, /Skipped: +[0-9]+/); split(substr($0, RSTART, RLENGTH), a, " +"); skipped += a[2]
       }
       END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
  return "$status"
}

command=${1:-build}
[ $# -gt 0 ] && shift
case "$command" in
  build) require; publish; dotnet build LocalCascade.slnx -c Release -v quiet "${properties[@]}" ;;
  demo)  require; if stale; then publish; fi; exec dist/localcascade demo "$@" ;;
  test)  require; if stale; then publish; fi; run_tests "$@" ;;
  bench) require; if stale; then publish; fi; exec dotnet run -c Release --project tests/LocalCascade.Benchmarks "${properties[@]}" -- "$@" ;;
  clean) rm -rf dist artifacts; find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} + ;;
  -h|--help|help) usage ;;
  *) usage >&2; fail "unknown command '$command'" ;;
esac
