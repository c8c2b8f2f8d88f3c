#!/usr/bin/env bash
# Puts VS Code (code-server, the one that runs in a browser) and the Node.js that it wants into .cache/code-server, for the
# end-to-end tests: 805 MB, all from npm, nothing installed in the system. Versions and checksums are those of
# code-server/package-lock.json and of code-server's own lock files. No root.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$(cd "$here/../../.." && pwd)/.cache
folder=$cache/code-server
wanted=$(cksum <"$here/code-server/package-lock.json")
[ "$(cat "$folder/fetched" 2>/dev/null)" = "$wanted" ] && exit 0

fail() { echo "fetch.sh: error: $*" >&2; exit 1; }
[ "$(uname -s)" = Linux ] || fail "this fetches code-server for Linux. Install it yourself and set CODE_SERVER to its program."
command -v npm >/dev/null || fail "npm is not on the PATH. Install Node.js 20 or newer (https://nodejs.org)."

# Made beside the last good one and moved over it.
new=$folder.new
rm -rf "$new"
mkdir -p "$new"
trap 'rm -rf "$new"' EXIT

install() {
  echo "fetch.sh: $1 ..."
  # The packages' own scripts are not run: what they would build lies ready in them. code-server asks for another Node.js
  # than the one that runs npm, which warns of it.
  (cd "$2" && npm "${@:3}" --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error) >"$cache/code-server.log" 2>&1 \
    || { tail -n 15 "$cache/code-server.log" >&2; fail "npm failed at: $1 (see above, and $cache/code-server.log)."; }
}
cp "$here/code-server/package.json" "$here/code-server/package-lock.json" "$new/"
install "code-server and Node.js" "$new" ci
editor=$new/node_modules/code-server/lib/vscode
# `npm ci` takes its lock file for incomplete; `npm install` checks the same checksums.
install "the editor's modules" "$editor" install
install "its extensions' modules" "$editor/extensions" ci

# Copilot's extension is not used here, and would be one more thing that writes grey text.
rm -rf "$editor/extensions/copilot"
cat >"$new/code-server" <<'EOF'
#!/bin/sh
folder=$(dirname "$(readlink -f "$0")")
exec "$folder"/node_modules/node-linux-*/bin/node "$folder/node_modules/code-server/out/node/entry.js" "$@"
EOF
chmod +x "$new/code-server"
version=$(XDG_CONFIG_HOME="$new/home" HOME="$new/home" "$new/code-server" --version | tail -n 1) || fail "the fetched code-server does not start."
rm -rf "$new/home"
echo "$wanted" >"$new/fetched"
rm -rf "$folder"
mv "$new" "$folder"
rm -f "$cache/code-server.log"
echo "fetch.sh: code-server $version, $(du -sm "$folder" | cut -f1) MB"
