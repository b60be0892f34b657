// config.json as transformers fills it in, read for itself: what a folder must give where it still opens.

type Json = Readonly<Record<string, unknown>>;

const FAMILIES: Readonly<Record<string, { kv?: number; positions: number; window?: number }>> = {
  llama: { positions: 2048 },
  mistral: { kv: 8, positions: 131072, window: 4096 },
  qwen2: { kv: 32, positions: 32768, window: 4096 },
};

/** All that counts, each entry with its value; null where transformers would compute something else. */
export function plainConfig(bytes: Uint8Array): Json | null {
  let config: Json;
  try {
    config = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json;
  } catch {
    return null;
  }
  const get = (name: string): unknown => (Object.hasOwn(config, name) ? config[name] : undefined);
  const or = (name: string, absent: unknown): unknown => get(name) ?? absent;
  const family = String(get('model_type'));
  const usual = Object.hasOwn(FAMILIES, family) ? FAMILIES[family]! : null;
  if (!usual || (get('hidden_act') ?? 'silu') !== 'silu' || get('quantization_config')) return null;
  const heads = get('num_attention_heads') as number;
  const hidden = get('hidden_size') as number;
  const kv =
    get('num_key_value_heads') === null ? heads : or('num_key_value_heads', usual.kv ?? heads);
  let theta = or('rope_theta', 10000);
  for (const name of ['rope_scaling', 'rope_parameters']) {
    const rope = (get(name) ?? {}) as Json;
    const { rope_type, type, rope_theta, partial_rotary_factor = 1, ...more } = rope;
    if ((rope_type ?? type ?? 'default') !== 'default' || Object.keys(more).length > 0) return null;
    if (partial_rotary_factor !== null && partial_rotary_factor !== 1) return null;
    theta = rope_theta ?? theta;
  }
  const slides = family === 'mistral' || (family === 'qwen2' && get('use_sliding_window') === true);
  const window = get('sliding_window') === undefined ? usual.window : get('sliding_window');
  return {
    model_type: family,
    vocab_size: get('vocab_size'),
    hidden_size: hidden,
    intermediate_size: get('intermediate_size'),
    num_hidden_layers: get('num_hidden_layers'),
    num_attention_heads: heads,
    num_key_value_heads: kv,
    head_dim: or('head_dim', hidden / heads),
    max_position_embeddings: or('max_position_embeddings', usual.positions),
    rms_norm_eps: or('rms_norm_eps', 1e-6),
    rope_parameters: { rope_type: 'default', rope_theta: theta },
    tie_word_embeddings: or('tie_word_embeddings', false),
    attention_bias: or('attention_bias', false),
    mlp_bias: or('mlp_bias', false),
    sliding_window: slides ? window : null,
    use_sliding_window: slides,
  };
}
