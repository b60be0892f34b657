// Costs of several settings, and the order in which losses and needles are told.
import type { Desk, Each, NeedleOrder } from './contract.ts';

interface Measures<P extends object> {
  /** A setting's point, with no needles asked for. */
  loss(setting: number): Promise<P>;
  /** What of the point looking for needles changes. */
  needles(setting: number): Promise<Partial<P>>;
}

/** `settings`: how many; each is told by its place. */
export async function tellCosts<P extends object>(
  settings: number,
  order: NeedleOrder,
  measures: Measures<P>,
  each: Each<P>,
): Promise<void> {
  const points: P[] = [];
  for (let i = 0; i < settings; i++) {
    const point = await measures.loss(i);
    points.push(point);
    each(order === 'with' ? { ...point, ...(await measures.needles(i)) } : point);
  }
  if (order !== 'after') return;
  for (const [i, point] of points.entries()) each({ ...point, ...(await measures.needles(i)) });
}

/** Counts passes through the model. */
export function meterOf(desk: Desk, total: number, name: string): () => void {
  let done = 0;
  return () => desk.progress(++done, total, name);
}
