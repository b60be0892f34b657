"""The pruning methods of step 7, from the papers and their released code, in the plainest way that
works: on double precision, one matrix [out, in] or the seven of a layer at a time."""

import math
from collections.abc import Callable

import torch

SPARSITY = 0.5
COLUMNS, DAMPING = 64, 0.01  # SparseGPT
CYCLES, THRESHOLD = 10, 0.1 / 2048  # DSnoT; the threshold is per token of a sequence
UNITS, HEAD = 0.3, 32  # structured: the share of heads and channels that go; a head's dimensions

Tensors = dict[str, torch.Tensor]


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


def wanda(weight: torch.Tensor, inputs: Inputs, sparsity: float = SPARSITY) -> torch.Tensor:
    return weight * smallest(wanda_scores(weight, inputs), int(weight.shape[1] * sparsity))


def wanda_two_of_four(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    return weight * two_of_four(wanda_scores(weight, inputs))


def ria_scores(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    size = weight.abs()
    share = size / size.sum(0, keepdim=True) + size / size.sum(1, keepdim=True)
    return share * inputs.norm**0.5


def ria(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    return weight * above_threshold(ria_scores(weight, inputs))


def ria_dealt(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    """2:4 of inputs dealt anew: quarters from weak to strong, every other one reversed."""
    scores = ria_scores(weight, inputs)
    quarters = list(scores.sum(0).sort(stable=True).indices.chunk(4))
    quarters[1], quarters[3] = quarters[1].flip(0), quarters[3].flip(0)
    order = torch.stack(quarters, 1).flatten()
    keep = torch.empty_like(scores, dtype=torch.bool)
    keep[:, order] = two_of_four(scores[:, order])
    return weight * keep


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
    pruning = {side: iter([j for j in kept if side * part[j] < 0]) for side in (1, -1)}
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


def dsnot_two_of_four(weight: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    """Swaps within groups of four: whoever scores least there makes room, whatever its sign."""
    scores = wanda_scores(weight, inputs)
    keep = two_of_four(scores)
    for part, score, kept in zip(weight * inputs.sum, scores, keep, strict=True):
        residual, sign = part[~kept].sum().item(), part[~kept].sum().sign().item()
        gain = torch.where(kept, 0, part / inputs.variance)
        growing, grown = gain.sort(stable=True).indices.tolist(), set()
        for _ in range(CYCLES):
            up = growing.pop() if residual > 0 else growing.pop(0)
            group = range(up - up % 4, up - up % 4 + 4)
            free = [j for j in group if kept[j] and j not in grown]
            down = min(free, key=score.__getitem__, default=None)
            small = abs(residual) <= THRESHOLD * inputs.tokens
            if small or gain[up] == 0 or down is None:
                break
            after = residual + (part[down] - part[up]).item()
            if math.copysign(1, after) != sign:
                break
            kept[up], kept[down], residual = True, False, after
            grown.add(up)
    return weight * keep


def structured(weights: Tensors, inputs: dict[str, Inputs], _sparsity: float) -> Tensors:
    """Whole channels and heads, by what they send on: outgoing sizes times the norms there."""
    heads = unit_mask(weights["o"], inputs["o"], HEAD)
    channels = unit_mask(weights["down"], inputs["down"], 1)
    masks = {name: heads[:, None] for name in "qkv"} | {"o": heads}
    masks |= {name: channels[:, None] for name in ("gate", "up")} | {"down": channels}
    return {name: weight * masks[name] for name, weight in weights.items()}


def unit_mask(outgoing: torch.Tensor, inputs: Inputs, width: int) -> torch.Tensor:
    scores = wanda_scores(outgoing, inputs).sum(0).reshape(-1, width).sum(1)
    best = scores.sort(descending=True).indices[: round((1 - UNITS) * len(scores))]
    keep = torch.zeros(len(scores), dtype=torch.bool).scatter(0, best, True)
    return keep.repeat_interleave(width)


def each(prune: Callable[..., torch.Tensor]) -> Callable[..., Tensors]:
    """A method that looks at one matrix at a time and takes the same share of all."""
    return lambda weights, inputs, _sparsity: {
        name: prune(weight, inputs[name]) for name, weight in weights.items()
    }


def wanda_at(weights: Tensors, inputs: dict[str, Inputs], sparsity: float) -> Tensors:
    return {name: wanda(weight, inputs[name], sparsity) for name, weight in weights.items()}
