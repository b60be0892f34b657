// Cuts text into the words that are merged one by one. Supported are the parts that byte-level
// tokenizers use: Sequence, Digits, Split (a pattern, each match its own piece) and, last, ByteLevel.
// Source of the semantics: repository huggingface/tokenizers.
import { ExpectedError } from '../../core/result.ts';
import { asList, asObject, quote } from '../json.ts';

/** Cuts a text into pieces that concatenate to it. */
export type Cut = (text: string) => string[];

// GPT-2's pattern: contractions, then words, numbers and the rest with the space before them.
const GPT2 = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
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
      return isolate(step['individual_digits'] === true ? '\\p{N}' : '\\p{N}+');
    case 'ByteLevel':
      if (index !== all.length - 1) throw refuse('has ByteLevel before its last step');
      if (step['add_prefix_space'] === true) throw refuse('asks for add_prefix_space');
      return step['use_regex'] === false ? null : isolate(GPT2);
    case 'Split':
      return readSplit(step);
    default:
      throw refuse(`has the step ${quote(step['type'])}`);
  }
}

function readSplit(step: Step): Cut {
  const { behavior, invert } = step;
  if (behavior !== 'Isolated' || invert === true) {
    throw refuse(`splits with behavior ${quote(behavior)}, invert ${quote(invert)}`);
  }
  const pattern = asObject(step['pattern'], `${WHERE}: Split.pattern`);
  if (typeof pattern['String'] === 'string') return isolate(escapeRegex(pattern['String']));
  if (typeof pattern['Regex'] === 'string') return isolate(pattern['Regex']);
  throw refuse(`splits at ${quote(pattern)}`);
}

/** Every match of the pattern becomes a piece, and so does every stretch between matches. */
function isolate(pattern: string): Cut {
  let regex: RegExp;
  try {
    regex = new RegExp(translate(pattern), 'gu');
  } catch (error) {
    throw refuse(`splits at the pattern ${quote(pattern)} (${(error as Error).message})`);
  }
  return (text) => {
    const pieces: string[] = [];
    let reached = 0;
    for (const { 0: match, index } of text.matchAll(regex)) {
      if (match === '') continue;
      if (index > reached) pieces.push(text.slice(reached, index));
      pieces.push(match);
      reached = index + match.length;
    }
    if (reached < text.length) pieces.push(text.slice(reached));
    return pieces;
  };
}

/**
 * The pattern in JavaScript's dialect: `\s` is Unicode white space (JavaScript's own lacks U+0085 and
 * adds U+FEFF), and `(?i:…)` is spelled out letter by letter, which older engines need.
 */
function translate(pattern: string): string {
  return pattern
    .replace(/\(\?i:([^()]*)\)/g, (_, inner: string) => {
      const letters = inner.replace(/\\?[a-z]/gi, (letter) =>
        letter.length > 1 ? letter : `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
      );
      return `(?:${letters})`;
    })
    .replaceAll('\\s', '\\p{White_Space}')
    .replaceAll('\\S', '\\P{White_Space}');
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function refuse(what: string): ExpectedError {
  return new ExpectedError('tokenizer', `${WHERE} ${what}, which is not supported`);
}
