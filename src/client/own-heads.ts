// Heads whose tensors the page has handed over, while somebody holds them.
import type { OwnHead, TextRequest } from '../../workers/api.ts';

export class OwnHeads {
  readonly #held = new Map<string, { readonly head: OwnHead; users: number }>();

  /** Keeps a head until it is let go as often; the same text names the same tensors. */
  hold(head: OwnHead): void {
    const held = this.#held.get(head.text);
    if (held) held.users++;
    else this.#held.set(head.text, { head, users: 1 });
  }

  /** Whether nobody holds it any more. */
  letGo({ text }: OwnHead): boolean {
    const held = this.#held.get(text);
    return !!held && --held.users === 0 && this.#held.delete(text);
  }

  find({ model, text }: TextRequest): OwnHead | undefined {
    const head = this.#held.get(text)?.head;
    return head?.model === model ? head : undefined;
  }
}
