/** What a key is to a step: stored and not read, read, or no longer stored. */
export const STATES = { held: 0, read: 1, gone: 2 } as const;
