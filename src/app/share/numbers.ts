// Every number of the figure as files for other programs: unrounded, with the figure that they are of.
import type { CostPoint, CurvePoint, FigureReply, ModelCost } from '../../../workers/api.ts';
import { specToJson } from '../../core/spec-codec.ts';
import type { FigureSpec } from '../../core/spec.ts';
import { HEAD_METRICS, METRICS, readMetric } from '../../domains/attention/definitions.ts';

export interface FigureNumbers {
  readonly spec: FigureSpec;
  readonly link: string;
  readonly version: string;
  readonly reply: FigureReply;
  readonly cost: ModelCost | null;
  readonly curves: ReadonlyMap<string, readonly CurvePoint[]>;
  readonly costs: ReadonlyMap<string, readonly CostPoint[]>;
}

export function numbersJson(numbers: FigureNumbers): string {
  const { spec, link, version, reply, cost, curves, costs } = numbers;
  return `${JSON.stringify(
    {
      spec: specToJson(spec),
      link,
      version,
      kernels: reply.tier,
      params: reply.params,
      metrics: Object.fromEntries(HEAD_METRICS.map((id) => [id, readMetric(id, reply.metrics)])),
      cost,
      rows: { recall: [...reply.rowRecall], outputError: [...reply.rowError] },
      curves: [...curves.values()].flat(),
      costs: [...costs.values()].flat(),
    },
    null,
    2,
  )}\n`;
}

/** One number a line: of what, of which method, at which budget, its name, its value. */
export function numbersCsv({ spec, reply, cost, curves, costs }: FigureNumbers): string {
  const budget = spec.budget ?? '';
  const lines: (readonly (string | number)[])[] = [['of', 'method', 'budget', 'name', 'value']];
  const put = (of: string, method: string, at: number | string, values: object): void => {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'number') lines.push([of, method, at, name, value]);
    }
  };
  for (const id of HEAD_METRICS) {
    const value = readMetric(id, reply.metrics);
    if (value !== null) lines.push(['figure', spec.method, budget, METRICS[id].label, value]);
  }
  if (cost) put('model', spec.method, budget, cost);
  for (const point of [...curves.values()].flat()) {
    put('curve', point.method, point.budget, point.metrics);
  }
  for (const { method, budget: at, ...point } of [...costs.values()].flat()) {
    put('cost curve', method, at, point);
  }
  for (const [row, recall] of reply.rowRecall.entries()) {
    lines.push([`query ${row}`, spec.method, budget, 'recall', recall]);
  }
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** RFC 4180. */
function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
