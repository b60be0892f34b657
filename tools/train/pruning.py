"""Step 7: pruned models as a second program makes them, for the tests of the weight methods.

    python3 pruning.py --model <model folder> --out <tests/golden/model>

Written from the papers and their released code, on transformers, in the plainest way that works. The
texts are those of golden.py, which comes first: its lines, one after the other, calibrate. pruning.json
tells settings and losses; pruning.safetensors has the masks of some matrices, eight weights to a byte,
row by row.
"""

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import LlamaForCausalLM

from common import BOS, load_model, write_json

SEQUENCES, LENGTH = 8, 128  # that calibrate, with <s>
HELD_OUT = "doc"
NAMES = {
    "q": "self_attn.q_proj",
    "k": "self_attn.k_proj",
    "v": "self_attn.v_proj",
    "o": "self_attn.o_proj",
    "gate": "mlp.gate_proj",
    "up": "mlp.up_proj",
    "down": "mlp.down_proj",
}
KEPT = ((0, "o"), (0, "down"), (2, "gate"), (5, "down"))  # matrices whose masks are written
SPARSITY = 0.5
COLUMNS, DAMPING = 64, 0.01  # SparseGPT
CYCLES, THRESHOLD = 10, 0.1 / 2048  # DSnoT; the threshold is per token of a sequence


class Inputs:
    """What entered a linear layer: sums over sequences [tokens, in], in double precision."""

    def __init__(self, sequences: list[torch.Tensor]) -> None:
        parts = [x.double() for x in sequences]
        count = len(parts)
        self.tokens = sum(len(x) for x in parts) / count  # of a sequence
        self.norm = torch.sqrt(sum((x**2).sum(0) for x in parts) / count)
        self.sum = sum(x.sum(0) for x in parts) / count
        spread = sum(x.var(0, unbiased=False) * len(x) for x in parts)
        self.variance = spread / (self.tokens * count)
        self.hessian = sum(2 / count * (x.T @ x) for x in parts)


def smallest(scores: torch.Tensor, count: int) -> torch.Tensor:
    """Keeps all but the `count` smallest of each row; of equals the first goes first."""
    keep = torch.ones_like(scores, dtype=torch.bool)
    return keep.scatter(1, torch.sort(scores, dim=1, stable=True).indices[:, :count], False)


def two_of_four(scores: torch.Tensor) -> torch.Tensor:
    return smallest(scores.reshape(-1, 4), 2).reshape(scores.shape)


def above_threshold(scores: torch.Tensor) -> torch.Tensor:
    return scores > scores.flatten().sort().values[int(scores.numel() * SPARSITY)]


