/**
 * Puts what is dropped although heavy into pixels that neither method keeps. Where no cell of a pixel
 * is kept by either, a heavy cell dropped by the first is dropped by both. Changes and returns `pixels`.
 */
export function overlayHeavy(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  lost: Uint8ClampedArray<ArrayBuffer>,
  neither: number,
): Uint8ClampedArray<ArrayBuffer> {
  const into = new Uint32Array(pixels.buffer);
  const from = new Uint32Array(lost.buffer);
  for (let i = 0; i < into.length; i++) {
    const word = from[i] ?? 0;
    if (into[i] === neither && word !== 0) into[i] = word;
  }
  return pixels;
}
