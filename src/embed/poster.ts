// What stands in the figure's place until the player has drawn it: a picture that the host names, the
// host's own content if there is any, the baked picture of the method, else a quiet shape like the map's.
import type { Theme } from '../figure/types.ts';
import { box } from './box.ts';
import type { HostWish } from './contract.ts';
import type { Baked, Table } from './tables.ts';

declare const __ATLAS_BAKED__: Baked;

const { shapes, vector, start } = __ATLAS_BAKED__;
const DOMAINS = Object.keys(shapes);
const FIRST = DOMAINS[0]!;
const FREE =
  /^(method|domain|controls|theme|class|id|style|title|slot|lang|worker-src|loading|aria-.*|data-.*)$/;

/** Until all is fetched, the first domain's usual figure. */
let table = start;
let asked: Promise<boolean> | undefined;

/** Fetches what tells other figures. Whether it came; asked for again where it did not. */
export function learnMethods(base: string): Promise<boolean> {
  return (asked ??= fetch(`${base}embed-methods.json`)
    .then((answer) => answer.json())
    .then(
      (whole: Table) => {
        table = whole;
        return true;
      },
      () => {
        asked = undefined;
        return false;
      },
    ));
}

export interface Form {
  readonly domain: string;
  /** Whether its map is a full rectangle, not a causal triangle. */
  readonly full: boolean;
  readonly method: string;
  /** What says so, if anything does: else there is no picture of it to show. */
  readonly named: string | undefined;
  /** Height of the map by its width. */
  readonly aspect: number;
  /** Of controls. */
  readonly rows: number;
  /** Whether the site has a picture of it. */
  readonly baked: boolean;
  /** Whether it may be another one once all domains and methods are known. */
  readonly open: boolean;
}

export function makePoster(wish: HostWish, form: Form, base: string, theme: Theme): HTMLElement {
  const { host } = wish;
  const poster = box('sf-poster');
  poster.part.add('poster');
  const named = host.getAttribute('poster');
  if (named === null && (host.childElementCount > 0 || host.textContent.trim() !== '')) {
    poster.append(box('', 'slot'));
    return poster;
  }
  const map = box('sf-map');
  map.append(box('', 'i'));
  poster.append(map);
  const baked = form.baked && `${base}snapshots/methods/${slugOf(form)}-${theme}`;
  const whole = named ?? (baked && vector && `${baked}.svg`);
  if (whole) {
    const image = picture(whole, named === null ? 'sf-whole' : 'sf-full');
    image.onload = () => map.remove();
    poster.append(image);
  } else if (baked) map.append(picture(`${baked}.png`, ''));
  return poster;
}

function picture(src: string, className: string): HTMLImageElement {
  const image = box(className, 'img');
  image.alt = '';
  image.onerror = () => image.remove();
  image.src = src;
  return image;
}

/** The method's name in files: with its domain where an earlier one has a method of the same id. */
function slugOf({ domain, method }: Form): string {
  return (ownerOf(method) ?? domain) === domain ? method : `${domain}-${method}`;
}

/** The first domain that is known to have it. */
function ownerOf(method: string): string | undefined {
  return DOMAINS.find((domain) => method in (table.methods[domain] ?? {}));
}

/** Whether there is a picture of just this: of the domain's usual figure under one of its methods. */
function isBaked(
  { host, spec, tensors }: HostWish,
  { domain, method, named }: Pick<Form, 'domain' | 'method' | 'named'>,
): boolean {
  const usual = table.attributes[domain] ?? {};
  const isUsual = ({ name, value }: Attr): boolean => FREE.test(name) || usual[name] === value;
  const may = named && !spec && !tensors && method in (table.methods[domain] ?? {});
  return !!may && [...host.attributes].every(isUsual);
}

/** What of the figure decides how much room it takes, and which shape. */
export function formOf(wish: HostWish): Form {
  const named = partOf(wish, 'method', 'm');
  const said = partOf(wish, 'domain', 'd');
  const placed = Object.keys(table.places).find((name) => partOf(wish, name, name));
  const domain =
    [said, ownerOf(named ?? ''), table.places[placed ?? '']].find((each) => each! in shapes) ??
    FIRST;
  const counts = table.methods[domain] ?? {};
  const method = named ?? Object.keys(counts)[0] ?? '';
  const shape = shapes[domain]!;
  const [param = '', aspects = {}] = typeof shape === 'object' ? shape : [];
  const controls = wish.host.getAttribute('controls')?.trim() ?? 'budget stages';
  const all = controls === 'all';
  const rows = controls === 'none' ? 0 : controls.split(/[\s,]+/).filter(Boolean).length;
  const form = {
    domain,
    method,
    named: named ?? said ?? placed,
    full: shape !== 0,
    aspect: aspects[partOf(wish, param, param) ?? ''] ?? 1,
    rows: all ? 4 + (counts[method] ?? 0) : rows,
  };
  const baked = isBaked(wish, form);
  return { ...form, baked, open: table === start && !baked };
}

/** Written as an attribute, else within the spec, which is an object, JSON or a link. */
function partOf({ host, spec }: HostWish, name: string, short: string): string | undefined {
  const whole = spec ? JSON.stringify(spec) : host.getAttribute('spec');
  const within = new RegExp(`(?:^|[#?&"])(?:${name}|${short})[\\\\"]*[=:][\\\\" ]*([\\w-]+)`);
  return host.getAttribute(name) ?? within.exec(whole ?? '')?.[1];
}
