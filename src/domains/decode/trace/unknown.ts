// What cannot be computed of a trace, and which of its arrays would tell.
import type { Trace } from './format.ts';

export function unknownOf(
  trace: Pick<Trace, 'read' | 'attention' | 'headDim' | 'kvHeads'>,
): string[] {
  const { read, attention, headDim, kvHeads } = trace;
  const without = (what: string, lacks: readonly (string | false)[]): string[] => {
    const names = lacks.filter((name) => name !== false);
    return names.length > 0 ? [`${what}: needs ${names.join(' and ')}`] : [];
  };
  const dims = [headDim === null && 'head_dim', kvHeads === null && 'kv_heads'] as const;
  return [
    ...without('what is read', [!read && 'read']),
    ...without('attention read', [!read && 'read', !attention && 'attention']),
    ...without('what was missed', [!attention && 'attention']),
    ...without('bytes held', dims),
    ...without('bytes read', [!read && 'read', ...dims]),
    'loss added: needs the model',
  ];
}
