// How an embedded figure is shown, apart from what it shows.
import type { ControlName } from '../../embed/reading.ts';

export interface EmbedLook {
  /** CSS px, or null for all the room there is. */
  readonly width: number | null;
  /** `auto` is light or dark as the page around is. */
  readonly theme: 'auto' | 'light' | 'dark';
  readonly controls: readonly ControlName[];
  /** All controls, those of every parameter too. */
  readonly all: boolean;
}

/** In the order in which they stand. */
export const CONTROL_LABELS: Readonly<Record<ControlName, string>> = {
  method: 'Method',
  show: 'Kept or lost',
  budget: 'Budget',
  stages: 'Steps',
};

export const DEFAULT_LOOK: EmbedLook = {
  width: null,
  theme: 'auto',
  controls: ['budget', 'stages'],
  all: false,
};

/** Attributes of the element and parts of the iframe's address; what is usual is left out. */
export function lookParts({
  theme,
  controls,
  all,
}: EmbedLook): readonly (readonly [string, string])[] {
  const names = Object.keys(CONTROL_LABELS).filter((name) =>
    (controls as readonly string[]).includes(name),
  );
  const said = all ? 'all' : names.join(' ') || 'none';
  const usual = said === DEFAULT_LOOK.controls.join(' ');
  return [
    ...(usual ? [] : [['controls', said] as const]),
    ...(theme === 'auto' ? [] : [['theme', theme] as const]),
  ];
}
