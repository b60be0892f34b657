// Which request is how urgent. Lower runs first: what a person waits for, then what fills the page around
// it.

export const URGENCY = { ask: 0, thumbs: 1, survey: 2, curve: 3, cost: 4 } as const;

export type Urgency = keyof typeof URGENCY;
