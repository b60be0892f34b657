// Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1) on one array of weights.

const [DECAY_1, DECAY_2, EPSILON] = [0.9, 0.999, 1e-8];

export class Adam {
  readonly #weights: Float32Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  /** `weights` are changed in place. */
  constructor(weights: Float32Array) {
    this.#weights = weights;
    this.#first = new Float64Array(weights.length);
    this.#second = new Float64Array(weights.length);
  }

  step(gradient: Float32Array, rate: number): void {
    this.#steps++;
    const unbias1 = 1 - DECAY_1 ** this.#steps;
    const unbias2 = 1 - DECAY_2 ** this.#steps;
    for (const [i, g] of gradient.entries()) {
      const m = (this.#first[i] = DECAY_1 * this.#first[i]! + (1 - DECAY_1) * g);
      const v = (this.#second[i] = DECAY_2 * this.#second[i]! + (1 - DECAY_2) * g * g);
      this.#weights[i]! -= (rate * (m / unbias1)) / (Math.sqrt(v / unbias2) + EPSILON);
    }
  }
}
