import { expect, test } from 'vitest';
import { GraphBuilder } from '../../bench/onnx.ts';

type Field = [number: number, value: number | Uint8Array];

/** The fields of one protocol-buffer message: varints as numbers, all else as bytes. */
function fields(bytes: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) {
      found.push([key >> 3, varint()]);
      continue;
    }
    const length = kind === 5 ? 4 : varint();
    found.push([key >> 3, bytes.subarray(at, at + length)]);
    at += length;
  }
  return found;
}

function every(list: readonly Field[], number: number): (number | Uint8Array)[] {
  return list.filter(([n]) => n === number).map(([, value]) => value);
}

const message = (list: readonly Field[], number: number): Field[] =>
  fields(every(list, number)[0] as Uint8Array);
const word = (value: number | Uint8Array | undefined): string =>
  new TextDecoder().decode(value as Uint8Array);

test('a graph has the fields that onnx.proto3 names', () => {
  const graph = new GraphBuilder();
  const weights = graph.floats(Float32Array.of(1.5, -2), [2, 1]);
  const x = graph.input('x', ['n', 300]);
  const product = graph.node('Gemm', [x, weights], { transB: 1, alpha: { float: 0.5 }, axes: [3] });
  graph.output('y', product, [1]);

  const model = fields(graph.build());
  expect(every(model, 1)).toEqual([8]);
  expect(every(model, 8).map((opset) => every(fields(opset as Uint8Array), 2))).toEqual([
    [17],
    [1],
  ]);

  const body = message(model, 7);
  const [gemm, identity] = every(body, 1).map((node) => fields(node as Uint8Array));
  expect(every(gemm!, 1).map(word)).toEqual(['x', weights]);
  expect(every(gemm!, 2).map(word)).toEqual([product]);
  expect(word(every(gemm!, 4)[0])).toBe('Gemm');
  expect(word(every(identity!, 2)[0])).toBe('y');

  const [transB, alpha, axes] = every(gemm!, 5).map((a) => fields(a as Uint8Array));
  expect([word(every(transB!, 1)[0]), every(transB!, 3), every(transB!, 20)]).toEqual([
    'transB',
    [1],
    [2],
  ]);
  expect(every(alpha!, 2)).toEqual([new Uint8Array(Float32Array.of(0.5).buffer)]);
  expect([every(alpha!, 20), every(axes!, 8), every(axes!, 20)]).toEqual([[1], [3], [7]]);

  const constant = message(body, 5);
  expect([every(constant, 1), every(constant, 2)]).toEqual([[2, 1], [1]]);
  expect(every(constant, 9)).toEqual([new Uint8Array(Float32Array.of(1.5, -2).buffer)]);

  const type = message(message(message(body, 11), 2), 1);
  const [named, sized] = every(message(type, 2), 1).map((size) => fields(size as Uint8Array));
  expect(word(every(named!, 2)[0])).toBe('n');
  expect(every(sized!, 1)).toEqual([300]);
});
