// Numbers of a figure of decode, as its pages show them.
import type { FigureReply } from '../../../workers/api.ts';
import { METRICS, type MetricId } from '../../domains/decode/definitions.ts';
import type { Answers, Placement } from '../../domains/decode/questions.ts';
import type { DecodeTypes } from '../../domains/decode/types.ts';
import { count, fixed, percent, plain, signed } from '../../figure/format.ts';
import { numberRow, type NumberRow } from '../../kit/number-row.ts';

export function numbersOf(
  reply: FigureReply<DecodeTypes> | null,
  answers: Answers | null = null,
  placement: Placement = 'late',
): NumberRow[] {
  const m = reply?.metrics;
  const row = (id: MetricId, value: string | null | undefined): NumberRow =>
    numberRow(id, value ?? null, METRICS[id]);
  return [
    row('sparsity', m && percent(m.sparsity)),
    row('recall', m && fixed(m.recall, 3)),
    row('deltaNats', m && signed(m.deltaNats, 3)),
    row(
      placement === 'end' ? 'needlesAtEnd' : 'needles',
      answers && `${answers.needlesRight} of ${answers.needles}`,
    ),
    row('bytesRead', m && kib(m.bytesRead)),
    row('bytesSeen', m && kib(m.bytesSeen)),
    row('bytesHeld', m && kib(m.bytesHeld)),
    row('bytesFull', m && kib(m.bytesFull)),
    row('held', m && count(m.held)),
    row('nats', m && fixed(m.nats, 3)),
  ];
}

export function kib(bytes: number): string {
  return `${plain(bytes / 1024)} KiB`;
}
