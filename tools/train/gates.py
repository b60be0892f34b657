"""Step 4: train the block gates of SeerAttention (Gao et al., arXiv 2410.13276) for every head.

    python3 gates.py --data <work folder> --model <model folder>

Each head gets one matrix W_k [96, 32]. Query blocks of 16 tokens are pooled by mean, key blocks by
max, min and mean (concatenated in that order), both before RoPE; the pooled keys times W_k meet the
pooled queries after RoPE at each block's first position. Target: dense attention, max-pooled over
the tiles and normalised by row. Writes seer-gates.safetensors (W_k at five steps, float16,
[layers, heads, 96, 32]) and seer-gates.json (settings and the KL curve).
"""

import argparse
import math
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import LlamaForCausalLM

from capture import capture
from common import SOURCES, device, load_model, load_windows, write_json

BLOCK, GATE_DIM = 16, 32
STEPS, BATCH = 500, 8
PEAK_RATE, WARM_UP = 1e-3, 20
SNAPSHOTS = (0, 50, 100, 200, 500)
TRAIN_PER_SOURCE, TEST_PER_SOURCE = 8, 4
LOSS_SCALE = 10.0


def blocks(x: torch.Tensor) -> torch.Tensor:
    """[..., n, d] -> [..., blocks, BLOCK, d], the last block padded with NaN."""
    short = -x.shape[-2] % BLOCK
    return torch.nn.functional.pad(x, (0, 0, 0, short), value=math.nan).unflatten(-2, (-1, BLOCK))


def pool_query(q: torch.Tensor) -> torch.Tensor:
    """[..., n, d] -> [..., blocks, d]; a ragged last block is pooled over its real members."""
    return blocks(q).nanmean(-2)


def pool_key(k: torch.Tensor) -> torch.Tensor:
    """[..., n, d] -> [..., blocks, 3 d]: max, min, mean."""
    b = blocks(k)
    hole = b.isnan()
    largest = b.masked_fill(hole, -math.inf).amax(-2)
    smallest = b.masked_fill(hole, math.inf).amin(-2)
    return torch.cat([largest, smallest, b.nanmean(-2)], -1)


def pool_attention(a: torch.Tensor) -> torch.Tensor:
    """[..., n, n] -> [..., blocks, blocks]: tile maxima, rows normalised to sum 1."""
    short = -a.shape[-1] % BLOCK
    a = torch.nn.functional.pad(a, (0, short, 0, short))
    tiles = a.unflatten(-1, (-1, BLOCK)).amax(-1).unflatten(-2, (-1, BLOCK)).amax(-2)
    return tiles / tiles.sum(-1, keepdim=True)


