// Writes ONNX models: the few protocol-buffer messages that a graph needs, and a builder that names
// its values. Field numbers are those of onnx.proto3 (repository onnx/onnx).

export type Shape = readonly (number | string)[];
export type Attribute = number | string | readonly number[] | { readonly float: number };

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 };

/** Builds a graph node by node; every method returns the name of the value that it makes. */
export class GraphBuilder {
  readonly #nodes: Bytes[] = [];
  readonly #constants: Bytes[] = [];
  readonly #inputs: Bytes[] = [];
  readonly #outputs: Bytes[] = [];
  #count = 0;

  input(name: string, shape: Shape, type: 'float' | 'int64' = 'float'): string {
    this.#inputs.push(valueInfo(name, shape, type === 'float' ? FLOAT : INT64));
    return name;
  }

  /** A node with one output. `domain` is '' for standard operators. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): string {
    const output = `v${this.#count++}`;
    this.#nodes.push(
      message(
        ...inputs.map((input) => text(1, input)),
        text(2, output),
        text(4, operator),
        ...Object.entries(attributes).map(([name, value]) => nested(5, attribute(name, value))),
        text(7, domain),
      ),
    );
    return output;
  }

  floats(values: Float32Array, shape: readonly number[]): string {
    return this.#constant(values, shape, FLOAT);
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#constant(BigInt64Array.from(values, BigInt), shape, INT64);
  }

  /** Makes a value an output of the model under another name. */
  output(name: string, value: string, shape: Shape): void {
    this.#nodes.push(message(text(1, value), text(2, name), text(4, 'Identity')));
    this.#outputs.push(valueInfo(name, shape, FLOAT));
  }

  /** The model file; operator set 17, and Microsoft's own set 1. */
  build(): Uint8Array<ArrayBuffer> {
    const graph = message(
      ...this.#nodes.map((node) => nested(1, node)),
      text(2, 'bench'),
      ...this.#constants.map((constant) => nested(5, constant)),
      ...this.#inputs.map((input) => nested(11, input)),
      ...this.#outputs.map((output) => nested(12, output)),
    );
    const opset = (domain: string, version: number) =>
      nested(8, message(text(1, domain), integer(2, version)));
    return flatten(
      message(integer(1, 8), opset('', 17), opset('com.microsoft', 1), nested(7, graph)),
    );
  }

  #constant(values: Float32Array | BigInt64Array, shape: readonly number[], type: number): string {
    const name = `c${this.#count++}`;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#constants.push(
      message(
        ...shape.map((size) => integer(1, size)),
        integer(2, type),
        text(8, name),
        field(9, { length: bytes.length, parts: [bytes] }),
      ),
    );
    return name;
  }
}

function valueInfo(name: string, shape: Shape, type: number): Bytes {
  const dimensions = shape.map((size) =>
    nested(1, typeof size === 'number' ? message(integer(1, size)) : message(text(2, size))),
  );
  const tensor = message(integer(1, type), nested(2, message(...dimensions)));
  return message(text(1, name), nested(2, message(nested(1, tensor))));
}

function attribute(name: string, value: Attribute): Bytes {
  const typed = (type: number, ...fields: Bytes[]) =>
    message(text(1, name), ...fields, integer(20, type));
  if (typeof value === 'number') return typed(ATTRIBUTE.int, integer(3, value));
  if (typeof value === 'string') return typed(ATTRIBUTE.string, text(4, value));
  if ('float' in value) return typed(ATTRIBUTE.float, float(2, value.float));
  return typed(ATTRIBUTE.ints, ...value.map((item) => integer(8, item)));
}

// Bytes are kept in parts and joined once at the end, as weights may be large.
interface Bytes {
  readonly length: number;
  readonly parts: readonly Uint8Array[];
}

function message(...fields: readonly Bytes[]): Bytes {
  return {
    length: fields.reduce((sum, { length }) => sum + length, 0),
    parts: fields.flatMap(({ parts }) => parts),
  };
}

function integer(number: number, value: number): Bytes {
  return single([...varint(number << 3), ...varint(value)]);
}

function float(number: number, value: number): Bytes {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return message(single(varint((number << 3) | 5)), { length: 4, parts: [bytes] });
}

function text(number: number, value: string): Bytes {
  const bytes = new TextEncoder().encode(value);
  return field(number, { length: bytes.length, parts: [bytes] });
}

function nested(number: number, value: Bytes): Bytes {
  return field(number, value);
}

function field(number: number, value: Bytes): Bytes {
  return message(single([...varint((number << 3) | 2), ...varint(value.length)]), value);
}

function single(bytes: readonly number[]): Bytes {
  return { length: bytes.length, parts: [Uint8Array.from(bytes)] };
}

/** Base 128, lowest digits first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}

function flatten({ length, parts }: Bytes): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
