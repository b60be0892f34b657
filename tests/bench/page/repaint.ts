// Panning a large map: every frame paints its viewport and shows it.
import { createRandom } from '../../../src/core/random.ts';
import { matrix } from '../../../src/core/tensor.ts';
import { loadKernels } from '../../../src/kernels/index.ts';
import type { PaintStyle } from '../../../src/kernels/contract.ts';

export interface Frames {
  /** From frame to frame, ms. */
  readonly intervals: readonly number[];
  /** Painting and putting on the canvas, ms. */
  readonly work: readonly number[];
}

const style: PaintStyle = {
  sequential: Uint32Array.from({ length: 256 }, (_, entry) => 0xff000000 | (entry * 0x010101)),
  warning: Uint32Array.from({ length: 256 }, (_, entry) => 0xff000000 | entry),
  low: 1e-5,
  high: 1,
  light: 0xffeeeeee,
  kept: 0xffcccccc,
  empty: 0,
};

/** `zoom`: cells of the map per side of the viewport, which is `pixels` squared. */
export async function pan(
  n: number,
  pixels: number,
  zoom: number,
  frames: number,
): Promise<Frames> {
  const kernels = await loadKernels();
  const random = createRandom('pan');
  const [q, k] = [matrix(n, 32), matrix(n, 32)];
  for (let p = 0; p < q.data.length; p++) {
    q.data[p] = 2 * random.normal();
    k.data[p] = random.normal();
  }
  const probs = kernels.attentionRows(q, k, 1 / Math.sqrt(32), 0, n);
  const plane = kernels.paintPlane(probs, n, null, 'all');
  const canvas = document.querySelector('canvas') as HTMLCanvasElement;
  canvas.width = canvas.height = pixels;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const words = new Uint32Array(pixels * pixels);
  const image = new ImageData(new Uint8ClampedArray(words.buffer), pixels, pixels);

  const result = { intervals: [] as number[], work: [] as number[] };
  let before = await nextFrame();
  for (let frame = -20; frame < frames; frame++) {
    const begin = performance.now();
    const row0 = (n - zoom) * (0.5 + 0.5 * Math.sin(frame / 40));
    const view = { row0, row1: row0 + zoom, col0: row0 / 2, col1: row0 / 2 + zoom };
    kernels.paint(plane, { ...view, width: pixels, height: pixels }, style, words);
    context.putImageData(image, 0, 0);
    const work = performance.now() - begin;
    const now = await nextFrame();
    if (frame >= 0) {
      result.intervals.push(now - before);
      result.work.push(work);
    }
    before = now;
  }
  plane.release();
  return result;
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}
