#!/bin/sh
# From public packages to models/localcascade-fim-6m. Resumable: every step keeps what it made under the work folder.
#   ./build.sh WORK_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?usage: build.sh WORK_FOLDER}"
work=$(cd "$1" && pwd)
python=/usr/bin/python3
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=SkylakeX PYTHONUNBUFFERED=1

"$python" "$here/fetch.py" --work "$work"
[ -f "$work/corpus/held_out/go.jsonl" ] || "$python" "$here/corpus.py" --work "$work"
[ -f "$work/tokenizer.json" ] || "$python" "$here/tokenizer.py" --work "$work"
nice "$python" "$here/train.py" --work "$work"
"$python" "$here/evaluate.py" --work "$work"
"$python" "$here/export.py" --work "$work"

cd "$work"
[ -d node_modules/onnxruntime-node ] || npm install --no-save --ignore-scripts onnxruntime-node@1.30.0 @huggingface/tokenizers@0.2.0
"$python" "$here/reference.py" --work "$work"
node "$here/verify.mjs" "$here/../localcascade-fim-6m" "$work"
