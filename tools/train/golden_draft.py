"""Reference logits of the draft model, beside those of the atlas model.

    python3 golden_draft.py --model <model folder> --out tests/golden/model

transformers, float32, eager attention, on the float16 weights; the ids of golden.py's tale. Writes
draft.safetensors: logits [4, vocabulary] of the last four tokens, and greedy [16], the ids that the
draft would write after them.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from common import load_model

ROWS, WRITTEN = 4, 16


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts = json.loads((args.out / "index.json").read_text("utf-8"))["texts"]
    ids = torch.tensor([next(text["ids"] for text in texts if text["name"] == "tale")])
    model = load_model(args.model / "draft", "eager").cpu()
    logits = model(input_ids=ids, use_cache=False).logits[0, -ROWS:]
    greedy = []
    for _ in range(WRITTEN):
        following = model(input_ids=ids, use_cache=False).logits[0, -1].argmax().view(1, 1)
        greedy.append(following.item())
        ids = torch.cat([ids, following], dim=1)
    tensors = {"logits": logits.contiguous(), "greedy": torch.tensor(greedy, dtype=torch.float32)}
    save_file(tensors, args.out / "draft.safetensors")


if __name__ == "__main__":
    main()
