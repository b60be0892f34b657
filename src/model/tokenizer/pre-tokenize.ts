// Cuts text into the words that are merged one by one. Supported are the parts that byte-level
// tokenizers use: Sequence, Digits, Split (a pattern, each match its own piece) and, last, ByteLevel.
// Source of the semantics: repository huggingface/tokenizers.
import { ExpectedError } from '../../core/result.ts';
import { asFlag, asList, asObject, quote } from '../json.ts';
import { translate } from './pattern/translate.ts';

/** Cuts a text into pieces that concatenate to it. */
export type Cut = (text: string) => string[];

// GPT-2's pattern: contractions, then words, numbers and the rest with the space before them.
const GPT2 = translate(
  "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
);
const WHERE = 'tokenizer.json: pre_tokenizer';

/** Reads the `pre_tokenizer` part. Throws an ExpectedError naming the component it does not support. */
export function readPreTokenizer(json: unknown): Cut {
  const steps = flatten(json);
  const last = steps.at(-1);
  if (last?.['type'] !== 'ByteLevel') {
    throw refuse(
      `must end with ByteLevel, got ${quote(json)}: only byte-level tokenizers open here`,
    );
  }
  const cuts = steps.map(readStep).filter((cut) => cut !== null);
  return (text) => cuts.reduce((pieces, cut) => pieces.flatMap(cut), [text]);
}

type Step = Readonly<Record<string, unknown>>;

function flatten(json: unknown): Step[] {
  const step = asObject(json, WHERE);
  if (step['type'] !== 'Sequence') return [step];
  return asList(step['pretokenizers'], `${WHERE}.pretokenizers`).flatMap(flatten);
}

function readStep(step: Step, index: number, all: readonly Step[]): Cut | null {
  switch (step['type']) {
    case 'Digits':
      return isolate(flag(step, 'individual_digits') ? '\\p{N}' : '\\p{N}+');
    case 'ByteLevel':
      if (index !== all.length - 1) throw refuse('has ByteLevel before its last step');
      if (flag(step, 'add_prefix_space')) throw refuse('asks for add_prefix_space');
      return flag(step, 'use_regex', true) ? isolate(GPT2) : null;
    case 'Split':
      return readSplit(step);
    default:
      throw refuse(`has the step ${quote(step['type'])}`);
  }
}

/** Throws an ExpectedError where it is neither true nor false, or absent without a fallback. */
function flag(step: Step, name: string, fallback?: boolean): boolean {
  return asFlag(name in step ? step[name] : fallback, `${WHERE}: ${String(step['type'])}.${name}`);
}

function readSplit(step: Step): Cut {
  const { behavior, invert } = step;
  if (behavior !== 'Isolated' || invert === true) {
    throw refuse(`splits with behavior ${quote(behavior)}, invert ${quote(invert)}`);
  }
  const pattern = asObject(step['pattern'], `${WHERE}: Split.pattern`);
  const { String: text, Regex: regex } = pattern;
  if (typeof regex === 'string' && text === undefined) return isolate(translate(regex), regex);
  if (typeof text !== 'string' || regex !== undefined) throw refuse(`splits at ${quote(pattern)}`);
  return text === '' ? (whole) => [whole] : isolate(escapeRegex(text), text);
}

/**
 * Every match of the pattern becomes a piece, and so does every stretch between matches; a match without a
 * character cuts where it stands. `written`: the pattern as the file has it.
 */
function isolate(pattern: string, written = pattern): Cut {
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, 'gu');
  } catch (error) {
    throw refuse(`splits at the pattern ${quote(written)} (${(error as Error).message})`);
  }
  return (text) => {
    const pieces: string[] = [];
    let reached = 0;
    regex.lastIndex = 0;
    for (let found = regex.exec(text); found; found = regex.exec(text)) {
      const [match] = found;
      const { index } = found;
      // Some engines find a place without characters within a surrogate pair.
      if (index > 0 && text.codePointAt(index - 1)! > 0xffff) {
        regex.lastIndex = index + 1;
        continue;
      }
      if (index > reached) pieces.push(text.slice(reached, index));
      if (match !== '') pieces.push(match);
      else regex.lastIndex = index + (text.codePointAt(index)! > 0xffff ? 2 : 1);
      reached = index + match.length;
    }
    if (reached < text.length) pieces.push(text.slice(reached));
    return pieces;
  };
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function refuse(what: string): ExpectedError {
  return new ExpectedError('tokenizer', `${WHERE} ${what}, which is not supported`);
}
