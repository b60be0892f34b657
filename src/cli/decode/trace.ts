// `trace`: what an eviction trace tells, in numbers; what it does not tell is named, and not made up.
import { shareHeld } from '../../domains/decode/trace/format.ts';
import { measureTrace } from '../../domains/decode/trace/compute.ts';
import { opened } from '../../domains/decode/trace/held.ts';
import { packed, unpacked } from '../../domains/decode/trace/pack.ts';
import { readTrace } from '../../domains/decode/trace/read.ts';
import { unknownOf } from '../../domains/decode/trace/unknown.ts';
import { readBytes } from '../files.ts';

export function inspectTrace(path: string, compact: boolean): string {
  const file = readTrace(path, readBytes('trace', path));
  const { layers, heads, n, prompt, method, model } = file;
  const trace = opened(unpacked(packed(file, path)));
  const each = trace.caches.flatMap((all, layer) =>
    all.map((cache, head) => {
      const { metrics } = measureTrace(trace, { n, prompt, layer, head, key: '' }, cache);
      const { held, sparsity, recall } = metrics;
      return {
        layer,
        head,
        held,
        shareHeld: shareHeld(file, layer, head),
        ...known({ sparsity, recall }),
      };
    }),
  );
  const about = { method, model, layers, heads, n, prompt };
  const metrics = known({ ...trace.whole });
  const reply = { ...about, metrics, unknown: unknownOf(file), places: each };
  return JSON.stringify(reply, null, compact ? 0 : 2);
}

/** Numbers that are there. */
function known(numbers: Readonly<Record<string, number>>): object {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => !Number.isNaN(value)));
}
