// A strict reader of small XML: it throws wherever a file is not well-formed.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const NAME = /[A-Za-z_][\w:.-]*/y;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The one element of a file, with no declaration, comments or CDATA. */
export function parseXml(text: string): XmlElement {
  const reader = new Reader(text.trim());
  const root = reader.element();
  if (!reader.ended) throw new Error(`more after the root at ${reader.at}`);
  return root;
}

/** Contents of all `text` elements, in the order of the file. */
export function textsOf(element: XmlElement): string[] {
  if (element.name === 'text') {
    return [element.children.filter((child) => typeof child === 'string').join('')];
  }
  return element.children.flatMap((child) => (typeof child === 'string' ? [] : textsOf(child)));
}

class Reader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.at === this.#text.length;
  }

  element(): XmlElement {
    this.#take('<');
    const name = this.#name();
    const attributes: Record<string, string> = {};
    while (/\s/.test(this.#next)) {
      while (/\s/.test(this.#next)) this.at++;
      if (this.#next === '>' || this.#next === '/') break;
      const key = this.#name();
      if (Object.hasOwn(attributes, key)) throw new Error(`${key} twice at ${this.at}`);
      this.#take('="');
      attributes[key] = this.#until('"');
      this.#take('"');
    }
    if (this.#next === '/') {
      this.#take('/>');
      return { name, attributes, children: [] };
    }
    this.#take('>');
    const children: (XmlElement | string)[] = [];
    while (!this.#text.startsWith('</', this.at)) {
      children.push(this.#next === '<' ? this.element() : this.#until('<'));
    }
    this.#take(`</${name}>`);
    return { name, attributes, children };
  }

  get #next(): string {
    return this.#text[this.at] ?? '';
  }

  #name(): string {
    NAME.lastIndex = this.at;
    const [name] = NAME.exec(this.#text) ?? [];
    if (name === undefined) throw new Error(`a name was expected at ${this.at}`);
    this.at += name.length;
    return name;
  }

  #take(what: string): void {
    if (!this.#text.startsWith(what, this.at)) throw new Error(`${what} expected at ${this.at}`);
    this.at += what.length;
  }

  #until(end: string): string {
    const stop = this.#text.indexOf(end, this.at);
    if (stop < 0) throw new Error(`no ${end} behind ${this.at}`);
    const raw = this.#text.slice(this.at, stop);
    this.at = stop;
    if (raw.includes('<')) throw new Error(`a bare < before ${stop}`);
    return raw.replace(/&([^;]*);?/g, (whole, name: string) => {
      const character = whole.endsWith(';') ? ENTITIES[name] : undefined;
      if (character === undefined) throw new Error(`no entity ${whole}`);
      return character;
    });
  }
}
