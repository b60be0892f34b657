// How a method of ours is asked what published code was asked, and where its answers are read.
import type { NpyArray } from '../../../src/core/npy.ts';
import type { ParamRecord } from '../../../src/core/params.ts';
import type { Assets, DomainTypes, Found } from '../../../src/domains/contract.ts';
import type { OfficialCase } from '../../../tools/catalogue/official.ts';

/** Values of an array in reading order. */
export type Values = ArrayLike<number>;

/** A case with its numbers at hand; all throw where something is missing. */
export interface Golden {
  readonly about: OfficialCase;
  array(name: string): Values;
  /** A case that is no archive of arrays. */
  json(): unknown;
  /** An array of a file below `inputs`, by default of the case's first. */
  input(name: string, file?: string): NpyArray;
  hasInput(name: string): boolean;
}

/** An array of ours, to hold against theirs. Integers must be equal, floats within 1e-4 of the largest. */
export interface Compared {
  readonly ours: Values;
  /** Theirs, where it is not the array of that name. */
  readonly theirs?: Values;
  /** Cells that could differ, where not all could. */
  readonly of?: number;
  /** What the published code leaves undefined. */
  readonly leftOut?: (at: number) => boolean;
  /** Follows from the array that is counted: where that differs, so may this. */
  readonly follows?: true;
  /** How far theirs are rounded, as a share of each value. */
  readonly rounded?: number;
}

/** By the name of the array: ours, or in words why it is not compared. The first one is counted. */
export type Answers = Readonly<Record<string, Compared | string>>;

export interface RunOptions {
  readonly set: ParamRecord;
  /** Instead of the tensors of the case's first input. */
  readonly tensors?: Readonly<Record<string, NpyArray>>;
  /** Adds to a subject what a file does not bring. */
  readonly adapt?: (subject: DomainTypes['subject']) => DomainTypes['subject'];
  readonly assets?: Assets;
}

/** The method on every subject of a file, as `run` of the command line computes it. */
export type Run = (options: RunOptions) => Promise<readonly Found<DomainTypes>[]>;

/** One rule of theirs in terms of a method of ours. */
export type Rule = (golden: Golden, run: Run) => Promise<Answers>;

/** By the name of their rule. */
export type Rules = Readonly<Record<string, Rule>>;
