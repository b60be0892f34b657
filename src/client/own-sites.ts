// Tensors that the page has handed over, while somebody holds them.
import type { OwnTensors, TextRequest } from '../../workers/api.ts';

export class OwnSites {
  readonly #held = new Map<string, { readonly tensors: OwnTensors; users: number }>();

  /** Keeps tensors until they are let go as often; the same text names the same tensors. */
  hold(tensors: OwnTensors): void {
    const held = this.#held.get(tensors.site.text);
    if (held) held.users++;
    else this.#held.set(tensors.site.text, { tensors, users: 1 });
  }

  /** Whether nobody holds them any more. */
  letGo({ site: { text } }: OwnTensors): boolean {
    const held = this.#held.get(text);
    return !!held && --held.users === 0 && this.#held.delete(text);
  }

  find({ model, text }: TextRequest): OwnTensors | undefined {
    const tensors = this.#held.get(text)?.tensors;
    return tensors?.site.model === model ? tensors : undefined;
  }
}
