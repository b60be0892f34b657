// From a tag's attributes to a figure. A figure on somebody's page is written once and read by many:
// nothing that is mistyped is passed over, the message names the attribute.
import { nearestName } from '../core/nearest.ts';
import { quote } from '../core/params.ts';
import { ExpectedError } from '../core/result.ts';
import { isRecord } from '../core/spec-parts.ts';
import { reasonOf } from '../core/spec-reason.ts';
import { decodeSpec, specFromJson, specToJson } from '../core/spec-codec.ts';
import type { SpecJson } from '../core/spec-json.ts';
import type { FigureSpec } from '../core/spec.ts';
import type { SnapshotEntry } from '../client/snapshots.ts';
import { isOf } from './baked.ts';
import type { Wish } from './contract.ts';
import { tables } from './tables.ts';

export const CONTROLS = ['method', 'show', 'budget', 'stages'] as const;
export type ControlName = (typeof CONTROLS)[number];
const DEFAULT_CONTROLS: readonly ControlName[] = ['budget', 'stages'];

const SINGLE = ['domain', 'model', 'text', 'tokens', 'method', 'budget', 'compare'] as const;
const VIEW = ['show', 'stage', 'query', 'zoom'] as const;
const SUBJECT = ['layer', 'head', 'matrix'] as const;
const OWN = ['spec', 'subject', 'set', 'controls', 'theme', 'poster', 'loading', 'worker-src'];
/** Every attribute that has a meaning; `docs/embedding.md` says which. */
export const ATTRIBUTES: readonly string[] = [...SINGLE, ...VIEW, ...SUBJECT, ...OWN];

export interface Reading {
  readonly spec: FigureSpec;
  readonly controls: readonly ControlName[];
}

/** Throws an ExpectedError whose field is the attribute at fault. */
export function readWish(wish: Wish, snapshots: readonly SnapshotEntry[]): Reading {
  const { attributes } = wish;
  for (const name of attributes.keys()) refuseMistyped(name);
  const base = baseOf(wish);
  const parts = [...attributes].flatMap(([name, value]) => {
    const part = partOf(name, value, snapshots);
    return part ? [{ name, value, part }] : [];
  });
  const whole = specFromJson(merged([base, ...parts.map(({ part }) => part)]), tables);
  if (whole.warnings.length > 0) {
    // Read once more one by one, together with the method that settings belong to.
    const method = attributes.get('method');
    for (const { name, value, part } of parts) {
      const alone = name === 'method' || method === undefined ? part : { method, ...part };
      const { warnings } = specFromJson(merged([base, alone]), tables);
      if (warnings[0] !== undefined) refuse(name, value, warnings[0]);
    }
    refuse('spec', attributes.get('spec') ?? '', whole.warnings[0] ?? '');
  }
  const { domain, method } = whole.spec;
  if (domain !== 'attention') {
    const what = `figures of ${domain} (${method}) need the model: open it in the atlas`;
    throw new ExpectedError('method', what);
  }
  return {
    spec: withHead(whole.spec, merged([base, ...parts.map(({ part }) => part)]), snapshots),
    controls: controlsOf(attributes.get('controls')),
  };
}

function refuse(attribute: string, value: string, why: string): never {
  throw new ExpectedError(attribute, `${attribute}=${JSON.stringify(value)}: ${reasonOf(why)}`);
}

function refuseMistyped(name: string): void {
  if (ATTRIBUTES.includes(name) || /^(aria|data|on)/.test(name) || name.length < 4) return;
  if (/^(class|style|slot|title|lang|part|hidden|role|tabindex|inert)$/.test(name)) return;
  const nearest = nearestName(name, ATTRIBUTES);
  if (nearest !== null) {
    throw new ExpectedError(name, `there is no attribute ${name}; did you mean ${nearest}?`);
  }
}

/** The figure that attributes change: set by property, or written whole as JSON or as a link. */
function baseOf({ attributes, spec }: Wish): SpecJson {
  const given = spec ?? attributes.get('spec') ?? '';
  if (given === '') return {};
  if (isRecord(given)) return given;
  if (typeof given !== 'string') refuse('spec', typeof given, 'a figure is an object or a text');
  const text = given.trim();
  const read = text.startsWith('{')
    ? specFromJson(text, tables)
    : decodeSpec(text.slice(text.indexOf('#') + 1), tables);
  if (read.warnings[0] !== undefined) refuse('spec', text, read.warnings[0]);
  return specToJson(read.spec);
}

/** The part of a spec that an attribute says; null where it is no part of one. */
function partOf(
  name: string,
  value: string,
  snapshots: readonly SnapshotEntry[],
): Record<string, unknown> | null {
  if ((SINGLE as readonly string[]).includes(name)) return { [name]: value };
  if ((VIEW as readonly string[]).includes(name)) return { view: { [name]: value } };
  if ((SUBJECT as readonly string[]).includes(name)) return { subject: { [name]: value } };
  if (name === 'set') return { set: settingsOf(value) };
  if (name === 'subject') return subjectOf(value, snapshots);
  return null;
}

function settingsOf(value: string): unknown {
  const text = value.trim();
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      refuse('set', value, (error as Error).message);
    }
  }
  const pairs = text.split(/[\s,;]+/).filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) refuse('set', value, `settings are written name=value, got ${quote(pair)}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function subjectOf(value: string, snapshots: readonly SnapshotEntry[]): Record<string, unknown> {
  const found = snapshots.find(({ subject }) => subject === value);
  if (found) return { text: found.text, tokens: found.tokens };
  const names = [...new Set(snapshots.map(({ subject }) => subject))];
  const known = names.length > 0 ? `there are ${names.join(', ')}` : 'this site has no snapshots';
  return refuse('subject', value, `there is no such subject; ${known}`);
}

/** Parts over each other; groups are merged name by name. */
function merged(parts: readonly object[]): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const before = whole[name];
    const group = name === 'subject' || name === 'set' || name === 'view';
    whole[name] = group && isRecord(before) && isRecord(value) ? { ...before, ...value } : value;
  }
  return whole;
}

/** Where no head is asked for, the first of the text that there is. */
function withHead(
  spec: FigureSpec,
  given: Record<string, unknown>,
  snapshots: readonly SnapshotEntry[],
): FigureSpec {
  const first = snapshots.find((entry) => isOf(entry, spec));
  if (given['subject'] !== undefined || first?.domain !== 'attention') return spec;
  return { ...spec, subject: { ...spec.subject, layer: first.layer, head: first.head } };
}

function controlsOf(value: string | undefined): readonly ControlName[] {
  if (value === undefined) return DEFAULT_CONTROLS;
  if (value === 'none') return [];
  const names = value.split(/[\s,]+/).filter(Boolean);
  for (const name of names) {
    if (!(CONTROLS as readonly string[]).includes(name)) {
      refuse(
        'controls',
        value,
        `there is no control ${quote(name)}; there are ${CONTROLS.join(', ')}`,
      );
    }
  }
  return CONTROLS.filter((name) => names.includes(name));
}
