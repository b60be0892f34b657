// Long work in strips of rows, between which others run and cancel is seen.
import type { Kernels } from '../../kernels/contract.ts';

/** Called between strips of work: may hand the thread to others, throws CancelledError on cancel. */
export type Checkpoint = () => Promise<void>;

/** How long a strip may take at best, ms. */
const STRIP_MS = 4;

/**
 * Calls `work` on rows [from, to) of 0 … rows, strip by strip. `macs` are the multiply-adds of a full
 * row.
 */
export async function inStrips(
  kernels: Kernels,
  rows: number,
  macs: number,
  checkpoint: Checkpoint,
  work: (from: number, to: number) => void,
): Promise<void> {
  const strip = Math.max(16, Math.floor((STRIP_MS * kernels.pace) / macs));
  for (let from = 0; from < rows; from += strip) {
    work(from, Math.min(rows, from + strip));
    await checkpoint();
  }
}
