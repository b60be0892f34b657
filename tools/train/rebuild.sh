#!/usr/bin/env bash
# Rebuilds the atlas model, its tables and its golden data. Needs Node (npm ci done), Python with
# requirements.txt, and for the training a CUDA accelerator. Options for the training, such as
# `--steps 2000` or `--seconds 400`, may follow.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=${WORK:-dist-train}
model=public/models/atlas-3m
export PYTHONDONTWRITEBYTECODE=1

[ -e "$work/tales/tales-heldout.jsonl" ] || [ -e "$work/tales/tales-heldout.jsonl.xz" ] ||
  npx tsx tools/train/make-tales.ts "$work/tales"

step() { python3 "tools/train/$1.py" --model "$model" "${@:2}"; }
step prepare --tales "$work/tales" --data "$work/data"
step train --data "$work/data" "$@"
step evaluate --tales "$work/tales" --data "$work/data"
step gates --data "$work/data"
step influence --tales "$work/tales" --data "$work/data"
draft=(--model "$model/draft")
python3 tools/train/train.py "${draft[@]}" --shape draft --data "$work/data" --steps 20000
python3 tools/train/evaluate.py "${draft[@]}" --tokenizer "$model" --tales "$work/tales" --data "$work/data"
step golden --tales "$work/tales" --out tests/golden/model
step golden_draft --out tests/golden/model
step pruning --out tests/golden/model
step card
