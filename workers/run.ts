// How the parts of the worker's interface run their jobs.
import type { Result } from '../src/core/result.ts';
import type { Ticket } from './api.ts';
import type { Job } from './scheduler.ts';

/** Lower runs first: what a person waits for, then what fills the page around it. */
export const URGENCY = { ask: 0, thumbs: 1, recalls: 2, curve: 3, cost: 4 } as const;

export type Urgency = keyof typeof URGENCY;

/** Runs a job; expected ends come back as failures. */
export type Run = <T>(
  ticket: Ticket,
  urgency: Urgency,
  work: (job: Job) => Promise<T>,
) => Promise<Result<T>>;

/** As `Run`; gives the callbacks' channels back at the end, whatever it is. */
export type Report = <T>(
  ticket: Ticket,
  urgency: Urgency,
  callbacks: readonly unknown[],
  work: (job: Job) => Promise<T>,
) => Promise<Result<T>>;
