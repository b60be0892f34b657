// Endless little tales with facts to retrieve: training data, held-out text and needle tests of the
// atlas model, and starting text of the explorer. Deterministic in the seed; pure text in, text out.
//
// A tale is a stream of beats: people are introduced (trade, home, coat, lucky number), objects
// change hands, people move about, a refrain returns word for word, wares are counted twice, and
// questions about all this are answered in the text ("What is the lucky number of Pia? 6690.").

import { createRandom } from '../core/random.ts';
import type { Random } from '../core/random.ts';

/** What a question asks for. 'number' questions are the needles: four digits, guessing is hopeless. */
export type TaleQuestionKind = 'number' | 'object' | 'home' | 'coat' | 'trade' | 'place' | 'count';

/** One answered question of a tale. All offsets are UTF-16 offsets into the tale's text. */
export interface TaleQuestion {
  kind: TaleQuestionKind;
  /** The question itself, up to and including the question mark. */
  question: string;
  /** The words that answer it, without the article before or the full stop behind. */
  answer: string;
  /** Where the question starts. */
  start: number;
  /** The answer is `text.slice(answerStart, answerEnd)`. */
  answerStart: number;
  answerEnd: number;
  /** Where the answer's words were last stated as this fact before the question was asked. */
  sourceStart: number;
}

export interface Tale {
  text: string;
  questions: TaleQuestion[];
}

export interface TaleOptions {
  /**
   * The tale ends at the first chance after this many characters (default 4,300, which is more than
   * 1,100 tokens of the atlas model). A shorter tale is a prefix of the longer one of the same seed,
   * apart from its last lines.
   */
  minCharacters?: number;
}

const WORDS = {
  names:
    'Pia Bram Tove Otto Mina Jon Lena Karl Rosa Emil Nora Finn Ada Hugo Ines Olaf Greta Ivo Selma Anton Vera Mats Edda Leo',
  trades:
    'baker miller smith weaver sailor tailor carpenter potter fisher gardener painter hunter cooper mason saddler shepherd',
  homes:
    'Elmford Stonewick Greyport Millbrook Ashdale Fernhill Saltmere Winterby Larkfield Copperton Thornbury Hazelmoor',
  colours: 'grey red blue green white black brown yellow',
  places: 'mill harbour market bridge well chapel orchard tower inn barn ferry forge',
  makes: 'grey silver wooden old small broken copper heavy',
  things: 'knife lamp key cup bell ring book rope drum coin box mirror',
  wares: 'salt honey wool nails candles rope apples flour pepper soap cloth tar',
} as const;
type WordList = keyof typeof WORDS;
const COUNTS = ['three', 'four', 'five', 'six'] as const;

const FILLERS = [
  'The wind turns to the north.',
  'Rain falls on the roofs.',
  'A dog barks behind the fence.',
  'The fire burns low.',
  'Nobody speaks for a while.',
  'The church bell strikes nine.',
  'A cart rolls over the stones.',
  'Smoke hangs above the chimneys.',
  'Two gulls quarrel over a fish.',
  'The river runs high this spring.',
  'Snow lies on the hills.',
  'Children run after a hoop.',
  'The lanterns are lit one by one.',
  'A cat sleeps on the wall.',
  'The soup is nearly ready.',
  'It smells of bread and tar.',
  'The moon stands over the field.',
  'Somebody laughs in the dark.',
  'The geese are coming home.',
  'Fog creeps in from the water.',
  'The road is muddy and long.',
  'A door falls shut upstairs.',
  'The old clock has stopped again.',
  'Morning comes late and cold.',
] as const;
const HABITS = [
  'whistles a tune',
  'sits down by the fire',
  'looks out of the window',
  'counts the stars',
  'tells an old joke',
  'asks for more tea',
  'says nothing at all',
  'shakes the rain off',
] as const;

/** Refrains: an opening, then two lines that end in one rhyme. */
const OPENINGS = [
  'Round goes the wheel',
  'Up comes the moon',
  'Down falls the snow',
  'Far calls the horn',
  'Slow turns the tide',
  'Out goes the light',
] as const;
const RHYMES = [
  ['the morning is near', 'the water is clear', 'the end of the year', 'and nothing to fear'],
  ['the meadow is wide', 'the boat on the tide', 'the friend at my side', 'and nowhere to hide'],
  [
    'the road in the hill',
    'the stones of the mill',
    'the night lying still',
    'and drink to your fill',
  ],
  ['the song of the sea', 'the leaf on the tree', 'the honey and bee', 'and one cup for me'],
] as const;

