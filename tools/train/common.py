"""What every step of the training shares: the model's shape, files and held-out windows."""

import json
import lzma
from pathlib import Path

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

CONTEXT = 1024  # tokens a training window predicts; the model reads BOS + 1,023 of them
BOS = 0
SOURCES = ("tales", "code", "docs")  # measured everywhere
MORE_SOURCES = ("typescript", "docstrings")  # measured for the dense model only


# The atlas model, and the small draft that writes ahead of it.
SHAPES = {
    "atlas": {"layers": 6, "heads": 6, "intermediate": 512},
    "draft": {"layers": 2, "heads": 3, "intermediate": 256},
}


def model_config(shape: str = "atlas") -> LlamaConfig:
    layers, heads, intermediate = SHAPES[shape].values()
    return LlamaConfig(
        vocab_size=2048,
        hidden_size=32 * heads,
        intermediate_size=intermediate,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        head_dim=32,
        max_position_embeddings=2 * CONTEXT,
        rms_norm_eps=1e-5,
        rope_theta=10000.0,
        tie_word_embeddings=True,
        attention_bias=False,
        mlp_bias=False,
        bos_token_id=BOS,
        eos_token_id=None,
        pad_token_id=None,
    )


def load_model(folder: Path, attention: str = "sdpa") -> LlamaForCausalLM:
    """The shipped float16 weights, computed in float32."""
    model = LlamaForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation=attention
    )
    return model.eval().to(device())


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def read_lines(path: Path) -> list:
    """A .jsonl file, plain or as .jsonl.xz."""
    if path.exists():
        text = path.read_text("utf-8")
    else:
        text = lzma.open(path.with_name(path.name + ".xz"), "rt", encoding="utf-8").read()
    return [json.loads(line) for line in text.splitlines()]


def load_windows(data: Path, name: str) -> torch.Tensor:
    """Held-out or calibration windows of prepare.py as [count, CONTEXT + 1] token ids."""
    return torch.from_numpy(np.load(data / f"{name}.npy").astype(np.int64))


def write_json(path: Path, value: object, indent: int | None = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=indent, ensure_ascii=False) + "\n", "utf-8")
