// Tensors of a file that a page or a program was handed.
import { readLater } from '../core/byte-source.ts';
import { refuseOtherFiles, tensorsIn, type Tensor } from '../domains/tensor-file.ts';

/**
 * The tensors of a .safetensors or .npz file that have one of the `wanted` names, as far as they are there, as
 * float32. `name` is the file's; of a `File` or another `Blob` only slices are read, so that it may be larger
 * than memory. Throws an ExpectedError that names the tensor at fault.
 */
export async function readTensors(
  name: string,
  file: Blob,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Tensor>> {
  refuseOtherFiles(name);
  return (await readLater(tensorsIn(name, file.size, wanted), file)).tensors;
}
