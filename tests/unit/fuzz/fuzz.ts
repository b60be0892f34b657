// The driver of a mutation fuzz: valid files are damaged or changed in one way after another, and a program
// may then say the same numbers as before, refuse in one clear line, or say those of an independent reading
// of what the files hold now. Anything else is a find. All follows from a seed: `seed` and `case` of a find
// give its files again.
import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../../src/core/random.ts';
import { ExpectedError } from '../../../src/core/result.ts';

export type Files = Readonly<Record<string, Uint8Array>>;

/** Changes a file in one way that `random` draws. */
export interface Mutator {
  readonly name: string;
  mutate(bytes: Uint8Array, random: Random): Uint8Array;
}

/** Valid files, and what reads them. */
export interface Corpus {
  readonly name: string;
  readonly files: Files;
  /** Of the files that are changed, the ways; a way that is listed twice is taken twice as often. */
  readonly mutators: Readonly<Record<string, readonly Mutator[]>>;
  /** The product: its numbers, as text. Refuses by an ExpectedError. */
  run(files: Files): string | Promise<string>;
  /**
   * Files with the content of these, written anew after a reading that has no code in common with the
   * product's; null where that reading finds them broken. Only of files that gave other numbers.
   */
  plain(files: Files): Files | null;
}

export interface FuzzOptions {
  readonly seed: string;
  readonly count: number;
  /** Only this case of the corpus, for a find that is looked at. */
  readonly only?: number | null;
}

export interface Find {
  readonly corpus: string;
  readonly seed: string;
  readonly case: number;
  /** The ways that were drawn. */
  readonly ways: readonly string[];
  readonly what: string;
}

export interface Tally {
  readonly finds: readonly Find[];
  readonly same: number;
  readonly other: number;
  readonly refused: number;
  /** How often each message came, names and numbers left out. */
  readonly messages: ReadonlyMap<string, number>;
  /** Of one case, milliseconds. */
  readonly slowest: number;
  /** Most memory that the process ever held, megabytes. */
  readonly memory: number;
}

/** A case may take so long, milliseconds: a hundred times what most take. */
const MOST_TIME = 5_000;
/** The process may hold so much at most, megabytes. */
const MOST_MEMORY = 1_000;
/** A line that a person reads. */
const LONGEST = 1_500;

export async function fuzz(corpus: Corpus, options: FuzzOptions): Promise<Tally> {
  const { seed, count, only = null } = options;
  const usual = await corpus.run(corpus.files);
  const finds: Find[] = [];
  const messages = new Map<string, number>();
  const tally = { same: 0, other: 0, refused: 0, slowest: 0 };
  const from = only ?? 0;
  for (let index = from; index < (only === null ? count : only + 1); index++) {
    const random = createRandom(`${seed} ${corpus.name} ${index}`);
    const { files, ways } = mutated(corpus, random);
    const find = (what: string): void => {
      finds.push({ corpus: corpus.name, seed, case: index, ways, what });
    };
    const begun = performance.now();
    const outcome = await outcomeOf(corpus, files);
    const time = performance.now() - begun;
    tally.slowest = Math.max(tally.slowest, time);
    if (time > MOST_TIME) find(`took ${time.toFixed(0)} ms`);
    if (memory() > MOST_MEMORY) find(`took ${memory().toFixed(0)} megabytes`);
    if ('error' in outcome) {
      const wrong = wrongWords(outcome.error);
      if (wrong !== null) find(wrong);
      tally.refused++;
      const kind = kindOf(outcome.error);
      messages.set(kind, (messages.get(kind) ?? 0) + 1);
    } else if (outcome.numbers === usual) {
      tally.same++;
    } else {
      tally.other++;
      const wrong = await comparison(corpus, files, outcome.numbers);
      if (wrong !== null) find(wrong);
    }
    if (finds.length >= 20) break; // enough to look at
  }
  return { finds, messages, memory: memory(), ...tally };
}

/** The files of one case: mostly one change, at times several. */
export function mutated(
  { files, mutators }: Pick<Corpus, 'files' | 'mutators'>,
  random: Random,
): { readonly files: Files; readonly ways: readonly string[] } {
  const changed: Record<string, Uint8Array> = { ...files };
  const ways: string[] = [];
  const times = random.next() < 0.7 ? 1 : 1 + random.int(4);
  for (let i = 0; i < times; i++) {
    const name = random.pick(Object.keys(mutators));
    const way = random.pick(mutators[name]!);
    changed[name] = way.mutate(changed[name]!.slice(), random);
    ways.push(`${name}: ${way.name}`);
  }
  return { files: changed, ways };
}

type Outcome = { readonly numbers: string } | { readonly error: unknown };

async function outcomeOf(corpus: Corpus, files: Files): Promise<Outcome> {
  try {
    return { numbers: await corpus.run(files) };
  } catch (error) {
    return { error };
  }
}

async function comparison(corpus: Corpus, files: Files, found: string): Promise<string | null> {
  const plain = corpus.plain(files);
  if (plain === null) return `accepted what a plain reading finds broken: ${short(found)}`;
  const expected = await outcomeOf(corpus, plain);
  if ('error' in expected)
    return `accepted what is refused when written anew: ${short(expected.error)}`;
  if (expected.numbers === found) return null;
  return `other numbers than those of a plain reading: ${short(found)} for ${short(expected.numbers)}`;
}

/** What is wrong with a refusal, or null. */
function wrongWords(error: unknown): string | null {
  if (!(error instanceof ExpectedError)) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  const { message } = error;
  if (message.trim() === '') return 'refused without a word';
  if (message.length > LONGEST) return `refused in ${message.length} characters`;
  const odd = /\n|undefined|\[object|NaN bytes|Infinity bytes/.exec(message);
  return odd
    ? `refused with “${odd[0].replace('\n', '\\n')}” in its words: ${short(message)}`
    : null;
}

function kindOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/“[^”]*”/g, '“…”')
    .replace(/\[[^\]]*\]/g, '[…]')
    .replace(/[0-9a-f]{8}|-?\d[\d,.]*(e[+-]?\d+)?/g, '#')
    .slice(0, 90);
}

function short(value: unknown): string {
  const text = value instanceof Error ? value.message : String(value);
  return text.length > 300 ? `${text.slice(0, 300)}… (${hashOf(text)})` : text;
}

/** A short name of a long text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function memory(): number {
  return process.resourceUsage().maxRSS / 1024;
}
