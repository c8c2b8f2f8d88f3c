#!/usr/bin/env bash
# Puts Neovim into .cache/ for the end-to-end tests, each run with its own libc: Debian sid's (0.12 or newer, which has a
# client for inline completion of its own) into neovim/, Debian 13's 0.10 (the oldest that the plugin supports) into neovim-0.10/.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$(cd "$here/../../.." && pwd)/.cache

bring() {
  local folder=$cache/$1
  [ -x "$folder/nvim" ] && return 0
  "$here/../fetch-debian.sh" "$folder" "$2" "" neovim || return 1
  cat >"$folder/nvim.new" <<'END'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/root
export VIMRUNTIME=$root/usr/share/nvim/runtime
libraries=$(dirname "$(find $root/usr/lib -maxdepth 2 -name 'ld-linux*.so.*' | head -n 1)")
exec $(ls $libraries/ld-linux*.so.* | head -n 1) --library-path $libraries --argv0 nvim $root/usr/bin/nvim "$@"
END
  chmod +x "$folder/nvim.new"
  "$folder/nvim.new" --version | head -n 1
  mv "$folder/nvim.new" "$folder/nvim"
}

status=0
bring neovim sid || status=1
bring neovim-0.10 trixie || status=1
exit $status
