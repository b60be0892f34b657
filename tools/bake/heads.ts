// Runs the model over each subject, chooses heads and writes their snapshots.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadSnapshot } from '../../src/client/snapshots.ts';
import { textOf } from '../../src/cli/texts.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import { DEFAULT_SPEC } from '../../src/core/spec.ts';
import { headProfile } from '../../src/domains/attention/profile.ts';
import {
  writeSnapshot,
  type FullHead,
  type SnapshotText,
} from '../../src/domains/attention/snapshot.ts';
import { denseMap } from '../../src/domains/attention/subject.ts';
import type { Model } from '../../src/model/folder.ts';
import type { Tokenizer } from '../../src/model/tokenizer.ts';
import { chooseHeads, SUBJECTS, type Profiled } from './subjects.ts';

/** Writes all snapshots below `out`; their entries, that of the default figure first. */
export async function bakeHeads(
  out: string,
  name: string,
  { llama, tokenizer }: Model,
): Promise<HeadSnapshot[]> {
  const { layer, head } = DEFAULT_SPEC.subject;
  const usual: HeadSnapshot[] = [];
  const others: HeadSnapshot[] = [];
  for (const subject of SUBJECTS) {
    const cut = cutText(tokenizer, textOf(subject.text), subject.tokens);
    const { heads } = await llama.forward(cut.ids, { keep: 'heads', logits: 'none' });
    const profiled = await Promise.all(
      heads.flat().map(async (each): Promise<Profiled & { readonly tensors: FullHead }> => {
        const map = await denseMap(each, llama.kernels, () => Promise.resolve());
        const profile = headProfile(map, each.n);
        return { layer: each.layer, head: each.head, profile, tensors: each };
      }),
    );
    const write = (
      role: HeadSnapshot['role'],
      { tensors, profile }: (typeof profiled)[number],
      extra = false,
    ): HeadSnapshot => {
      const place = { layer: tensors.layer, head: tensors.head };
      const file = `${name}.${subject.name}.${place.layer}.${place.head}.safetensors`;
      const exact = role === null && !extra; // the first figure of the site must not change a digit later
      const bytes = writeSnapshot({ ...cut, model: name, head: tensors }, exact);
      writeFileSync(join(out, file), new Uint8Array(bytes));
      const { text, tokens } = subject;
      const mark = fingerprint(cut.text);
      return {
        domain: 'attention',
        file,
        subject: subject.name,
        model: name,
        text,
        mark,
        tokens,
        ...place,
        role,
        profile,
        ...(extra && { extra }),
      };
    };
    const own = profiled.filter(
      (each) => subject.text === DEFAULT_SPEC.text && each.layer === layer && each.head === head,
    );
    usual.push(...own.map((each) => write(null, each)));
    const chosen = chooseHeads(profiled, own);
    others.push(...chosen.map(([role, each]) => write(role, each)));
    if (subject.text !== DEFAULT_SPEC.text) continue;
    // Figures on other pages name a head by its place, which must stay whatever the model has learned.
    const told = new Set([...own, ...chosen.map(([, each]) => each)]);
    others.push(
      ...profiled.filter((each) => !told.has(each)).map((each) => write(null, each, true)),
    );
  }
  if (usual.length !== 1) throw new Error('no subject is that of the default figure');
  return [...usual, ...others];
}

function cutText(tokenizer: Tokenizer, text: string, tokens: number): SnapshotText {
  const { ids, pieces, starts, ends } = tokenizer.encode(text);
  return {
    text,
    tokens,
    total: ids.length,
    ids: ids.slice(0, tokens),
    pieces: pieces.slice(0, tokens),
    starts: starts.slice(0, tokens),
    ends: ends.slice(0, tokens),
  };
}
