// A model is downloaded once, whatever the number of workers: the first seat fetches it, the page keeps
// its bytes and hands copies to the others and to replacements.
import { fail, succeed, type Result } from '../core/result.ts';
import type { ModelFiles, ModelReply, Progress } from '../../workers/api.ts';
import type { Host, Seat } from './host.ts';

export interface OpenedModel {
  readonly reply: ModelReply;
  readonly files: ModelFiles;
}

export class Models {
  readonly #host: Host;
  readonly #base: string;
  readonly #atHand: Readonly<Record<string, ModelFiles>>;
  readonly #opened = new Map<string, Promise<Result<OpenedModel>>>();
  readonly #listeners = new Map<string, Set<Progress>>();
  readonly #ready = new Set<string>();

  /**
   * `host` downloads; `base` is the absolute address of the folder of model folders. Those `atHand`
   * need no download.
   */
  constructor(host: Host, base: string, atHand: Readonly<Record<string, ModelFiles>> = {}) {
    this.#host = host;
    this.#atHand = atHand;
    this.#base = base.endsWith('/') ? base : `${base}/`;
  }

  /** Downloads a model unless that is done or under way. A failure is forgotten: call again to retry. */
  get(name: string, onProgress?: Progress): Promise<Result<OpenedModel>> {
    if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) {
      const what = `a model’s name has only letters, digits, “-”, “_” and “.”, got “${name}”`;
      return Promise.resolve(fail('model', what));
    }
    if (onProgress) this.#listen(name, onProgress);
    let opened = this.#opened.get(name);
    if (!opened) {
      opened = this.#download(name);
      this.#opened.set(name, opened);
      const forget = (): unknown => this.#opened.delete(name);
      opened.then((result) => result.ok || forget(), forget);
      const silence = (): unknown => this.#listeners.delete(name);
      opened.then(silence, silence);
    }
    return opened;
  }

  /** Whether the model is here: downloaded, and open in the seat that did it. */
  isReady(name: string): boolean {
    return this.#ready.has(name);
  }

  /** Absolute address of a model's folder, with a slash at its end. */
  urlOf(name: string): string {
    return `${this.#base}${name}/`;
  }

  /** Opens a downloaded model in a seat; at once where it is open there. */
  openIn(seat: Seat, name: string, { files }: OpenedModel): Promise<Result<ModelReply>> {
    return seat.open({ name, baseUrl: this.urlOf(name), files });
  }

  #download(name: string): Promise<Result<OpenedModel>> {
    return this.#host.call(async (seat) => {
      const report: Progress = (...state) => {
        for (const each of this.#listeners.get(name) ?? []) each(...state);
      };
      const atHand = Object.hasOwn(this.#atHand, name) ? this.#atHand[name] : undefined;
      const request = { name, baseUrl: this.urlOf(name), ...(atHand && { files: atHand }) };
      const opened = await seat.open(request, report);
      if (!opened.ok) return opened;
      const files = atHand ?? (await seat.api.files(name));
      if (!files) throw new Error(`the files of ${name} are gone although it is open`);
      this.#ready.add(name);
      return succeed({ reply: opened.value, files });
    });
  }

  #listen(name: string, onProgress: Progress): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(onProgress));
  }
}
