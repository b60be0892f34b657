// Offline tables that come beside a model for methods that need them: trained gates, measured spans.
import { matrix, type Matrix } from '../core/tensor.ts';
import { readSafetensors } from '../model/safetensors.ts';

/** The tensors of a file as matrices, leading dimensions stacked. Throws an ExpectedError for a bad file. */
export function tableOf(buffer: ArrayBuffer): ReadonlyMap<string, Matrix> {
  const file = readSafetensors(buffer);
  return new Map(
    file.names.map((name) => {
      const { shape } = file.tensor(name);
      const cols = shape[shape.length - 1] ?? 1;
      const data = file.float32(name);
      return [name, matrix(data.length / cols, cols, data)];
    }),
  );
}
