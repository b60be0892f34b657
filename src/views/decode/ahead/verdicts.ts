// What the paper lets one expect of drafts, and whether it came out so. Pure: numbers in, verdicts out.
import { signed } from '../../../figure/format.ts';

export interface Trial {
  readonly id: 'snapkv' | 'none' | 'random' | 'self' | 'trained' | 'oracle' | 'future';
  readonly label: string;
  /** Loss added, nats per token. */
  readonly deltaNats: number;
  readonly needlesRight: number;
  readonly needles: number;
}

export interface Verdict {
  readonly title: string;
  readonly holds: boolean;
  readonly detail: string;
}

/** Throws where a trial is missing. */
export function verdictsOn(trials: readonly Trial[]): Verdict[] {
  const of = (id: Trial['id']): Trial => {
    const found = trials.find((trial) => trial.id === id);
    if (!found) throw new Error(`${id} was not measured`);
    return found;
  };
  const [snap, none, random, trained, future] = (
    ['snapkv', 'none', 'random', 'trained', 'future'] as const
  ).map(of) as [Trial, Trial, Trial, Trial, Trial];
  const needles = ({ label, needlesRight, needles: all }: Trial): string =>
    `${label} ${needlesRight} of ${all}`;
  const loss = ({ label, deltaNats }: Trial): string => `${label} ${signed(deltaNats, 3)}`;
  return [
    {
      title: 'A long look at the true future finds more needles than none.',
      holds: future.needlesRight > none.needlesRight,
      detail: `${needles(future)}, ${needles(none)}`,
    },
    {
      title: 'The trained draft loses less than SnapKV.',
      holds: trained.deltaNats < snap.deltaNats,
      detail: `${loss(trained)}, ${loss(snap)} nats per token`,
    },
    {
      title: 'The random draft loses no less than SnapKV.',
      holds: random.deltaNats >= snap.deltaNats,
      detail: `${loss(random)}, ${loss(snap)} nats per token`,
    },
    {
      title: 'The random draft loses no less than nothing written ahead.',
      holds: random.deltaNats >= none.deltaNats,
      detail: `${loss(random)}, ${loss(none)} nats per token`,
    },
    {
      title: 'The trained draft loses less than the random one.',
      holds: trained.deltaNats < random.deltaNats,
      detail: `${loss(trained)}, ${loss(random)} nats per token`,
    },
  ];
}
