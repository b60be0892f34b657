"""Step 2: train the model.

    python3 train.py --data <work folder> --model <model folder> [--steps 20000] [--seconds 430]
                     [--shape draft]

AdamW, cosine schedule, bfloat16 autocast. With --seconds the number of steps is cut, after a
hundred of them, to what fits into that time. Writes config.json, model.safetensors (float16) and
training.json (what was done).
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import LlamaForCausalLM

import corpus
from common import BOS, CONTEXT, SHAPES, device, model_config, write_json

BATCH = {"tales": 12, "code": 31, "typescript": 7, "docs": 5, "docstrings": 9}
PEAK_RATE, WARM_UP, FINAL_SHARE = 2e-3, 300, 0.01
FILE_START_SHARE = 0.2  # windows that begin where a file begins
RATE_FROM, RATE_TO = 40, 140  # steps between which the speed is measured
IGNORED = -100


class Batches:
    """Random windows of all sources, drawn on the accelerator."""

    def __init__(self, data: Path, seed: int) -> None:
        self.generator = torch.Generator(device()).manual_seed(seed)
        self.tales = self.load(data / "tales-train.npy")
        self.streams, self.files = {}, {}
        for kind in corpus.KINDS:
            self.streams[kind] = self.load(data / f"{kind}-train.npy")
            self.files[kind] = torch.from_numpy(np.load(data / f"{kind}-files.npy")).to(device())
        self.order = torch.empty(0, dtype=torch.long, device=device())
        self.span = torch.arange(CONTEXT, device=device())

    def load(self, path: Path) -> torch.Tensor:
        return torch.from_numpy(np.load(path).astype(np.int32)).to(device())

    def uniform(self, count: int) -> torch.Tensor:
        return torch.rand(count, generator=self.generator, device=device(), dtype=torch.float64)

    def take_tales(self, count: int) -> torch.Tensor:
        if len(self.order) < count:  # a new pass over the tales
            self.order = torch.randperm(len(self.tales), generator=self.generator, device=device())
        chosen, self.order = self.order[:count], self.order[count:]
        return self.tales[chosen]

    def take_files(self, kind: str, count: int) -> torch.Tensor:
        """Windows that lie within one file, every such window equally likely."""
        files = self.files[kind]
        room = files[1:] - files[:-1] - CONTEXT + 1
        ends = torch.cumsum(room, 0)
        place = (self.uniform(count) * ends[-1]).long()
        file = torch.searchsorted(ends, place, right=True)
        offset = place - (ends[file] - room[file])
        offset = torch.where(self.uniform(count) < FILE_START_SHARE, 0, offset)
        return self.streams[kind][(files[file] + offset)[:, None] + self.span]

    def next(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs and targets, [64, CONTEXT] each."""
        parts = [self.take_tales(BATCH["tales"])]
        parts += [self.take_files(kind, BATCH[kind]) for kind in corpus.KINDS]
        targets = torch.cat(parts).long()
        padded = targets == 65535
        inputs = F.pad(torch.where(padded, BOS, targets)[:, :-1], (1, 0), value=BOS)
        return inputs, torch.where(padded, IGNORED, targets)


def learning_rate(step: int, steps: int) -> float:
    if step < WARM_UP:
        return PEAK_RATE * (step + 1) / WARM_UP
    progress = min(1.0, (step - WARM_UP) / max(1, steps - WARM_UP))
    return PEAK_RATE * (FINAL_SHARE + (1 - FINAL_SHARE) * 0.5 * (1 + math.cos(math.pi * progress)))


@torch.no_grad()
def report(model: LlamaForCausalLM, batches: Batches) -> None:
    """Prints losses on training windows; far below the held-out ones, they tell of overfitting."""
    sums = dict.fromkeys(BATCH, 0.0)
    rounds = 8
    for _ in range(rounds):
        inputs, targets = batches.next()
        with torch.autocast(device().type, torch.bfloat16):
            logits = model(input_ids=inputs, use_cache=False).logits
        rows = zip(BATCH, logits.split(list(BATCH.values())), targets.split(list(BATCH.values())))
        for source, some, right in rows:
            sums[source] += F.cross_entropy(some.float().flatten(0, 1), right.flatten()).item()
    losses = ", ".join(f"{source} {total / rounds:.3f}" for source, total in sums.items())
    print(f"on training windows: {losses}", flush=True)


def save(model: LlamaForCausalLM, folder: Path, shape: str) -> None:
    """float16, without the copy of the embedding that is the output matrix."""
    half = LlamaForCausalLM(model_config(shape)).half()
    half.load_state_dict(model.state_dict())
    half.config.dtype = torch.float16
    half.generation_config.eos_token_id = None
    half.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["rope_theta"] = config["rope_parameters"]["rope_theta"]  # for readers of older folders
    write_json(folder / "config.json", config)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--seconds", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=SHAPES, default="atlas")
    args = parser.parse_args()
    start = time.time()
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")

    model = LlamaForCausalLM(model_config(args.shape)).to(device())
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters", flush=True)
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
        lr=PEAK_RATE,
        betas=(0.9, 0.95),
        fused=torch.cuda.is_available(),
    )

    def loss_of(inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        with torch.autocast(device().type, torch.bfloat16):
            logits = model(input_ids=inputs, use_cache=False).logits
        return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())

    compiled = torch.compile(loss_of)
    batches = Batches(args.data, args.seed)
    steps, mark, running = args.steps, 0.0, torch.zeros((), device=device())
    step = 0
    while step < steps:
        if step in (RATE_FROM, RATE_TO):
            running.item()  # waits for the accelerator
            if step == RATE_TO:
                rate = (RATE_TO - RATE_FROM) / (time.time() - mark)
                left = args.seconds - (time.time() - start)
                steps = min(steps, step + int(left * rate)) if math.isfinite(left) else steps
                print(f"{rate:.1f} steps/s, so {steps} steps", flush=True)
            mark = time.time()
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps)
        loss = compiled(*batches.next())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        running = loss.detach() if step == 0 else running.lerp(loss.detach(), 0.02)
        step += 1
        if step % 500 == 0 or step in (1, 100):
            print(f"step {step}: {running.item():.4f}, {time.time() - start:.0f} s", flush=True)
        if step % 2000 == 0:
            save(model, args.model, args.shape)
    save(model, args.model, args.shape)
    report(model, batches)
    seconds = round(time.time() - start)
    print(f"trained {steps} steps in {seconds} s", flush=True)
    facts = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "data": json.loads((args.data / "data.json").read_text("utf-8")),
        "windowsPerBatch": BATCH,
        "context": CONTEXT,
        "steps": steps,
        "seed": args.seed,
        "seconds": seconds,
        "accelerator": torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
    }
    write_json(args.model / "training.json", facts)


if __name__ == "__main__":
    main()
