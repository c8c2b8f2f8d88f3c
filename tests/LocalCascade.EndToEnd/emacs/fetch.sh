#!/usr/bin/env bash
# Puts Emacs 30 with lsp-mode into .cache/emacs for the end-to-end tests: Debian sid's packages, unpacked beside the system and
# run with their own libc, so that nothing is installed. Needs a Debian machine with apt; no root.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(cd "$here/../../.." && pwd)/.cache/emacs
[ -x "$folder/emacs" ] && exit 0

# Native compilation, which is switched off, would want a whole compiler; Emacs' own Lisp is there compiled.
without='emacs-el|install-info|binutils.*|gcc-.*|lib(gcc-.*-dev|asan|tsan|lsan|ubsan|hwasan|itm|atomic|quadmath|gprofng|ctf|binutils|sframe|gomp).*|libc6-dev|libc-dev-bin|linux-libc-dev|libc-gconv-modules-extra'
"$here/../fetch-debian.sh" "$folder" sid "$without" emacs-nox elpa-lsp-mode

# Under another libc's loader Emacs finds neither its dump nor its files by itself.
cat >"$folder/emacs.new" <<'EOT'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/root
libraries=$(dirname "$(find $root/usr/lib -maxdepth 2 -name 'ld-linux*.so.*' | head -n 1)")
dump=$(find $root/usr/libexec/emacs -name '*.pdmp' | head -n 1)
version=$(ls $root/usr/share/emacs | grep '^[0-9]' | head -n 1)
export EMACSDATA=$root/usr/share/emacs/$version/etc EMACSDOC=$root/usr/share/emacs/$version/etc EMACSPATH=$(dirname $dump)
export EMACSLOADPATH=$(find $root/usr/share/emacs/$version/lisp $root/usr/share/emacs/site-lisp/elpa-src -type d | tr '\n' ':')
exec $(ls $libraries/ld-linux*.so.* | head -n 1) --library-path $libraries --argv0 $root/usr/bin/emacs-nox $root/usr/bin/emacs-nox --dump-file=$dump "$@"
EOT
chmod +x "$folder/emacs.new"
"$folder/emacs.new" -Q --batch --eval '(princ (emacs-version))' 2>/dev/null | head -n 1
mv "$folder/emacs.new" "$folder/emacs"
