// The built-in texts besides the tales: page, command line and bake have them from this table. Each is
// a file `samples/<id>.txt` that never changes, so that a figure shared today is the same tomorrow.

interface Sample {
  readonly id: string;
  /** As pages call it. */
  readonly label: string;
}

export const SAMPLES: readonly Sample[] = [
  { id: 'code', label: 'Code' },
  { id: 'docs', label: 'Docs' },
];

/** Why there is no text of this id, and which there are; null where there is one. */
export function refusalOf(id: string): string | null {
  const ids = SAMPLES.map((sample) => sample.id);
  if (ids.includes(id)) return null;
  return `there is no built-in text “${id}”; there are ${ids.join(', ')}`;
}
