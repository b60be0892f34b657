// Films of the usual figure, one a method, each asked to read as much: what plays on other pages and stands on
// this one's before the model has come.
import { kindOf, usualOf } from '../../core/card.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import { ExpectedError } from '../../core/result.ts';
import { loadersOf } from '../../methods/load.generated.ts';
import type { DomainBake } from '../bake-contract.ts';
import type { Asked, Desk } from '../contract.ts';
import { cutText } from '../cut-text.ts';
import { workOn } from '../pipeline.ts';
import { card } from './card.ts';
import compute from './compute.ts';
import { writeFilm, writeSite } from './film.ts';

const bake: DomainBake = {
  async snapshots({ desk, texts, textOf, write }) {
    const { model, tokens, kind, subject, budget } = usualOf(card);
    const [{ name, text }] = texts as [(typeof texts)[number]];
    const request = { model, tokens, text: textOf(text) };
    const site = { ...request, domain: card.id, kind, subject };
    const cut = cutText(request, desk);
    const parts: Record<string, readonly string[]> = {};
    const stem = `${model}.${name}.cache`;
    let first: Parameters<typeof writeSite>[0]['place'] | null = null;
    for (const method of Object.keys(loadersOf.decode)) {
      const made = await selectedBy({ ...site, method, budget, set: {} }, desk);
      if (!made) continue;
      const { selection, params, report, subject: opened } = made;
      const { n, prompt, d, layers, heads, kvHeads, layer, head } = opened;
      const place = { model, n, prompt, d, layers, heads, kvHeads, layer, head };
      first ??= place;
      const { metrics, misses } = report;
      const { head: tensors, cache } = selection;
      const captions = selection.trace().map(({ id, caption }) => ({ id, caption }));
      const told = { text: cut.text, tokens, place, method, params, metrics, misses, captions };
      const bytes = writeFilm({ ...told, head: tensors, cache });
      parts[method] = [write(`${stem}.${method}.safetensors`, bytes)];
    }
    if (!first) throw new Error('there is no method of decoding');
    return [
      {
        ...{ domain: card.id, kind: kindOf(card, { kind }).id },
        file: write(`${stem}.safetensors`, writeSite({ ...cut, place: first })),
        ...{ name, model, text, mark: fingerprint(request.text), tokens, subject, offered: true },
        ...{ parts, about: {} },
      },
    ];
  },
};

/** Null where a table of the method does not come with this model; whatever else fails is a bug. */
async function selectedBy(asked: Asked, desk: Desk) {
  try {
    return await workOn(compute, asked, desk).found();
  } catch (error) {
    if (error instanceof ExpectedError && error.field === 'method') return null;
    throw error;
  }
}

export default bake;
