// Snapshots of sites (a head, a weight matrix) that a build has laid beside the site: what can be drawn while
// the model is still on its way, or without it. An index tells which there are; each file is fetched when
// first needed.
import { fingerprint } from '../core/fingerprint.ts';
import { fail, succeed, type Result } from '../core/result.ts';
import type { SnapshotEntry } from '../core/snapshot-entry.ts';
import { sameText } from '../core/same-text.ts';
import { textName } from '../core/spec-parts.ts';
import type { Site, TextRequest } from '../../workers/api.ts';
import type { TextPart } from './requests.ts';

export type { SnapshotEntry };

export interface SnapshotIndex {
  readonly snapshots: readonly SnapshotEntry[];
}

/** A file that was fetched, ready for a worker. */
export interface SnapshotFile {
  readonly file: string;
  readonly bytes: ArrayBuffer;
}

/** What answers a call. */
export interface FoundSnapshot {
  readonly domain: string;
  readonly files: readonly SnapshotFile[];
  /** The files of a further part; null where there are none. Never rejects. */
  part(name: string): Promise<readonly SnapshotFile[] | null>;
}

/** What a call is about: a whole text, or one site on it. */
export type SnapshotWish = TextRequest & Partial<Pick<Site, 'domain' | 'kind' | 'subject'>>;

export class Snapshots {
  readonly #base: string | null;
  readonly #files = new Map<string, Promise<SnapshotFile | null>>();
  #index: Promise<readonly SnapshotEntry[]> | null = null;

  /** `base`: absolute address of the folder; null: there are none. */
  constructor(base: string | null) {
    this.#base = base && (base.endsWith('/') ? base : `${base}/`);
  }

  /** Whether there can be any. */
  get any(): boolean {
    return this.#base !== null;
  }

  /** All there are; none where the build has none or they are out of reach. */
  list(): Promise<readonly SnapshotEntry[]> {
    return (this.#index ??= this.#fetchIndex());
  }

  /** The snapshot that answers a call as the model would, or null. Never rejects. */
  async find(wish: SnapshotWish): Promise<FoundSnapshot | null> {
    const all = await this.list();
    if (all.length === 0) return null;
    const mark = fingerprint(wish.text);
    const ofText = all.filter(
      (each) => each.model === wish.model && each.tokens === wish.tokens && each.mark === mark,
    );
    const entry =
      ofText.find((each) => isSite(each, wish)) ??
      (wish.domain === undefined ? ofText[0] : undefined);
    if (!entry) return null;
    const { domain, needs = [], parts = {} } = entry;
    const files = await this.#all([entry.file, ...needs]);
    const part = async (name: string): ReturnType<FoundSnapshot['part']> =>
      parts[name] ? this.#all(parts[name]) : null;
    return files && { domain, files, part };
  }

  /** The characters of a text as its snapshots hold them. */
  async textOf({ model, text, tokens, subject = {} }: TextPart): Promise<Result<string>> {
    const ofText = (await this.list()).filter(
      (each) => each.model === model && each.tokens === tokens && sameText(each.text, text),
    );
    const entry = ofText.find((each) => isSite(each, { subject })) ?? ofText[0];
    const file = entry && (await this.#file(entry.file));
    if (file) return succeed(textIn(file.bytes));
    const what = entry ? 'could not be loaded; try again' : 'is not there';
    return fail('text', `the snapshot of the text “${textName(text)}” ${what}`);
  }

  /** Null unless all are there. */
  async #all(names: readonly string[]): Promise<readonly SnapshotFile[] | null> {
    const files = await Promise.all(names.map((name) => this.#file(name)));
    return files.every((file) => file !== null) ? files : null;
  }

  async #fetchIndex(): Promise<readonly SnapshotEntry[]> {
    if (this.#base === null) return [];
    const response = await get(`${this.#base}index.json`);
    const index = (await response?.json().catch(() => null)) as SnapshotIndex | null | undefined;
    if (!index) this.#index = null; // may be tried again
    return index?.snapshots ?? [];
  }

  #file(file: string): Promise<SnapshotFile | null> {
    let known = this.#files.get(file);
    if (!known) {
      known = this.#fetchFile(file);
      this.#files.set(file, known);
    }
    return known;
  }

  async #fetchFile(file: string): Promise<SnapshotFile | null> {
    const response = await get(`${this.#base ?? ''}${file}`);
    const bytes = await response?.arrayBuffer().catch(() => null);
    if (bytes) return { file, bytes };
    this.#files.delete(file); // may be tried again
    return null;
  }
}

/** Whether an entry is of a site; what is not said of it is not looked at. */
function isSite(entry: SnapshotEntry, { domain, kind, subject = {} }: Partial<Site>): boolean {
  const place = Object.entries(subject);
  return (
    (domain === undefined || entry.domain === domain) &&
    (kind === undefined || entry.kind === kind) &&
    place.length > 0 &&
    place.every(([name, value]) => entry.subject[name] === value)
  );
}

/** The answer where it is the file that was asked for; some servers send a page for any address. */
async function get(url: string): Promise<Response | null> {
  const response = await fetch(url).catch(() => null);
  const page = response?.headers.get('content-type')?.startsWith('text/html');
  return response?.ok && !page ? response : null;
}

/** The text that a snapshot's header tells; safetensors: its length in 8 bytes, then JSON. */
function textIn(bytes: ArrayBuffer): string {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length))) as {
    readonly __metadata__: { readonly about: string };
  };
  const about = JSON.parse(header.__metadata__.about) as { text?: string; site?: { text: string } };
  return about.text ?? about.site?.text ?? '';
}
