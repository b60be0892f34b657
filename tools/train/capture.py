"""Reads out of a transformers Llama what methods need: attention, and Q and K before RoPE."""

from dataclasses import dataclass

import torch
from transformers import LlamaForCausalLM


@dataclass
class Capture:
    logits: torch.Tensor  # [texts, n, vocabulary]
    attention: list[torch.Tensor]  # per layer [texts, heads, n, n], in the autograd graph
    query_pre: list[torch.Tensor]  # per layer [texts, heads, n, head dim], before RoPE
    key_pre: list[torch.Tensor]


def capture(model: LlamaForCausalLM, ids: torch.Tensor) -> Capture:
    """One forward pass of a model loaded with eager attention; ids [texts, n]."""
    assert model.config._attn_implementation == "eager"
    projections: dict[str, list[torch.Tensor]] = {"q_proj": [], "k_proj": []}
    hooks = []
    for layer in model.model.layers:
        for name, kept in projections.items():
            module = getattr(layer.self_attn, name)
            hook = module.register_forward_hook(lambda _m, _in, out, kept=kept: kept.append(out))
            hooks.append(hook)
    out = model(input_ids=ids, output_attentions=True, use_cache=False)
    for hook in hooks:
        hook.remove()

    def heads(x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (-1, model.config.head_dim)).transpose(1, 2)

    return Capture(
        logits=out.logits,
        attention=list(out.attentions),
        query_pre=[heads(x) for x in projections["q_proj"]],
        key_pre=[heads(x) for x in projections["k_proj"]],
    )
