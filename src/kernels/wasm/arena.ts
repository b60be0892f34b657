// Hands out the module's memory. What a call needs for itself is taken back when the next call
// begins; what must stay (weights, planes) is kept until it is released. Memory may move when it
// grows, so views are made last, after everything has been allocated, and never stored.
import { typedKind } from '../../core/numbers.ts';

const ALIGN = 16;
const PAGE = 65536;

interface Gap {
  start: number;
  end: number;
}

interface Settable {
  set(values: ArrayLike<number>): void;
}

export class Arena {
  readonly #memory: WebAssembly.Memory;
  /** Free stretches, ascending, never touching one another. */
  readonly #gaps: Gap[];
  readonly #sizes = new Map<number, number>();
  #temporary: number[] = [];

  /** `base`: the first byte that is ours. */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    const pages = Math.ceil((align(base) + ALIGN - memory.buffer.byteLength) / PAGE);
    if (pages > 0) memory.grow(pages);
    this.#gaps = [{ start: align(base), end: memory.buffer.byteLength }];
  }

  /** Begins a call: everything taken by the one before is free again. */
  begin(): void {
    for (const address of this.#temporary) this.release(address);
    this.#temporary = [];
  }

  /** `bytes` of memory until the next call begins. Contents are arbitrary. */
  take(bytes: number): number {
    const address = this.keep(bytes);
    this.#temporary.push(address);
    return address;
  }

  /** `bytes` of memory until it is released. Contents are arbitrary. */
  keep(bytes: number): number {
    const size = Math.max(ALIGN, align(bytes));
    let gap = this.#gaps.find(({ start, end }) => end - start >= size);
    if (!gap) gap = this.#grow(size);
    const address = gap.start;
    gap.start += size;
    if (gap.start === gap.end) this.#gaps.splice(this.#gaps.indexOf(gap), 1);
    this.#sizes.set(address, size);
    return address;
  }

  release(address: number): void {
    const size = this.#sizes.get(address);
    if (size === undefined) return;
    this.#sizes.delete(address);
    this.#free({ start: address, end: address + size });
  }

  /** A copy of `values` in the module's memory until the next call begins. Throws for another kind. */
  copy(values: Float32Array | Uint32Array | Uint16Array): number {
    const view = this.#viewOf(values);
    const address = this.take(values.byteLength);
    view(address, values.length).set(values);
    return address;
  }

  /** By what kind an array says it is: one of another frame is no instance of this one's. */
  #viewOf(values: object): (address: number, length: number) => Settable {
    const kind = typedKind(values);
    switch (kind) {
      case 'Float32Array':
        return (address, length) => this.floats(address, length);
      case 'Uint32Array':
        return (address, length) => this.words(address, length);
      case 'Uint16Array':
        return (address, length) => this.halves(address, length);
      default:
        throw new Error(`kernels read a Float32Array, got ${kind ?? 'no typed array'}`);
    }
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  halves(address: number, length: number): Uint16Array {
    return new Uint16Array(this.#memory.buffer, address, length);
  }

  #grow(size: number): Gap {
    const end = this.#memory.buffer.byteLength;
    const last = this.#gaps.at(-1);
    const open = last?.end === end ? end - last.start : 0;
    const pages = Math.ceil((size - open) / PAGE);
    try {
      this.#memory.grow(pages);
    } catch {
      const have = Math.round(end / 2 ** 20);
      const more = Math.ceil((pages * PAGE) / 2 ** 20);
      throw new Error(
        `the kernels hold ${have} MB and were refused ${more} MB more; try a shorter text`,
      );
    }
    this.#free({ start: end, end: end + pages * PAGE });
    return this.#gaps.at(-1) as Gap;
  }

  #free(gap: Gap): void {
    let at = this.#gaps.findIndex(({ start }) => start > gap.start);
    if (at < 0) at = this.#gaps.length;
    this.#gaps.splice(at, 0, gap);
    const next = this.#gaps[at + 1];
    if (next?.start === gap.end) {
      gap.end = next.end;
      this.#gaps.splice(at + 1, 1);
    }
    const previous = this.#gaps[at - 1];
    if (previous?.end === gap.start) {
      previous.end = gap.end;
      this.#gaps.splice(at, 1);
    }
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGN) * ALIGN;
}
