// A picture in memory: RGBA words, rectangles and copies. Coordinates are whole pixels.

/** RGBA words, row-major. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly words: Uint32Array;
}

export class Canvas implements Picture {
  readonly width: number;
  readonly height: number;
  readonly words: Uint32Array;

  constructor(width: number, height: number, background = 0) {
    this.width = width;
    this.height = height;
    this.words = new Uint32Array(width * height).fill(background);
  }

  /** Fills a rectangle; what lies outside the picture is left out. */
  fill(x: number, y: number, width: number, height: number, word: number): void {
    const right = Math.min(this.width, x + width);
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) {
      const start = row * this.width;
      if (right > x) this.words.fill(word, start + Math.max(0, x), start + right);
    }
  }

  /** Copies a picture over this one; its transparent pixels leave what is there. */
  draw(picture: Picture, x: number, y: number): void {
    for (let row = 0; row < picture.height; row++) {
      for (let col = 0; col < picture.width; col++) {
        const word = picture.words[row * picture.width + col] ?? 0;
        if (word >>> 24 !== 0) this.fill(x + col, y + row, 1, 1, word);
      }
    }
  }
}

/** A word of `#rrggbb`. */
export function wordOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  const [r, g, b] = [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
  return ((0xff << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
