// Every kind of array that holds numbers, made in this realm and in another.
import { runInNewContext } from 'node:vm';

export interface ArrayKind {
  readonly name: string;
  /** Whole numbers only, within [0, 127]. */
  readonly whole: boolean;
  readonly from: (values: Iterable<number>) => ArrayLike<number>;
}

type Maker = Pick<Float64ArrayConstructor, 'from'>;

const FLOATS = ['Float32Array', 'Float64Array', 'Array'];
const INTEGERS = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array'];
const WIDE = ['Int32Array', 'Uint32Array'];

/** A constructor of this realm, or of a fresh one, as a frame or a test runner has its own. */
export function makerOf(name: string, other: boolean): Maker {
  const found: unknown = other ? runInNewContext(name) : Reflect.get(globalThis, name);
  return found as Maker;
}

export const arrayKinds: readonly ArrayKind[] = [false, true].flatMap((other) =>
  [...FLOATS, ...INTEGERS, ...WIDE].map((name): ArrayKind => {
    const maker = makerOf(name, other);
    return {
      name: other ? `another realm’s ${name}` : name,
      whole: !FLOATS.includes(name),
      from: (values) => maker.from(values),
    };
  }),
);
