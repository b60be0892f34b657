// Tensors of a file that nothing reads. A model that has them and a configuration that does not ask for
// them do not belong together: its numbers would be wrong without a word.
import { ExpectedError } from '../core/result.ts';
import { told } from '../core/told.ts';
import type { LlamaConfig } from './config.ts';
import type { TensorSource } from './safetensors.ts';

/** Tables of rotary positions, which follow from the configuration: those of transformers, and of Meta. */
const ROTARY =
  /(?:^|\.)rotary_emb\.(?:inv_freq|original_inv_freq|cos_cached|sin_cached)$|^(?:freqs_cis|rope\.freqs)$/;

const OUTPUT = 'lm_head.weight';
const EMBEDDING = 'model.embed_tokens.weight';

/** A source that remembers which tensors were read. */
export function watched(source: TensorSource): {
  readonly source: TensorSource;
  readonly read: ReadonlySet<string>;
} {
  const read = new Set<string>();
  const seen = (name: string): string => {
    read.add(name);
    return name;
  };
  return {
    read,
    source: {
      names: source.names,
      has: (name) => source.has(name),
      tensor: (name) => source.tensor(seen(name)),
      float32: (name) => source.float32(seen(name)),
      half: (name) => source.half(seen(name)),
    },
  };
}

/**
 * What there is to say of tensors that were not read: as transformers leaves them out, too. Throws an
 * ExpectedError that names one on which the model's numbers would depend.
 */
export function unreadWarnings(
  source: TensorSource,
  read: ReadonlySet<string>,
  { layers, tied }: LlamaConfig,
): string[] {
  const warnings: string[] = [];
  const beyond: string[] = [];
  const others: string[] = [];
  for (const name of source.names) {
    if (read.has(name) || ROTARY.test(name)) continue;
    const layer = /^model\.layers\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined && Number(layer) >= layers) beyond.push(name);
    else if (name !== OUTPUT || !tied) others.push(name);
    else if (!same(source, name, EMBEDDING)) {
      warnings.push(
        `“${name}” differs from the embedding and is not read: config.json has tie_word_embeddings`,
      );
    }
  }
  if (others.length > 0) {
    const rest = others.length > 1 ? `, nor ${others.length - 1} more,` : '';
    const what = `nothing reads the tensor “${told(others[0]!)}”${rest} under this config.json`;
    throw new ExpectedError(others[0]!, `${what}: the numbers would be those of another model`);
  }
  if (beyond.length > 0) {
    const rest = beyond.length > 1 ? ` and ${beyond.length - 1} more` : '';
    warnings.push(
      `config.json has num_hidden_layers ${layers}; layers beyond are not read: “${told(beyond[0]!)}”${rest}`,
    );
  }
  return warnings;
}

function same(source: TensorSource, one: string, other: string): boolean {
  const [a, b] = [source.tensor(one), source.tensor(other)];
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  const [of, to] = [a.bytes, b.bytes];
  for (let p = 0; p < of.length; p++) if (of[p] !== to[p]) return false;
  return true;
}