def rotate(x: torch.Tensor, theta: float) -> torch.Tensor:
    """RoPE (halves rotated against each other) at positions 0, BLOCK, 2 BLOCK, …"""
    d = x.shape[-1]
    rates = theta ** (-torch.arange(0, d, 2, device=x.device, dtype=torch.float32) / d)
    angles = (
        BLOCK * torch.arange(x.shape[-2], device=x.device, dtype=torch.float32)[:, None] * rates
    )
    cos, sin = angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)
    halves = torch.cat([-x[..., d // 2 :], x[..., : d // 2]], -1)
    return x * cos + halves * sin


def gate_logits(q_pool, k_pool, weight, theta: float) -> torch.Tensor:
    """[..., heads, blocks, blocks], minus infinity above the diagonal."""
    scores = rotate(q_pool, theta) @ rotate(k_pool @ weight, theta).mT / math.sqrt(GATE_DIM)
    above = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
    return scores.masked_fill(above, -math.inf)


def kl_elements(target: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    """p (ln p - ln g) elementwise, 0 where p = 0, without the first quarter of block rows."""
    first = target.shape[-2] // 4
    p, log_gate = target[..., first:, :], torch.log_softmax(logits[..., first:, :], -1)
    return torch.where(p > 0, torch.xlogy(p, p) - p * log_gate.masked_fill(p == 0, 0.0), 0.0)


def theta_of(model: LlamaForCausalLM) -> float:
    return float(model.config.rope_parameters["rope_theta"])


@torch.no_grad()
def examples(model: LlamaForCausalLM, windows: torch.Tensor) -> list[torch.Tensor]:
    """Pooled queries, pooled keys and targets, each [windows, layers, heads, …]."""
    parts = []
    for row in windows:
        seen = capture(model, row[None, :-1].to(device()))
        parts.append(
            [
                torch.cat([pool_query(x) for x in seen.query_pre]),
                torch.cat([pool_key(x) for x in seen.key_pre]),
                torch.cat([pool_attention(x) for x in seen.attention]),
            ]
        )
    return [torch.stack(list(column)) for column in zip(*parts)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    model = load_model(args.model, "eager")
    theta = theta_of(model)
    calibration = [load_windows(args.data, f"{source}-calibration") for source in SOURCES]
    last = TRAIN_PER_SOURCE + TEST_PER_SOURCE
    train = examples(model, torch.cat([w[:TRAIN_PER_SOURCE] for w in calibration]))
    test = examples(model, torch.cat([w[TRAIN_PER_SOURCE:last] for w in calibration]))

    layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
    generator = torch.Generator().manual_seed(0)
    shape = (layers, heads, 3 * model.config.head_dim, GATE_DIM)
    weight = (0.02 * torch.randn(shape, generator=generator)).to(device()).requires_grad_()
    optimizer = torch.optim.Adam([weight], lr=PEAK_RATE)

    @torch.no_grad()
    def row_kl(data: list[torch.Tensor]) -> torch.Tensor:
        """Mean KL of a block row in nats, [layers, heads]."""
        q, k, target = data
        return kl_elements(target, gate_logits(q, k, weight, theta)).sum(-1).mean((0, -1))

    snapshots, curve, per_head = {}, [], {}
    for step in range(STEPS + 1):
        if step in SNAPSHOTS:
            name = f"step_{step}"
            snapshots[name] = weight.detach().half().cpu().contiguous()
            per_head[name] = [[round(x, 4) for x in row] for row in row_kl(test).tolist()]
        if step % 10 == 0:
            both = [round(row_kl(data).mean().item(), 5) for data in (train, test)]
            curve.append({"step": step, "train": both[0], "test": both[1]})
        if step == STEPS:
            break
        rate = PEAK_RATE * min(1.0, (step + 1) / WARM_UP)
        if step >= WARM_UP:
            rate *= 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (STEPS - WARM_UP)))
        optimizer.param_groups[0]["lr"] = rate
        chosen = torch.randperm(len(train[0]), generator=generator)[:BATCH].to(device())
        q, k, target = (part[chosen] for part in train)
        # mean over the elements of a layer, summed over layers
        elements = kl_elements(target, gate_logits(q, k, weight, theta))
        loss = LOSS_SCALE * elements.mean((0, 2, 3, 4)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    save_file(snapshots, args.model / "seer-gates.safetensors")
    description = {
        "about": "SeerAttention gates: W_k [layers, heads, 3 d, d_g], float16, at five steps; "
        "rows of W_k are max, min, mean of the keys before RoPE.",
        "block": BLOCK,
        "gateDim": GATE_DIM,
        "steps": STEPS,
        "batch": BATCH,
        "learningRate": PEAK_RATE,
        "trainWindows": len(train[0]),
        "testWindows": len(test[0]),
        "snapshots": list(SNAPSHOTS),
        "unit": "KL(target || gate) in nats per block row, first quarter of block rows left out, "
        "mean over heads and windows",
        "curve": curve,
        "testPerHead": per_head,
    }
    write_json(args.model / "seer-gates.json", description)
    print(curve[0], curve[-1], flush=True)


if __name__ == "__main__":
    main()