interface Person {
  name: string;
  /** Facts not told yet, in the order in which this tale will tell them. */
  untold: ('home' | 'coat' | 'number')[];
}

interface Fact {
  kind: TaleQuestionKind;
  question: string;
  /** Words between question and answer, such as "In ". */
  lead: string;
  answer: string;
  /** Offset of the answer's words where the fact was last told. */
  source: number;
}

/**
 * The tale of a seed: 3 to 8 people, their things and their questions. Throws a RangeError unless
 * `minCharacters` is a positive finite number.
 */
export function makeTale(seed: number | string, options: TaleOptions = {}): Tale {
  const minCharacters = options.minCharacters ?? 4300;
  if (!(minCharacters > 0 && Number.isFinite(minCharacters))) {
    throw new RangeError(`minCharacters must be a positive number, got ${minCharacters}`);
  }
  const teller = new Teller(createRandom(`tale ${seed}`));
  while (teller.length < minCharacters || !teller.canClose) teller.beat();
  return teller.close();
}

class Teller {
  readonly #random: Random;
  readonly #waiting: Person[];
  readonly #met: Person[] = [];
  readonly #numbers = new Set<string>();
  readonly #facts = new Map<string, Fact>();
  readonly #holders = new Map<string, string>();
  readonly #things: string[];
  readonly #refrain: string;
  readonly #questions: TaleQuestion[] = [];
  #wares: string | undefined;
  #lastAsked = '';
  #text = '';

