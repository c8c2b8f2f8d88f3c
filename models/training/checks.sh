#!/bin/sh
# Short runs over the same 0.6 million tokens with the same seed, one setting changed in each; two more shapes at about equal
# computing time. Prints one line a run.
#   ./checks.sh WORK_FOLDER      (a work folder in which build.sh has made corpus and tokenizer)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(cd "${1:?usage: checks.sh WORK_FOLDER}" && pwd)
check() {
    name=$1; shift
    /usr/bin/python3 "$here/train.py" --work "$work" --run "check-$name" --steps 200 --batch 3072 --muon 0.02 --adam 2e-3 "$@" >"$work/check-$name.log"
    /usr/bin/python3 "$here/evaluate.py" --work "$work" --run "check-$name" --brief
}
check base
check batch-6144 --batch 6144 --steps 100
check rates-half --muon 0.01 --adam 1e-3
check rates-2 --muon 0.04 --adam 4e-3
check rates-4 --muon 0.08 --adam 8e-3
check mixed --prefix-first 0.3
check d320-l8 --width 320 --layers 8 --steps 110
check d192-l6 --width 192 --steps 310
