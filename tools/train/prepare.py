"""Step 1: gather the texts, train the tokenizer, write token files.

    python3 prepare.py --tales <folder of make-tales.ts> --data <work folder> --model <model folder>

Writes tokenizer files into the model folder (unless --keep-tokenizer), and into the work folder
- tales-train.npy: [count, CONTEXT] windows of uint16 ids, 65535 behind the end of a short tale,
- <kind>-train.npy: one stream of ids, and <kind>-files.npy: where each file starts in it,
- <kind>-heldout.npy, <kind>-calibration.npy: windows [count, CONTEXT + 1], BOS first,
- data.json: how much of each kind was read.
"""

import argparse
import time
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

import corpus
from common import BOS, CONTEXT, read_lines, write_json
from bpe import save_tokenizer, train_tokenizer

SHARDS = 16
PAD = 65535
WINDOWS_PER_FILE = 6  # of held-out code and docs, so that one long file does not rule the mean
HELD_OUT_WINDOWS = 256

_tokenizer: Tokenizer | None = None


def encode(texts: list[str]) -> list[np.ndarray]:
    assert _tokenizer is not None
    encoded = _tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return [np.array(e.ids, dtype=np.uint16) for e in encoded]


def encode_all(texts: list[str], pool: Pool) -> list[np.ndarray]:
    parts = [texts[i : i + 200] for i in range(0, len(texts), 200)]
    return [ids for part in pool.imap(encode, parts) for ids in part]


def read_tales(path: Path) -> list[str]:
    """A training file holds strings, the others objects with text and questions."""
    return [x if isinstance(x, str) else x["text"] for x in read_lines(path)]


def tale_windows(ids: list[np.ndarray]) -> np.ndarray:
    out = np.full((len(ids), CONTEXT), PAD, dtype=np.uint16)
    for row, tale in zip(out, ids):
        row[: min(len(tale), CONTEXT)] = tale[:CONTEXT]
    return out


def windows(ids: list[np.ndarray], limit: int) -> np.ndarray:
    """The first consecutive full windows of each file, BOS before each."""
    rows = []
    for file in ids:
        for k in range(min(WINDOWS_PER_FILE, len(file) // CONTEXT)):
            rows.append(np.concatenate([[BOS], file[k * CONTEXT : (k + 1) * CONTEXT]]))
    return np.array(rows[:limit], dtype=np.uint16)


def volume(texts: list[str], tokens: int) -> dict[str, float]:
    megabytes, millions = sum(map(len, texts)) / 1e6, tokens / 1e6
    return {"files": len(texts), "megabytes": round(megabytes, 1), "mTokens": round(millions, 1)}


def main() -> None:
    global _tokenizer
    parser = argparse.ArgumentParser()
    parser.add_argument("--tales", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--roots", type=Path, nargs="*", default=[], help="more folders to read")
    parser.add_argument("--npm", type=Path, default=Path("node_modules"))
    parser.add_argument("--keep-tokenizer", action="store_true", help="use the model folder's")
    args = parser.parse_args()
    args.data.mkdir(parents=True, exist_ok=True)
    start = time.time()

    def say(text: str) -> None:
        print(f"[{time.time() - start:5.1f} s] {text}", flush=True)

    shards = [args.tales / f"tales-train-{i:02}.jsonl" for i in range(SHARDS)]
    texts = corpus.gather([*corpus.default_roots(), *args.roots], args.npm)
    for kind, splits in texts.items():
        for split, files in splits.items():
            say(f"{kind} {split}: {len(files)} files, {sum(map(len, files)) / 1e6:.2f} MB")
    with Pool() as pool:
        tales = [text for shard in pool.map(read_tales, shards) for text in shard]
    say(f"tales train: {len(tales)} tales, {sum(map(len, tales)) / 1e6:.1f} MB")
    if args.keep_tokenizer:
        _tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    else:
        sources = {"tales": tales} | {k: texts[k]["train"] for k in corpus.KINDS}
        _tokenizer = train_tokenizer(sources)
        save_tokenizer(_tokenizer, args.model)
        say("tokenizer trained")

    with Pool() as pool:  # forked again, now with the tokenizer
        train_tales = encode_all(tales, pool)
        np.save(args.data / "tales-train.npy", tale_windows(train_tales))
        volumes = {"tales": volume(tales, sum(map(len, train_tales)))}
        say(f"tales train: {volumes['tales']}")
        for split in ("heldout", "calibration"):
            ids = encode_all(read_tales(args.tales / f"tales-{split}.jsonl"), pool)
            say(f"tales {split}: {len(ids)} tales of {min(map(len, ids))} tokens and more")
            assert min(map(len, ids)) >= CONTEXT, "a tale does not fill a window"
            np.save(args.data / f"tales-{split}.npy", windows([t[:CONTEXT] for t in ids], 10**6))
        for split in ("heldout", "calibration"):
            for kind in corpus.KINDS:
                rows = windows(encode_all(texts[kind][split], pool), HELD_OUT_WINDOWS)
                np.save(args.data / f"{kind}-{split}.npy", rows)
                say(f"{kind} {split}: {len(rows)} windows")
        for kind in corpus.KINDS:
            ids = [f for f in encode_all(texts[kind]["train"], pool) if len(f) >= CONTEXT]
            starts = np.cumsum([0] + [len(f) for f in ids])
            np.save(args.data / f"{kind}-train.npy", np.concatenate(ids))
            np.save(args.data / f"{kind}-files.npy", starts)
            volumes[kind] = volume(texts[kind]["train"], int(starts[-1]))
            say(f"{kind} train: {volumes[kind]}")
    write_json(args.data / "data.json", volumes)


if __name__ == "__main__":
    main()
