"""Step 7: pruned models as a second program makes them, for the tests of the weight methods.

    python3 pruning.py --model <model folder> --out <tests/golden/model>

The methods are in pruning_methods.py; the model runs on transformers. The texts are those of
golden.py, which comes first: its lines, one after the other, calibrate. pruning.json tells settings
and losses; pruning.safetensors has the masks of some matrices, eight weights to a byte, row by row.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import LlamaForCausalLM

from common import BOS, load_model, write_json
from pruning_methods import (
    SPARSITY,
    UNITS,
    Inputs,
    Tensors,
    dsnot,
    dsnot_two_of_four,
    each,
    magnitude,
    ria,
    ria_dealt,
    sparsegpt,
    sparsegpt_two_of_four,
    structured,
    wanda,
    wanda_at,
    wanda_scores,
    wanda_two_of_four,
)

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
MULTIPLE, SPREAD = 5, 0.08  # OWL

HALF, FOUR = {"sparsity": SPARSITY}, {"pattern": "2:4"}
METHODS: dict[str, tuple[str, dict, Callable[..., Tensors]]] = {
    "magnitude": ("magnitude", HALF, each(magnitude)),
    "wanda": ("wanda", HALF, each(wanda)),
    "wanda 2:4": ("wanda", FOUR, each(wanda_two_of_four)),
    "ria": ("ria", HALF, each(ria)),
    "ria 2:4 dealt": ("ria", FOUR | {"deal": True}, each(ria_dealt)),
    "sparsegpt": ("sparsegpt", HALF, each(sparsegpt)),
    "sparsegpt 2:4": ("sparsegpt", FOUR, each(sparsegpt_two_of_four)),
    "dsnot": ("dsnot", HALF, each(dsnot)),
    "dsnot 2:4": ("dsnot", FOUR, each(dsnot_two_of_four)),
    "owl": ("owl", HALF, wanda_at),
    "structured": ("structured", {"sparsity": UNITS}, structured),
}


def catch(layers: list[tuple[torch.nn.Module, dict[str, list]]], run: Callable[[], None]) -> None:
    """Runs the texts and keeps what enters the seven matrices of each layer."""
    hooks = [
        layer.get_submodule(path).register_forward_hook(
            lambda _m, x, _out, kept=seen[name]: kept.append(x[0][0])
        )
        for layer, seen in layers
        for name, path in NAMES.items()
    ]
    run()
    for hook in hooks:
        hook.remove()


def owl_sparsities(model: LlamaForCausalLM, run: Callable[[], None]) -> list[float]:
    """What each layer loses: less where more of the dense model's Wanda scores lie far above."""
    layers = [(layer, {name: [] for name in NAMES}) for layer in model.model.layers]
    catch(layers, run)
    outliers = []
    for layer, seen in layers:
        weights = {name: layer.get_submodule(path).weight for name, path in NAMES.items()}
        every = [wanda_scores(weights[name].double(), Inputs(seen[name])) for name in NAMES]
        scores = torch.cat([each.flatten() for each in every])
        outliers.append((scores > MULTIPLE * scores.mean()).double().mean().item())
    low, high = min(outliers), max(outliers)
    raw = [(share - low) / (high - low) * 2 * SPREAD for share in outliers]
    return [SPARSITY - share + sum(raw) / len(raw) for share in raw]


def prune_layer(
    layer: torch.nn.Module, run: Callable[[], None], method: Callable[..., Tensors], sparsity: float
) -> None:
    """All seven matrices, with statistics of one pass over what the layers before have become."""
    seen: dict[str, list[torch.Tensor]] = {name: [] for name in NAMES}
    catch([(layer, seen)], run)
    modules = {name: layer.get_submodule(path) for name, path in NAMES.items()}
    weights = {name: module.weight.double() for name, module in modules.items()}
    inputs = {name: Inputs(parts) for name, parts in seen.items()}
    for name, pruned in method(weights, inputs, sparsity).items():
        modules[name].weight.copy_(pruned.float())


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
        same = [SPARSITY] * len(model.model.layers)
        shares = owl_sparsities(model, run) if method == "owl" else same
        for layer, share in zip(model.model.layers, shares, strict=True):
            prune_layer(layer, run, prune, share)
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
