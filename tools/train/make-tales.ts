// Writes the tales that the training script reads, one JSON object per line:
//
//   npx tsx tools/train/make-tales.ts <folder> [training tales = 96000]
//
// The seeds of the three sets are disjoint: `train-…` (only its text is kept, in 16 files),
// `heldout-…` and `calibration-…` (with their questions). One training tale in eight is short, so
// that the closing lines are learnt as well.

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random.ts';
import { makeTale } from '../../src/model/tales.ts';

const SHARDS = 16;
const HELD_OUT = 256;
const CALIBRATION = 64;

const [folder, countText = '96000'] = process.argv.slice(2);
const count = Number(countText);
if (folder === undefined || !Number.isInteger(count) || count < SHARDS) {
  console.error(`usage: make-tales.ts <folder> [count >= ${SHARDS}], got count ${countText}`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

for (const [name, tales] of [
  ['heldout', HELD_OUT],
  ['calibration', CALIBRATION],
] as const) {
  const lines = Array.from({ length: tales }, (_, i) => JSON.stringify(makeTale(`${name}-${i}`)));
  writeFileSync(join(folder, `tales-${name}.jsonl`), `${lines.join('\n')}\n`);
}
const golden = { text: makeTale('golden', { minCharacters: 400 }).text };
writeFileSync(join(folder, 'tales-golden.jsonl'), `${JSON.stringify(golden)}\n`);

const lengths = createRandom('training tale lengths');
const perShard = Math.floor(count / SHARDS);
for (let shard = 0; shard < SHARDS; shard++) {
  const file = openSync(join(folder, `tales-train-${String(shard).padStart(2, '0')}.jsonl`), 'w');
  for (let i = 0; i < perShard; i++) {
    const short = lengths.int(8) === 0;
    const options = short ? { minCharacters: 900 + lengths.int(2600) } : {};
    const { text } = makeTale(`train-${shard * perShard + i}`, options);
    writeSync(file, `${JSON.stringify(text)}\n`);
  }
  closeSync(file);
}
