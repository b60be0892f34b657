// A text token by token: every layer keeps what it has read, and at each step the method is asked anew about the
// tokens so far, each layer with what the layers below have changed. The prompt is read densely, as one piece.
import { ExpectedError } from '../../core/result.ts';
import { matrix, type Matrix } from '../../core/tensor.ts';
import type { Kernels } from '../../kernels/contract.ts';
import type { DecodeContext, DecodeHead, HeadCache } from '../../methods/decode.ts';
import { putColumns, scaleOf, type Projections } from '../../model/heads.ts';
import type { Checkpoint } from '../../model/linear.ts';
import type { Llama } from '../../model/llama.ts';
import type { LayerPast } from '../../model/past.ts';
import { LayerRoom } from './room.ts';
import { contextFor, wholeMask, type RunParts } from './run.ts';

/** What a step leaves behind. */
export interface Stepped {
  /** Of the token after the last one read: 1 × vocabulary. */
  readonly logits: Matrix;
  /** Final hidden state of the last token read (of all of the prompt): rows × hidden. */
  readonly hidden: Matrix;
  /** By layer, then by head, over the tokens so far: only the last row and `leaves` tell; empty for the prompt. */
  readonly caches: readonly (readonly HeadCache[])[];
}

export class Stepper {
  readonly #llama: Llama;
  readonly #parts: RunParts;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #rooms: readonly LayerRoom[];

  /** `capacity`: tokens in all. Whatever `checkpoint` throws passes through. */
  constructor(llama: Llama, parts: RunParts, capacity: number, checkpoint?: Checkpoint) {
    this.#llama = llama;
    this.#parts = parts;
    this.#checkpoint = checkpoint;
    const { config } = llama;
    const rooms = Array.from(
      { length: config.layers },
      (_, layer) => new LayerRoom(config, layer, capacity),
    );
    this.#rooms = rooms;
  }

  /** Tokens read. */
  get length(): number {
    return this.#rooms[0]!.length;
  }

  /** Reads the prompt. */
  read(ids: Uint32Array): Promise<Stepped> {
    if (ids.length !== this.#parts.prompt || this.length > 0) {
      const asked = `the prompt is ${this.#parts.prompt} tokens, read once`;
      throw new ExpectedError('prompt', `${asked}; got ${ids.length} after ${this.length}`);
    }
    return this.#forward(ids, dense);
  }

  /** The prompt as a dense pass over a text that begins with it has left it. */
  take(heads: readonly (readonly Required<DecodeHead>[])[]): void {
    for (const room of this.#rooms) room.take(heads[room.layer]!, this.#parts.prompt);
  }

  /** One more token. */
  step(id: number): Promise<Stepped> {
    const { method, params } = this.#parts;
    const run = method.begin(params, this.#context());
    return this.#forward([id], (heads) => run.layer(heads));
  }

  /** A head as it is now. */
  head(layer: number, head: number): DecodeHead {
    return this.#rooms[layer]!.heads()[head]!;
  }

  /** What a method may know when the next token has been read. */
  #context(): DecodeContext {
    const { kernels, config } = this.#llama;
    const { layers, heads, headDim: d } = config;
    const { prompt, calibration, draft } = this.#parts;
    const n = this.length + 1;
    return {
      ...contextFor({ n, prompt, d, layers, heads }, kernels, calibration, draft),
      first: n - 1,
      growing: this,
    };
  }

  async #forward(ids: ArrayLike<number>, choose: Choose): Promise<Stepped> {
    const caches: (readonly HeadCache[])[] = [];
    const past = this.#rooms.map((room) => attending(room, choose, caches));
    const options = { past, logits: 'last', checkpoint: this.#checkpoint } as const;
    const { logits, hidden } = await this.#llama.forward(ids, options);
    return { logits, hidden, caches };
  }
}

/** What the heads of a layer read; none: everything. */
type Choose = (heads: readonly DecodeHead[]) => readonly HeadCache[];
const dense: Choose = () => [];

/** A layer that lets its newest tokens attend to what was chosen for them. */
function attending(room: LayerRoom, choose: Choose, caches: (readonly HeadCache[])[]): LayerPast {
  return {
    length: room.length,
    attend(kernels: Kernels, next: Projections): Matrix {
      const from = room.length;
      room.add(next);
      const heads = room.heads();
      const chosen = choose(heads);
      if (chosen.length > 0) caches.push(chosen);
      const mixed = matrix(next.q.rows, next.q.cols);
      for (const head of heads) {
        const { n, q, k, v } = head;
        const cache = chosen[head.head];
        const mask = cache ? wholeMask(cache.read, n) : null;
        putColumns(
          mixed,
          kernels.attentionOutput(q, k, v, scaleOf(head), mask, from, n),
          0,
          head.head,
        );
      }
      return mixed;
    },
  };
}
