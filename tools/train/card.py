"""Step 8: the model card, README.md, from card-template.md and the numbers in the model folder.

python3 card.py --model <model folder>
"""

import argparse
import json
from pathlib import Path

SOURCES = ("tales", "code", "docs")  # as in common.py, which would import PyTorch

WHAT = {
    "tales": "generated tales",
    "code": "Python",
    "typescript": "TypeScript and JavaScript",
    "docs": "Markdown, reStructuredText, plain text",
    "docstrings": "docstrings of Python modules",
}


def rows(cells: list[list[object]]) -> str:
    return "\n".join("| " + " | ".join(str(c) for c in row) + " |" for row in cells)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    folder = parser.parse_args().model
    training, measured, gates = (
        json.loads((folder / f"{name}.json").read_text("utf-8"))
        for name in ("training", "eval", "seer-gates")
    )
    data = [
        [
            s,
            WHAT[s],
            f"{v['files']:,}",
            v["megabytes"],
            v["mTokens"],
            training["windowsPerBatch"][s],
        ]
        for s, v in training["data"].items()
    ]
    held_out = [
        [source, f"{value['natsPerToken']:.3f}", value["windows"]]
        for source, value in measured["heldOut"].items()
    ]
    windows = [
        [w["window"], w["sinks"], *(f"{w[s]:.2f}" for s in SOURCES), f"{100 * w['needle']:.1f} %"]
        for w in measured["windows"]
    ]
    template = Path(__file__).with_name("card-template.md").read_text("utf-8")
    card = template.format(
        millions=training["parameters"] / 1e6,
        context=training["context"],
        data=rows(data),
        steps=training["steps"],
        minutes=training["seconds"] / 60,
        accelerator=training["accelerator"],
        held_out=rows(held_out),
        needle=100 * measured["needle"]["accuracy"],
        questions=measured["needle"]["questions"],
        windows=rows(windows),
        block=gates["block"],
        gate_steps=gates["steps"],
        gate_batch=gates["batch"],
        gate_windows=gates["trainWindows"],
        kl_before=gates["curve"][0]["test"],
        kl_after=gates["curve"][-1]["test"],
        snapshots=", ".join(map(str, gates["snapshots"])),
    )
    (folder / "README.md").write_text(card, "utf-8")


if __name__ == "__main__":
    main()
