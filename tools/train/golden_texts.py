"""Texts for the golden data of the browser runtime, written for this purpose."""

import random

CODE = """\
export function softmax(row: Float32Array): Float32Array {
  let largest = -Infinity;
  for (const x of row) largest = Math.max(largest, x);
  let sum = 0;
  const out = row.map((x) => {
    const e = Math.exp(x - largest);
    sum += e;
    return e;
  });
  return out.map((e) => e / sum);
}

def softmax(row):
    largest = max(row)
    powers = [math.exp(x - largest) for x in row]
    return [p / sum(powers) for p in powers]
"""

DOC = """\
# Reading an attention map

Each row of the map belongs to one query, each column to one key. A bright cell says that the model
looked back from the query's token to the key's token. Rows sum to one, so a row with one bright
cell has little left for the others.

## What to look for

* A bright first column is a **sink**: heads that have nothing to say park their attention there.
* A bright diagonal is a head that reads the previous token.
* A lonely bright cell far from the diagonal is a head that has *found* something, such as the four
  digits of a number that were told 300 tokens earlier.

Choose `window` and drag its width to 64: the loss changes little, yet the answer to the question at
the end of the tale is gone. Then add 4 sink tokens and compare.
"""

WORDS = {
    "latin": "straße naïve façade Ångström cœur žluťoučký pięć año coöperate İstanbul ﬁne",
    "greek and cyrillic": "λόγος μέτρο привет мир щука ёжик",
    "other scripts": "שלום مرحبا नमस्ते ภาษาไทย 你好世界 日本語 カタカナ 한국어 გამარჯობა",
    "emoji": "🙂 🚀 👩‍🔬 🏳️‍🌈 🇩🇪 👍🏽 ❤️ 🧵",
    "symbols": "→ ≤ ∑ √ ∂ € £ ° × · … – — « » “ ” ‘ ’ § ¶ © ½ ² Ⅷ ٣ ४",
    "code": "for(i=0;i<n;i++) x=>x+1 a[i][j] !== && || ?? ?. #id @media <div/> {...x} $x 0x1F 1e-5",
    "english": "The window don't we'll it's I'm they've HTTPServer snake_case camelCase __init__ a",
    "digits": "0 7 42 6690 3.14159 1,000,000 2024-11-03 12:30 007 -1 +5 50% 1st",
}


def tokenizer_lines(tales: list[str]) -> list[str]:
    """1,000 different lines: whole texts, words of all kinds mixed, odd white space."""
    rng = random.Random("tokenizer lines")
    pool = [word for words in WORDS.values() for word in words.split(" ")]
    lines = ["", " ", "  ", "\t", "\n", "\n\n\n", " \n ", "a\r\nb", "    indented", "trailing   "]
    lines += [f"non-breaking{space}space" for space in "\u00a0\u2003\u3000\u202f"]
    lines += list(WORDS.values()) + CODE.split("\n") + DOC.split("\n") + [CODE, DOC]
    lines += [sentence for tale in tales for sentence in tale.replace("\n", " \n").split(". ")]
    lines = list(dict.fromkeys(lines))[:400]
    seen = set(lines)
    while len(lines) < 1000:
        gaps = rng.choice([[" "], [" "], [" ", "  ", "\t", "\n", ""], ["", ", ", " - ", "\n\n  "]])
        words = [rng.choice(pool) for _ in range(rng.randint(1, 14))]
        line = "".join(word + rng.choice(gaps) for word in words)
        if line not in seen:
            seen.add(line)
            lines.append(line)
    return lines
