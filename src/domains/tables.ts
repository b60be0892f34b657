// Offline tables that come beside a model for methods that need them: trained gates, measured spans.
import type { ByteSource } from '../core/byte-source.ts';
import { matrix, type Matrix } from '../core/tensor.ts';
import { readSafetensors } from '../model/safetensors.ts';

/** The tensors of a file as matrices, leading dimensions stacked. Throws an ExpectedError for a bad file. */
export function tableOf(file: ArrayBuffer | ByteSource): ReadonlyMap<string, Matrix> {
  const source = readSafetensors(file);
  return new Map(
    source.names.map((name) => {
      const { shape } = source.tensor(name);
      const cols = shape[shape.length - 1] ?? 1;
      const data = source.float32(name);
      return [name, matrix(data.length / cols, cols, data)];
    }),
  );
}