  constructor(random: Random) {
    this.#random = random;
    const names = random.shuffle(words('names')).slice(0, 3 + random.int(6));
    this.#waiting = names.map((name) => ({
      name,
      untold: random.shuffle(['home', 'coat', 'number'] as const),
    }));
    const things = random.shuffle(words('things')).slice(0, 3 + random.int(4));
    this.#things = things.map((thing) => `the ${this.#word('makes')} ${thing}`);
    const [first, second] = random.shuffle(random.pick(RHYMES)) as [string, string];
    const [one, two] = random.shuffle(OPENINGS) as [string, string];
    this.#refrain = `${one}, ${first};\n${two.toLowerCase()}, ${second}.`;
    this.#say(`This is the tale of ${this.#names(names)}.`);
    this.#breakParagraph();
    this.#meet();
  }

  get length(): number {
    return this.#text.length;
  }

  /** A tale ends only after at least one needle was asked for. */
  get canClose(): boolean {
    return this.#questions.some((q) => q.kind === 'number');
  }

  /** Adds one random beat. */
  beat(): void {
    const random = this.#random;
    const roll = random.int(100);
    if (this.#waiting.length > 0 && random.int(8) === 0) this.#meet();
    else if (roll < 24) this.#tellFact();
    else if (roll < 40) this.#moveThing();
    else if (roll < 48) this.#movePerson();
    else if (roll < 62) this.#say(random.pick(FILLERS));
    else if (roll < 66) this.#say(`${random.pick(this.#met).name} ${random.pick(HABITS)}.`);
    else if (roll < 70) this.#sing();
    else if (roll < 74) this.#countWares();
    else if (roll < 86) this.#ask('number');
    else this.#ask(undefined);
    if (random.int(6) === 0) this.#breakParagraph();
  }

  /** Closing lines: the number that was told longest ago is asked for once more. */
  close(): Tale {
    this.#breakParagraph();
    this.#say('So the day ends.');
    const numbers = [...this.#facts.values()].filter((fact) => fact.kind === 'number');
    this.#answer(numbers.reduce((a, b) => (b.source < a.source ? b : a)));
    return { text: `${this.#text}\n`, questions: this.#questions };
  }

  #word(list: WordList): string {
    return this.#random.pick(words(list));
  }

  #names(names: readonly string[]): string {
    return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  }

  /** Appends before + value + after as one sentence; returns the offset of the value. */
  #say(before: string, value = '', after = ''): number {
    if (this.#text !== '' && !this.#text.endsWith('\n')) this.#text += ' ';
    const offset = this.#text.length + before.length;
    this.#text += before + value + after;
    return offset;
  }

  #breakParagraph(): void {
    if (!this.#text.endsWith('\n')) this.#text += '\n\n';
  }

  #learn(kind: TaleQuestionKind, question: string, lead: string, answer: string, source: number) {
    this.#facts.set(question, { kind, question, lead, answer, source });
  }

  #meet(): void {
    const person = this.#waiting.shift();
    if (!person) return;
    const trade = this.#word('trades');
    const source = this.#say(`${person.name} is a `, trade, '.');
    this.#learn('trade', `What is the trade of ${person.name}?`, 'A ', trade, source);
    this.#met.push(person);
    this.#tellFactOf(person);
  }

  #tellFact(): void {
    const open = this.#met.filter((person) => person.untold.length > 0);
    if (open.length > 0) this.#tellFactOf(this.#random.pick(open));
    else this.#moveThing();
  }

  #tellFactOf(person: Person): void {
    const name = person.name;
    const kind = person.untold.shift();
    if (kind === 'home') {
      const home = this.#word('homes');
      const source = this.#say(`${name} lives in `, home, '.');
      this.#learn(kind, `Where does ${name} live?`, 'In ', home, source);
    } else if (kind === 'coat') {
      const colour = this.#word('colours');
      const source = this.#say(`${name} wears a `, colour, ' coat.');
      this.#learn(kind, `Which coat does ${name} wear?`, 'The ', colour, source);
    } else if (kind === 'number') {
      const number = this.#newNumber();
      const source = this.#say(`The lucky number of ${name} is `, number, '.');
      this.#learn(kind, `What is the lucky number of ${name}?`, '', number, source);
    }
  }

  /** Four digits, no two people of a tale share them. */
  #newNumber(): string {
    for (;;) {
      const number = String(1000 + this.#random.int(9000));
      if (this.#numbers.has(number)) continue;
      this.#numbers.add(number);
      return number;
    }
  }

  #moveThing(): void {
    const thing = this.#random.pick(this.#things);
    const holder = this.#holders.get(thing);
    const next = this.#random.pick(this.#met).name;
    let source: number;
    if (holder === undefined) source = this.#say('', next, ` finds ${thing}.`);
    else if (holder === next) source = this.#say('', next, ` keeps ${thing}.`);
    else source = this.#say(`${holder} gives ${thing} to `, next, '.');
    this.#holders.set(thing, next);
    this.#learn('object', `Who has ${thing}?`, '', next, source);
  }

  #movePerson(): void {
    const name = this.#random.pick(this.#met).name;
    const place = this.#word('places');
    const source = this.#say(`${name} walks to the `, place, '.');
    this.#learn('place', `Where is ${name} now?`, 'At the ', place, source);
  }

  #sing(): void {
    this.#breakParagraph();
    this.#say(this.#refrain);
    this.#breakParagraph();
  }

  /** Wares are counted once, and later once more, word for word, by someone else or the same. */
  #countWares(): void {
    const name = this.#random.pick(this.#met).name;
    if (this.#wares !== undefined) {
      this.#say(`${name} counts again: ${this.#wares}.`);
      this.#wares = undefined;
      return;
    }
    const index = this.#random.int(COUNTS.length);
    const count = COUNTS[index] as string;
    const wares = this.#random.shuffle(words('wares')).slice(0, index + 3);
    this.#wares = this.#names(wares);
    const source = this.#say(`${name} counts `, count, ` wares: ${this.#wares}.`);
    this.#learn('count', 'How many wares are there?', 'There are ', count, source);
  }

  #ask(kind: TaleQuestionKind | undefined): void {
    const facts = [...this.#facts.values()].filter(
      (fact) => (kind === undefined || fact.kind === kind) && fact.question !== this.#lastAsked,
    );
    if (facts.length > 0) this.#answer(this.#random.pick(facts));
    else this.#say(this.#random.pick(FILLERS));
  }

  #answer(fact: Fact): void {
    const { kind, question, lead, answer } = fact;
    const answerStart = this.#say(`${question} ${lead}`, answer, '.');
    const start = answerStart - lead.length - 1 - question.length;
    const answerEnd = answerStart + answer.length;
    const sourceStart = fact.source;
    this.#questions.push({ kind, question, answer, start, answerStart, answerEnd, sourceStart });
    this.#lastAsked = question;
    fact.source = answerStart; // an answer states the fact again
  }
}

function words(list: WordList): string[] {
  return WORDS[list].split(' ');
}
