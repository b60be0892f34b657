// What a figure of a trace says: its numbers as far as they are known, and a sentence.
import type { FigureReply } from '../../../../workers/api.ts';
import { METRICS, type MetricId } from '../../../domains/decode/definitions.ts';
import { shareHeld, type Trace } from '../../../domains/decode/trace/format.ts';
import type { DecodeTypes } from '../../../domains/decode/types.ts';
import { count, fixed, percent } from '../../../figure/format.ts';
import { numberRow, type NumberRow } from '../../../kit/number-row.ts';
import { kib } from '../numbers.ts';

type Reply = Pick<FigureReply<DecodeTypes>, 'metrics'>;

/** Those that the file tells enough for. */
export function traceNumbers(trace: Trace, share: number, reply: Reply | null): NumberRow[] {
  const m = reply?.metrics;
  const held: NumberRow = numberRow('shareHeld', percent(share), {
    label: 'stored',
    sentence: 'Share of all earlier tokens that this head stores, mean over the steps.',
    ...{ denominator: 'every token up to each step', unit: 'share', better: null },
  });
  const known: readonly (readonly [MetricId, (value: number) => string])[] = [
    ['held', count],
    ['sparsity', percent],
    ['recall', (value) => fixed(value, 3)],
    ['bytesHeld', kib],
    ['bytesFull', kib],
    ['bytesRead', kib],
    ['bytesSeen', kib],
  ];
  const rows = known.flatMap(([id, write]) => {
    const value = m?.[id as keyof typeof m];
    if (value !== undefined && Number.isNaN(value)) return [];
    if (value === undefined && !toldBy(trace, id)) return [];
    return [numberRow(id, value === undefined ? null : write(value), METRICS[id])];
  });
  return [held, ...rows];
}

/** Whether a number will come: its room is kept. */
function toldBy({ read, attention, headDim, kvHeads }: Trace, id: MetricId): boolean {
  const dims = headDim !== null && kvHeads !== null;
  if (id === 'held') return true;
  if (id === 'sparsity') return read !== null;
  if (id === 'recall') return read !== null && attention !== null;
  if (id === 'bytesRead') return dims && read !== null;
  return dims;
}

/** "4 layers of 8 heads, 512 tokens, 256 of them the prompt". */
export function sizesOf({ layers, heads, n, prompt, model }: Trace): string {
  const on = model === null ? '' : `, on ${model}`;
  return `${count(layers)} layers of ${count(heads)} heads, ${count(n)} tokens, ${count(prompt)} of them the prompt${on}.`;
}

/** By head, layer after layer. */
export function sharesHeld(trace: Trace): number[] {
  return Array.from({ length: trace.layers * trace.heads }, (_, at) =>
    shareHeld(trace, Math.floor(at / trace.heads), at % trace.heads),
  );
}