def wanda_scores(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    return weight.abs() * inputs.norm


def magnitude(weight: torch.Tensor, _inputs: Inputs) -> torch.Tensor:
    return weight * above_threshold(weight.abs())


def wanda(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    return weight * smallest(wanda_scores(weight, inputs), int(weight.shape[1] * SPARSITY))


def wanda_two_of_four(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    return weight * two_of_four(wanda_scores(weight, inputs))


def ria(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    size = weight.abs()
    share = size / size.sum(0, keepdim=True) + size / size.sum(1, keepdim=True)
    return weight * above_threshold(share * inputs.norm**0.5)


def sparsegpt(weight: torch.Tensor, inputs: Inputs, groups: bool = False) -> torch.Tensor:
    """The column algorithm with lazy updates: 64 columns at a time, the rest after each block."""
    weight, hessian = weight.clone(), inputs.hessian.clone()
    hessian += DAMPING * hessian.diag().mean() * torch.eye(len(hessian), dtype=hessian.dtype)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(hessian))
    upper = torch.linalg.cholesky(inverse, upper=True)
    for start in range(0, weight.shape[1], COLUMNS):
        end = min(start + COLUMNS, weight.shape[1])
        block, diagonal = weight[:, start:end], upper.diag()[start:end]
        keep = torch.ones_like(block, dtype=torch.bool)
        if not groups:
            keep = above_threshold((block / diagonal) ** 2)
        errors = torch.zeros_like(block)
        for j in range(end - start):
            if groups and j % 4 == 0:
                four = slice(j, j + 4)
                keep[:, four] = smallest((block[:, four] / diagonal[four]) ** 2, 2)
            errors[:, j] = torch.where(keep[:, j], 0, block[:, j] / diagonal[j])
            block[:, j:] -= errors[:, j, None] * upper[start + j, start + j : end]
        weight[:, start:end] = block * keep
        weight[:, end:] -= errors @ upper[start:end, end:]
    return weight


def sparsegpt_two_of_four(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    return sparsegpt(weight, inputs, groups=True)


def dsnot(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    """Swaps after Wanda, with the rule that the residual keeps its sign."""
    scores = wanda_scores(weight, inputs)
    keep = smallest(scores, int(weight.shape[1] * SPARSITY))
    parts = weight * inputs.sum
    for row in range(len(weight)):
        swap(keep[row], parts[row], scores[row], inputs)
    return weight * keep


def swap(keep: torch.Tensor, part: torch.Tensor, score: torch.Tensor, inputs: Inputs) -> None:
    residual = part[~keep].sum().item()
    sign = math.copysign(1, residual)
    gain = torch.where(keep, 0, part / inputs.variance)
    growing = gain.sort(stable=True).indices.tolist()
    kept = [j for j in score.sort(stable=True).indices.tolist() if keep[j]]
    pruning = {1: iter([j for j in kept if part[j] < 0]), -1: iter([j for j in kept if part[j] > 0])}
    for _ in range(CYCLES):
        if abs(residual) <= THRESHOLD * inputs.tokens:
            return
        grown = growing.pop() if residual > 0 else growing.pop(0)
        pruned = next(pruning[1 if residual > 0 else -1], None)
        if pruned is None or gain[grown] == 0:
            return
        after = residual + (part[pruned] - part[grown]).item()
        if math.copysign(1, after) != sign:
            return
        keep[grown], keep[pruned], residual = True, False, after


HALF = {"sparsity": SPARSITY}
METHODS: dict[str, tuple[str, dict, Callable]] = {
    "magnitude": ("magnitude", HALF, magnitude),
    "wanda": ("wanda", HALF, wanda),
    "wanda 2:4": ("wanda", {"pattern": "2:4"}, wanda_two_of_four),
    "ria": ("ria", HALF, ria),
    "sparsegpt": ("sparsegpt", HALF, sparsegpt),
    "sparsegpt 2:4": ("sparsegpt", {"pattern": "2:4"}, sparsegpt_two_of_four),
    "dsnot": ("dsnot", HALF, dsnot),
}


def prune_layer(layer: torch.nn.Module, run: Callable[[], None], method: Callable) -> None:
    """All seven matrices, with statistics of one pass over what the layers before have become."""
    seen: dict[str, list[torch.Tensor]] = {name: [] for name in NAMES}
    modules = {name: layer.get_submodule(path) for name, path in NAMES.items()}
    hooks = [
        module.register_forward_hook(lambda _m, x, _out, kept=seen[name]: kept.append(x[0][0]))
        for name, module in modules.items()
    ]
    run()
    for hook in hooks:
        hook.remove()
    for name, module in modules.items():
        pruned = method(module.weight.double(), Inputs(seen[name]))
        module.weight.copy_(pruned.float())


def packed(model: LlamaForCausalLM, layer: int, name: str) -> torch.Tensor:
    weight = model.model.layers[layer].get_submodule(NAMES[name]).weight
    return torch.from_numpy(np.packbits((weight != 0).numpy()))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    read = lambda name: json.loads((args.out / name).read_text("utf-8"))  # noqa: E731
    texts = {text["name"]: text["ids"] for text in read("index.json")["texts"]}
    held_out = torch.tensor([texts[HELD_OUT]])
    ids = [token for line in read("tokenizer-lines.json")["ids"] for token in line]
    starts = range(0, SEQUENCES * (LENGTH - 1), LENGTH - 1)
    sequences = [torch.tensor([[BOS, *ids[at : at + LENGTH - 1]]]) for at in starts]
    masks, results = {}, []
    for name, (method, settings, prune) in METHODS.items():
        model = load_model(args.model, "eager").cpu()
        run = lambda: [model(sequence) for sequence in sequences]  # noqa: E731
        for layer in model.model.layers:
            prune_layer(layer, run, prune)
        nats = model(held_out, labels=held_out).loss.item()
        for layer, matrix in KEPT:
            masks[f"{name}.{layer}.{matrix}"] = packed(model, layer, matrix)
        results.append({"name": name, "method": method, "settings": settings, "nats": nats})
        print(f"{name}: {nats:.4f} nats", flush=True)
    save_file(masks, args.out / "pruning.safetensors")
    write_json(
        args.out / "pruning.json",
        {
            "about": "The model pruned by PyTorch, block by block. nats: of the held-out text, all "
            "tokens but <s>. pruning.safetensors: masks by result, layer and matrix, 1 for kept.",
            "calibration": {"sequences": SEQUENCES, "length": LENGTH},
            "heldOut": HELD_OUT,
            "matrices": KEPT,
            "results": results,
        },
    )


if __name__ == "__main__":
    main()
