"""Step 6: reference outputs for the tests of the browser runtime.

    python3 golden.py --tales <folder> --model <model folder> --out <tests/golden/model>

Everything is computed by transformers in float32 on the CPU, from the shipped float16 weights with
eager attention. index.json says what each safetensors file holds; tokenizer-lines.json has 1,000
lines with the ids of the reference tokenizer, without <s>.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

import gates
import influence
from capture import Capture, capture
from common import BOS, load_model, read_lines, write_json
from golden_texts import CODE, DOC, tokenizer_lines

TOKENS = {"tale": 96, "code": 128, "doc": 250}  # with <s>
GATE_TEXT, GATE_HEADS = "doc", [[1, 2], [4, 3]]  # 250 tokens: the last block is ragged
INFLUENCE_TEXT, INFLUENCE_HEAD = "tale", [2, 1]


def cut(tokenizer: Tokenizer, text: str, tokens: int) -> tuple[str, list[int]]:
    """A prefix of about so many tokens (with <s>) that is encoded to just these tokens."""
    ids = tokenizer.encode(text).ids
    assert ids[0] == BOS and len(ids) >= tokens, f"only {len(ids)} tokens"
    for count in range(tokens, tokens // 2, -1):
        prefix = tokenizer.decode(ids[1:count])
        if text.startswith(prefix) and tokenizer.encode(prefix).ids == ids[:count]:
            return prefix, ids[:count]
    raise AssertionError("no prefix keeps its tokens")


def kept_rows(name: str, n: int) -> tuple[list[int], list[int]]:
    """Attention rows and logit rows: all of the short text, fewer of the longer ones."""
    some = sorted({*range(0, n, 17), n - 1})
    return {
        "tale": (list(range(n)), list(range(n))),
        "code": (list(range(n)), some),
        "doc": (some, some),
    }[name]


def text_tensors(seen: Capture, attention_rows: list[int], logit_rows: list[int]) -> dict:
    heads = torch.cat([a[0] for a in seen.attention])  # [layers * heads, n, n]
    packed = torch.cat([heads[:, row, : row + 1] for row in attention_rows], dim=1)
    return {
        "attention": packed.detach().contiguous(),
        "logits": seen.logits[0, logit_rows].detach().contiguous(),
    }


def gate_golden(model: LlamaForCausalLM, folder: Path, seen: Capture) -> dict:
    """Gate probabilities and the targets of two heads, [2, blocks, blocks]."""
    weight = load_file(folder / "seer-gates.safetensors")["step_500"].float()
    theta = gates.theta_of(model)
    out = {"probabilities": [], "target": []}
    for layer, head in GATE_HEADS:
        q = gates.pool_query(seen.query_pre[layer][0, head])
        k = gates.pool_key(seen.key_pre[layer][0, head])
        logits = gates.gate_logits(q, k, weight[layer, head], theta)
        out["probabilities"].append(logits.softmax(-1))
        out["target"].append(gates.pool_attention(seen.attention[layer][0, head]))
    return {name: torch.stack(parts).detach().contiguous() for name, parts in out.items()}


def influence_golden(model: LlamaForCausalLM, ids: list[int]) -> dict:
    """Attention, gradient and tile sums of one head, loss = mean over all tokens but <s>."""
    layer, head = INFLUENCE_HEAD
    seen = capture(model, torch.tensor([ids]))
    attention = seen.attention[layer]
    attention.retain_grad()
    F.cross_entropy(seen.logits[0, :-1], torch.tensor(ids[1:])).backward()
    a, g = attention[0, head].detach(), attention.grad[0, head]
    model.zero_grad()
    tiles = influence.tile_sums(influence.influence(a, g))
    return {"attention": a.contiguous(), "gradient": g.contiguous(), "tiles": tiles.contiguous()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tales", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    model = load_model(args.model, "eager").cpu()
    tale = read_lines(args.tales / "tales-golden.jsonl")[0]["text"]
    sources = {"tale": tale, "code": CODE, "doc": DOC}
    index = {
        "about": "transformers, float32, eager attention, on the float16 weights. attention: "
        "[layers * heads, entries], the kept rows one after the other, row i with i + 1 entries. "
        "logits: [kept rows, vocabulary]. ids include <s>.",
        "texts": [],
    }
    seen_texts = {}
    for name, source in sources.items():
        text, ids = cut(tokenizer, source, TOKENS[name])
        seen = seen_texts[name] = capture(model, torch.tensor([ids]))
        attention_rows, logit_rows = kept_rows(name, len(ids))
        save_file(text_tensors(seen, attention_rows, logit_rows), args.out / f"{name}.safetensors")
        index["texts"].append(
            {
                "name": name,
                "file": f"{name}.safetensors",
                "text": text,
                "ids": ids,
                "attentionRows": attention_rows,
                "logitRows": logit_rows,
            }
        )
        print(f"{name}: {len(ids)} tokens", flush=True)
    gate_tensors = gate_golden(model, args.model, seen_texts[GATE_TEXT])
    save_file(gate_tensors, args.out / "seer-gate.safetensors")
    index["seerGate"] = {
        "about": "Gate probabilities and max-pooled, row-normalised attention of two heads after "
        "500 steps, [heads, blocks, blocks]; the last block is ragged.",
        "file": "seer-gate.safetensors",
        "text": GATE_TEXT,
        "step": 500,
        "block": gates.BLOCK,
        "heads": GATE_HEADS,
    }
    ids = next(t["ids"] for t in index["texts"] if t["name"] == INFLUENCE_TEXT)
    save_file(influence_golden(model, ids), args.out / "moa-influence.safetensors")
    index["moaInfluence"] = {
        "about": "A, G = dloss/dA (loss: mean nats of all tokens after <s>) and tile sums of E for "
        "one head.",
        "file": "moa-influence.safetensors",
        "text": INFLUENCE_TEXT,
        "block": influence.BLOCK,
        "head": INFLUENCE_HEAD,
    }
    write_json(args.out / "index.json", index)
    tales = [x["text"] for x in read_lines(args.tales / "tales-heldout.jsonl")[:3]]
    lines = tokenizer_lines(tales)
    ids = [e.ids for e in tokenizer.encode_batch(lines, add_special_tokens=False)]
    assert all(tokenizer.decode(i, skip_special_tokens=False) == x for x, i in zip(lines, ids))
    write_json(args.out / "tokenizer-lines.json", {"lines": lines, "ids": ids}, indent=None)


if __name__ == "__main__":
    main()
