"""Step 5: the influence tables of MoA (Fu et al., arXiv 2406.14909).

    python3 influence.py --data <work folder> --tales <folder> --model <model folder>

With A the attention of a head and G = ∂loss/∂A, the influence of an entry is
E_ij = |A_ij (G_ij − Σ_k A_ik G_ik) / (1 − A_ij)|, the first-order change of the loss when entry ij
is deleted and its row renormalised; row 0, which has one entry only, uses |G A|. E is summed over
16 × 16 tiles and averaged over calibration texts: tales, with the loss on the digits of the
needles' answers only, code and docs, with the loss on all tokens. Since a trained model is nearly
certain of the digits, and its gradients there are small, the mean table of each source is first
scaled to the same total: the tables tell shares of the influence, UNIT in all.

Writes moa-influence.safetensors.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from capture import capture
from common import CONTEXT, SOURCES, device, load_model, load_windows, read_lines

BLOCK = 16
LENGTHS = (256, 512, 1024)
TEXTS = 16  # per source and length
UNIT = 65536.0  # keeps small tiles within float16
SMALLEST = 1e-6  # guards 1 − A_ij where a row has all its mass on one key


def influence(attention: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    """E as defined above for [..., n, n]."""
    inner = (attention * gradient).sum(-1, keepdim=True)
    change = attention * (gradient - inner) / (1 - attention).clamp_min(SMALLEST)
    change[..., 0, :] = attention[..., 0, :] * gradient[..., 0, :]
    return change.abs()


def tile_sums(e: torch.Tensor) -> torch.Tensor:
    return e.unflatten(-1, (-1, BLOCK)).sum(-1).unflatten(-2, (-1, BLOCK)).sum(-2)


def table(model: LlamaForCausalLM, ids: torch.Tensor, counted: torch.Tensor) -> torch.Tensor:
    """[layers, heads, n / 16, n / 16] for one text; ids [n + 1], counted [n] marks the targets."""
    seen = capture(model, ids[None, :-1])
    for attention in seen.attention:
        attention.retain_grad()
    losses = F.cross_entropy(seen.logits[0], ids[1:], reduction="none")
    losses[counted].mean().backward()
    rows = [
        tile_sums(influence(a.detach(), a.grad))[0] for a in seen.attention if a.grad is not None
    ]
    assert len(rows) == model.config.num_hidden_layers
    model.zero_grad()
    return torch.stack(rows)


def answers(tales: Path, tokenizer: Tokenizer) -> torch.Tensor:
    """[tales, CONTEXT], True where the target is a digit of a needle's answer."""
    marks = []
    for tale in read_lines(tales / "tales-calibration.jsonl"):
        spans = tokenizer.encode(tale["text"], add_special_tokens=False).offsets[:CONTEXT]
        needles = [q for q in tale["questions"] if q["kind"] == "number"]
        inside = [any(q["answerStart"] <= a < q["answerEnd"] for q in needles) for a, _ in spans]
        marks.append(inside)
    return torch.tensor(marks)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tales", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    model = load_model(args.model, "eager")
    marks = answers(args.tales, Tokenizer.from_file(str(args.model / "tokenizer.json")))
    tables, totals = {}, {}
    for length in LENGTHS:
        means = []
        for source in SOURCES:
            windows = load_windows(args.data, f"{source}-calibration").to(device())
            everything = torch.ones_like(windows[:, 1:], dtype=torch.bool)
            counted = marks.to(device()) if source == "tales" else everything
            usable = [i for i in range(len(windows)) if counted[i, :length].any()][:TEXTS]
            assert len(usable) == TEXTS, f"{source}: {len(usable)} texts only"
            parts = [table(model, windows[i, : length + 1], counted[i, :length]) for i in usable]
            mean = torch.stack(parts).mean(0)
            total = mean.sum().item()
            totals[f"{source}_{length}_total"] = f"{total:.6g}"
            print(f"{source} at {length}: total {total:.4g} nats", flush=True)
            means.append(mean * (UNIT / total))
        tables[f"length_{length}"] = torch.stack(means).mean(0).half().cpu().contiguous()
    save_file(tables, args.model / "moa-influence.safetensors", metadata=totals)


if __name__ == "__main__":
    main()
