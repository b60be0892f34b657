// The frame around a text: special tokens before and after it, from the post-processor.
import { ExpectedError } from '../../core/result.ts';
import { told } from '../../core/told.ts';
import { asFlag, asList, asObject, isObject, quote } from '../json.ts';

export interface Template {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const WHERE = 'tokenizer.json: post_processor';

/**
 * Reads the `post_processor` part: none, TemplateProcessing, ByteLevel (which moves no id) or a
 * sequence of these. Throws an ExpectedError for others.
 */
export function readTemplate(json: unknown): Template {
  if (json === null || json === undefined) return { before: [], after: [] };
  const part = asObject(json, WHERE);
  switch (part['type']) {
    case 'ByteLevel':
      // Without these the reference takes the part for another one.
      for (const name of ['add_prefix_space', 'trim_offsets']) {
        asFlag(part[name], `${WHERE}: ByteLevel.${name}`);
      }
      return { before: [], after: [] };
    case 'Sequence':
      return asList(part['processors'], `${WHERE}.processors`)
        .map(readTemplate)
        .reduce(
          (inner, outer) => ({
            before: [...outer.before, ...inner.before],
            after: [...inner.after, ...outer.after],
          }),
          { before: [], after: [] },
        );
    case 'TemplateProcessing':
      return readSingle(part);
    default:
      throw refuse(quote(part['type']));
  }
}

function readSingle(part: Readonly<Record<string, unknown>>): Template {
  const special = asObject(part['special_tokens'], `${WHERE}.special_tokens`);
  const before: number[] = [];
  const after: number[] = [];
  let side = before;
  for (const piece of asList(part['single'], `${WHERE}.single`)) {
    const { Sequence, SpecialToken } = asObject(piece, `${WHERE}.single`);
    if (isObject(Sequence) && Sequence['id'] === 'A' && side === before) side = after;
    else if (SpecialToken !== undefined) {
      const { id } = asObject(SpecialToken, `${WHERE}.single`);
      if (typeof id !== 'string') throw refuse(`piece ${quote(piece)}`);
      const where = `${WHERE}.special_tokens.${told(id)}`;
      const entry = asObject(Object.hasOwn(special, id) ? special[id] : undefined, where);
      side.push(...idsOf(entry['ids'], where));
    } else throw refuse(`piece ${quote(piece)}`);
  }
  if (side === before) throw refuse('template without the text itself');
  return { before, after };
}

function idsOf(json: unknown, where: string): number[] {
  return asList(json, where).map((id) => {
    if (Number.isSafeInteger(id) && (id as number) >= 0) return id as number;
    throw new ExpectedError('tokenizer', `${where} has the id ${quote(id)}`);
  });
}

function refuse(what: string): ExpectedError {
  return new ExpectedError('tokenizer', `${WHERE}: ${what} is not supported`);
}
