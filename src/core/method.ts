// What every method file says about itself, in every domain. The page reads this part from the
// generated catalogue without loading any algorithm.
import type { ParamTable } from './params.ts';

export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly venue?: string;
  /** e.g. '2407.02490' */
  readonly arxiv?: string;
  /** e.g. 'microsoft/MInference' */
  readonly repository?: string;
  /** What it is cited by, where several methods are of one paper; else the method's id. */
  readonly key?: string;
}

export interface Tags {
  /** What is kept or dropped as one piece. */
  readonly unit: string;
  readonly selection: 'static' | 'dynamic';
  readonly training: 'training-free' | 'learned';
  readonly phase: 'prefill' | 'decode' | 'both' | 'any';
  /** Baselines and bounds are listed apart from published systems. */
  readonly role: 'system' | 'baseline' | 'bound';
  /** True where a row's keys are chosen with the help of later rows: no value leaks, the choice does. */
  readonly looksAhead?: boolean;
}

/** A figure of the paper, quoted; never mixed with numbers of ours. */
export interface Claim {
  readonly text: string;
  readonly source: string;
}

/** A named step of the algorithm; `select` returns the matching `Stage` of its trace. */
export interface StageInfo {
  readonly id: string;
  readonly title: string;
}

export interface MethodInfo<T extends ParamTable = ParamTable> {
  readonly id: string;
  readonly name: string;
  /** Id of the domain's card. */
  readonly domain: string;
  /** One line: the idea. */
  readonly summary: string;
  /** Two to five sentences: what it does. */
  readonly about: string;
  /** What to look for in the picture. */
  readonly notice: readonly string[];
  /** How this differs from the paper or its code; empty only where nothing differs. */
  readonly differs: readonly string[];
  readonly paper?: Paper;
  readonly tags: Tags;
  /** One named `sparsity` is the share that goes: where the outcome misses it, a warning says so. */
  readonly params: T;
  readonly stages: readonly StageInfo[];
  readonly claims: readonly Claim[];
}

/** What came of comparing a method with published code; counted from the tests, never typed. */
export interface Checked {
  /** In the tests, and those of them whose answers are equal. */
  readonly cases: number;
  readonly equal: number;
  /** "Equal to the authors’ code in 1 of 2 cases" */
  readonly text: string;
  readonly sources: readonly CheckedSource[];
  /** What differs or is not compared, and why; sentences. */
  readonly remarks: readonly string[];
}

export interface CheckedSource {
  /** e.g. 'microsoft/MInference' */
  readonly repository: string;
  readonly commit: string;
  /** "7 cases, 1 of them transcribed, not run" */
  readonly cases: string;
}

/**
 * What came out when something that a paper leads one to expect was measured on what is shipped here. Computed
 * by `npm run findings`, never typed.
 */
export interface Finding {
  readonly id: string;
  readonly title: string;
  /** What there was to expect, and from whom. */
  readonly expected: string;
  readonly outcome: 'as expected' | 'in part' | 'not seen here';
  /** What came out, in a sentence. */
  readonly found: string;
  /** On what: model, texts, sizes. */
  readonly setup: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Day of the measurement, ISO. */
  readonly date: string;
}

/** What lists of methods show and search, and no more: pages load it of all methods at once. */
export interface MethodListing extends Pick<
  MethodInfo,
  'id' | 'name' | 'domain' | 'summary' | 'tags'
> {
  readonly paper?: Pick<Paper, 'title' | 'authors' | 'year'>;
}

/** What else the page knows of a method without loading it: fetched once the method is chosen. */
export interface MethodDetails extends Omit<MethodInfo, Exclude<keyof MethodListing, 'paper'>> {
  /** The parameters that `atBudget` moves. */
  readonly budgetParams: readonly string[];
  /** Absent where no published code was run. */
  readonly checked?: Checked;
  /** Absent where nothing was measured. */
  readonly findings?: readonly Finding[];
}

/** By id. */
export type DetailLoaders = Readonly<Record<string, () => Promise<{ default: MethodDetails }>>>;

/** All of it. */
export type CatalogueEntry = Omit<MethodListing, 'paper'> & MethodDetails;
