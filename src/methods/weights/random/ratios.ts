// How a budget for the whole model is dealt out to its matrices. Erdős–Rényi: density proportional to
// (in + out) / (in·out), so that small matrices stay denser; those that would exceed 1 become dense and
// the rest shares what is left. Source: VITA-Group/Random_Pruning, CIFAR/sparselearning/core.py.

interface Size {
  readonly out: number;
  readonly in: number;
}

/** Densities of the matrices such that `density` of all weights stay; exact before rounding. */
export function erdosRenyi(sizes: readonly Size[], density: number): number[] {
  const counts = sizes.map((size) => size.out * size.in);
  const raw = sizes.map((size) => (size.in + size.out) / (size.in * size.out));
  const dense = new Set<number>();
  for (;;) {
    let room = 0;
    let demand = 0;
    let most = 0;
    counts.forEach((n, l) => {
      if (dense.has(l)) {
        room -= (1 - density) * n;
      } else {
        room += density * n;
        demand += raw[l]! * n;
        most = Math.max(most, raw[l]!);
      }
    });
    if (dense.size === sizes.length) return raw.map(() => 1);
    const epsilon = room / demand;
    if (epsilon * most <= 1) return raw.map((p, l) => (dense.has(l) ? 1 : epsilon * p));
    raw.forEach((p, l) => {
      if (p === most) dense.add(l);
    });
  }
}
