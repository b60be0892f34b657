"""The byte-level BPE tokenizer: 2,048 entries, digits one by one so that numbers are retrieved
digit by digit, `<s>` = 0 put before every text."""

import json
import random
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from common import write_json

VOCABULARY = 2048
SAMPLE = {  # characters
    "tales": 8_000_000,
    "code": 20_000_000,
    "typescript": 10_000_000,
    "docs": 8_000_000,
    "docstrings": 6_000_000,
}


def sample(texts: list[str], characters: int) -> list[str]:
    order = list(texts)
    random.Random(0).shuffle(order)
    taken, total = [], 0
    for text in order:
        if total >= characters:
            break
        taken.append(text)
        total += len(text)
    return taken


def train_tokenizer(texts: dict[str, list[str]]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    chosen = [t for name, limit in SAMPLE.items() for t in sample(texts[name], limit)]
    tokenizer.train_from_iterator(chosen, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 0)]
    )
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        model_max_length=2048,
        clean_up_tokenization_spaces=False,
    )
    wrapped.save_pretrained(folder)
    config = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    config["tokenizer_class"] = "PreTrainedTokenizerFast"  # the name that older releases know, too
    write_json(folder / "tokenizer_config.json", config)
    write_json(folder / "special_tokens_map.json", {"bos_token": "<s>"})
