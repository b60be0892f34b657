/** Attention from which on a step counts as wanting a key, as in the moments of loss. */
export const WANTED = 0.05;
