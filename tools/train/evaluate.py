"""Step 3: measure the shipped float16 weights on held-out data, in float32.

    python3 evaluate.py --data <work folder> --tales <folder> --model <model folder>

Writes eval.json: nats per token of each source, needle accuracy (all four digits of a lucky number
right, greedily), and the same under sliding windows with sinks imposed on all layers and heads.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from transformers import AttentionInterface, LlamaForCausalLM

from common import (
    BOS,
    CONTEXT,
    MORE_SOURCES,
    SOURCES,
    device,
    load_model,
    load_windows,
    read_lines,
    write_json,
)

WINDOWS = [(32, 0), (32, 4), (64, 0), (64, 4), (128, 0), (128, 4), (256, 0), (256, 4), (512, 4)]
CHUNK = 16

# The mask in force, [CONTEXT, CONTEXT], True where a query may look at a key.
_mask: torch.Tensor | None = None


def masked_attention(module, query, key, value, attention_mask, scaling, **_):
    out = F.scaled_dot_product_attention(query, key, value, attn_mask=_mask, scale=scaling)
    return out.transpose(1, 2).contiguous(), None


AttentionInterface.register("atlas_masked", masked_attention)


def window_mask(window: int, sinks: int) -> torch.Tensor:
    """Key j is seen by query i when j <= i and (i - j < window or j < sinks)."""
    i = torch.arange(CONTEXT, device=device())[:, None]
    j = torch.arange(CONTEXT, device=device())[None, :]
    return (j <= i) & ((i - j < window) | (j < sinks))


def needles(data: Path, tales: Path, tokenizer: Tokenizer) -> list[tuple[int, list[int]]]:
    """(window, positions of the four digits as targets) of every needle within its window."""
    found = []
    rows = load_windows(data, "tales-heldout")
    for row, tale in enumerate(read_lines(tales / "tales-heldout.jsonl")):
        encoding = tokenizer.encode(tale["text"], add_special_tokens=False)
        assert encoding.ids[:CONTEXT] == rows[row, 1:].tolist(), "tales and windows differ"
        starts = {span[0]: i for i, span in enumerate(encoding.offsets)}
        for question in tale["questions"]:
            if question["kind"] != "number":
                continue
            first = starts[question["answerStart"]]
            assert (
                tale["text"][question["answerStart"] : question["answerEnd"]] == question["answer"]
            )
            if first + 4 <= CONTEXT:
                found.append((row, list(range(first, first + 4))))
    return found


@torch.no_grad()
def measure(model: LlamaForCausalLM, windows: torch.Tensor) -> tuple[float, torch.Tensor]:
    """Mean nats per token, and [count, CONTEXT] whether the likeliest token was right."""
    total, right = 0.0, []
    for chunk in windows.split(CHUNK):
        chunk = chunk.to(device())
        logits = model(input_ids=chunk[:, :-1], use_cache=False).logits
        targets = chunk[:, 1:]
        total += F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum").item()
        right.append((logits.argmax(-1) == targets).cpu())
    return total / windows[:, 1:].numel(), torch.cat(right)


def needle_accuracy(right: torch.Tensor, questions: list[tuple[int, list[int]]]) -> float:
    return sum(bool(right[row, digits].all()) for row, digits in questions) / len(questions)


def main() -> None:
    global _mask
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tales", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, help="a folder; the model's where not given")
    parser.add_argument("--windows", type=int, default=256, help="at most this many per source")
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str((args.tokenizer or args.model) / "tokenizer.json"))
    questions = [q for q in needles(args.data, args.tales, tokenizer) if q[0] < args.windows]
    everything = {
        source: load_windows(args.data, f"{source}-heldout")[: args.windows]
        for source in (*SOURCES, *MORE_SOURCES)
    }
    held_out = {source: everything[source] for source in SOURCES}
    assert all((rows[:, 0] == BOS).all() for rows in everything.values())
    model = load_model(args.model)

    dense = {source: measure(model, rows) for source, rows in everything.items()}
    result = {
        "about": "Held-out data, windows of 1,024 tokens after <s>, float16 weights in float32.",
        "context": CONTEXT,
        "heldOut": {
            source: {
                "natsPerToken": round(dense[source][0], 4),
                "windows": len(rows),
                "tokens": rows[:, 1:].numel(),
            }
            for source, rows in everything.items()
        },
        "needle": {
            "accuracy": round(needle_accuracy(dense["tales"][1], questions), 4),
            "questions": len(questions),
        },
        "windows": [],
    }
    print(result, flush=True)
    model.set_attn_implementation("atlas_masked")
    for window, sinks in [(CONTEXT, 0), *WINDOWS]:
        _mask = window_mask(window, sinks)
        row: dict[str, float] = {"window": window, "sinks": sinks}
        for source, rows in held_out.items():
            nats, right = measure(model, rows)
            row[source] = round(nats, 4)
            if source == "tales":
                row["needle"] = round(needle_accuracy(right, questions), 4)
        print(row, flush=True)
        if window == CONTEXT:  # the mask of everything must change nothing
            assert all(abs(row[s] - result["heldOut"][s]["natsPerToken"]) < 5e-4 for s in SOURCES)
        else:
            result["windows"].append(row)
    write_json(args.model / "eval.json", result)


if __name__ == "__main__":
    main()
