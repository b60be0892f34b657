// From a site to a text that is cut into prompt and steps.
import { ExpectedError } from '../../core/result.ts';
import type { Asked, Desk } from '../contract.ts';
import { idsOf } from '../cut-text.ts';
import { textKey } from '../text-key.ts';
import { heldFilms } from './held.ts';
import { openTrace } from './trace/held.ts';
import type { DecodeSubject } from './types.ts';

/** From a film while there is no model. Throws an ExpectedError where there is no such place. */
export function openCache(asked: Asked, desk: Desk): Promise<DecodeSubject> {
  const trace = openTrace(asked, desk);
  if (trace) return Promise.resolve(trace);
  const site = desk.hasModel(asked.model) ? undefined : heldFilms(desk).site(asked);
  if (site) {
    const id = nameOf(`${textKey(asked)} ${site.place.prompt}`, desk);
    const { layer, head } = site.place;
    const keys = { key: `film ${id}/${layer}/${head}`, textKey: `decode ${id}` };
    return Promise.resolve({ ...site.place, ...keys, exact: false, ids: site.ids, warnings: [] });
  }
  const { llama } = desk.model(asked.model);
  const { layers, heads, kvHeads, headDim: d } = llama.config;
  const ids = idsOf(asked, desk);
  const n = ids.length;
  if (n < 3) {
    throw new ExpectedError('text', `decoding needs a text of at least three tokens, got ${n}`);
  }
  const layer = within('layer', asked.subject['layer'], layers - 1);
  const head = within('head', asked.subject['head'], heads - 1);
  const wished = asked.subject['prompt'];
  if (!(typeof wished === 'number' && Number.isInteger(wished) && wished >= 1)) {
    throw new ExpectedError(
      'prompt',
      `prompt must be a whole number from 1, got ${String(wished)}`,
    );
  }
  // A short text still has something to write.
  const prompt = wished <= n - 2 ? wished : Math.floor(n / 2);
  const warnings =
    prompt === wished
      ? []
      : [
          `the text has ${n} tokens, fewer than the prompt of ${wished}: its first ${prompt} are the prompt`,
        ];
  const id = nameOf(`${textKey(asked)} ${prompt}`, desk);
  return Promise.resolve({
    ...{ key: `decode ${id}/${layer}/${head}`, exact: true, textKey: `decode ${id}` },
    ...{ model: asked.model, ids, n, prompt, d, layers, heads, kvHeads, layer, head },
    warnings,
  });
}

/** A short name for a text and its prompt: it is part of many keys. */
function nameOf(text: string, desk: Desk): number {
  const known = desk.state('decode texts', () => new Map<string, number>());
  const id = known.get(text) ?? known.size;
  known.set(text, id);
  return id;
}

function within(field: string, value: unknown, last: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= last) {
    return value;
  }
  throw new ExpectedError(field, `${field} must be from 0 to ${last}, got ${String(value)}`);
}
