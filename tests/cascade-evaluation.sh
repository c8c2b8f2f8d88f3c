#!/usr/bin/env bash
# Measures the tiers and the cascade on a repository, with a simulated cloud behind the real proxy and server, and writes the
# trade-off plot. What it means is in docs/cascade-evaluation.md.
#
#   ./build.sh && tests/LocalCascade.Yardstick/fetch.sh
#   tests/cascade-evaluation.sh .cache/yardstick/sources/python3-werkzeug --holes 300
#
# Environment: RIGHT=0.6 (share of the holes where the cloud is right), PRECISION=0.6 (what the cascade is calibrated for),
# FIRST_TOKEN_MS=120, TOKENS_PER_SECOND=100 (the cloud's pace), SVG=FILE, HTML=FILE, BIN=dist
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repository=${1:?usage: tests/cascade-evaluation.sh FOLDER [EVAL ARGUMENTS]}; shift
bin=$(cd "${BIN:-$root/dist}" && pwd)
work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -r "$work"; }
trap cleanup EXIT
export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_DATA_HOME=$work/data

# The address in the line "... listening on ADDRESS".
address() {
  for _ in $(seq 600); do
    grep -o 'listening on http[^ ]*' "$1" 2>/dev/null | head -1 | cut -d' ' -f3 | grep . && return
    sleep 0.1
  done
  cat "$1" >&2; return 1
}

common=("$repository" --untracked --set respectGitIgnore=false)
"$bin/localcascade" eval "${common[@]}" "$@" --record "$work/answers.jsonl" --simulate "${RIGHT:-0.6}" >&2
model=$(head -1 "$work/answers.jsonl" | grep -o 'teacher-forced-replay[^"]*')

"$bin/localcascade-serve" --urls http://127.0.0.1:0 --threads 1 --replay "$work/answers.jsonl" --replay-unknown empty \
  --replay-first-token-ms "${FIRST_TOKEN_MS:-120}" --replay-tokens-per-second "${TOKENS_PER_SECOND:-100}" 2> "$work/serve.log" &
pids+=($!)
cat > "$work/proxy.json" <<CONFIG
{
  "listen": { "addresses": ["http://127.0.0.1:0"], "reusePort": false },
  "upstreams": [{ "name": "replay", "url": "$(address "$work/serve.log")", "model": "$model", "extensions": true, "contextTokens": 4096 }]
}
CONFIG
credential=$("$bin/localcascade-proxy" users add ann -o acme --config "$work/proxy.json" | head -1)
"$bin/localcascade-proxy" serve --config "$work/proxy.json" 2> "$work/proxy.log" &
pids+=($!)
url=$(address "$work/proxy.log")
echo "$credential" | "$bin/localcascade" login --url "$url" --credential-stdin >&2

# Calibrated on other holes than are measured.
"$bin/localcascade" calibrate "${common[@]}" --holes 600 --seed 77 --precision "${PRECISION:-0.6}" >&2
"$bin/localcascade" eval "${common[@]}" "$@" --cloud "$url" --network-delay 25 --network-delay 100 --markdown \
  ${SVG:+--svg "$SVG"} ${HTML:+--html "$HTML"}
