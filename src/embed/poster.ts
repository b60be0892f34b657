// What stands in the figure's place until the player has drawn it: a picture that the host names, the
// host's own content if there is any, the baked picture of the method, else a quiet shape like the map's.
import type { Theme } from '../figure/types.ts';
import { box } from './box.ts';
import type { HostWish } from './contract.ts';
import type { Baked, MethodTable } from './tables.ts';

declare const __ATLAS_BAKED__: Baked;

const { attributes: BAKED, shapes, vector, usual } = __ATLAS_BAKED__;
const DOMAINS = Object.keys(usual);
const FREE =
  /^(method|domain|controls|theme|class|id|style|title|slot|lang|worker-src|loading|aria-.*|data-.*)$/;

/** All methods once they are fetched, until then the usual ones. */
let methods = usual;
let asked: Promise<boolean> | undefined;

/** Fetches what only the names of methods tell. Whether it came; asked for again where it did not. */
export function learnMethods(base: string): Promise<boolean> {
  return (asked ??= fetch(`${base}embed-methods.json`)
    .then((answer) => answer.json())
    .then(
      (table: MethodTable) => {
        methods = table;
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
  /** Whether it may be another one once the methods are known. */
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
  const baked = isBaked(wish, form) && `${base}snapshots/methods/${slugOf(form)}-${theme}`;
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
  const first = DOMAINS.find((each) => method in methods[each]!) ?? domain;
  return first === domain ? method : `${domain}-${method}`;
}

/** A method that is not known yet may have a picture: one that is missing leaves the shape. */
function isBaked({ host, spec, tensors }: HostWish, { domain, method, named }: Form): boolean {
  const fits = ({ name, value }: Attr): boolean =>
    FREE.test(name) || BAKED[domain]?.[name] === value;
  const may = methods === usual || method in methods[domain]!;
  return !!named && !spec && !tensors && may && [...host.attributes].every(fits);
}

/** A domain is told by places that no other has. */
function isPlaced(wish: HostWish, domain: string): boolean {
  return Object.keys(BAKED[domain]!).some(
    (name) =>
      DOMAINS.every((other) => other === domain || !(name in BAKED[other]!)) &&
      partOf(wish, name, name),
  );
}

/** What of the figure decides how much room it takes, and which shape. */
export function formOf(wish: HostWish): Form {
  const named = partOf(wish, 'method', 'm');
  const said = partOf(wish, 'domain', 'd');
  const placed = DOMAINS.find((domain) => isPlaced(wish, domain));
  const owner = DOMAINS.find((domain) => named! in methods[domain]!);
  const domain = [said, owner, placed].find((each) => each! in usual) ?? DOMAINS[0]!;
  const method = named ?? Object.keys(usual[domain]!)[0]!;
  const count = methods[domain]![method];
  const shape = shapes[domain]!;
  const [param = '', aspects = {}] = typeof shape === 'object' ? shape : [];
  const controls = wish.host.getAttribute('controls')?.trim() ?? 'budget stages';
  const all = controls === 'all';
  const rows = controls === 'none' ? 0 : controls.split(/[\s,]+/).filter(Boolean).length;
  return {
    domain,
    method,
    named: named ?? said ?? placed,
    full: shape !== 0,
    aspect: aspects[partOf(wish, param, param) ?? ''] ?? 1,
    rows: all ? 4 + (count ?? 0) : rows,
    open: methods === usual && count === undefined && (all || !(said ?? placed)),
  };
}

/** Written as an attribute, else within the spec, which is an object, JSON or a link. */
function partOf({ host, spec }: HostWish, name: string, short: string): string | undefined {
  const whole = spec ? JSON.stringify(spec) : host.getAttribute('spec');
  const within = new RegExp(`(?:^|[#?&"])(?:${name}|${short})[\\\\"]*[=:][\\\\" ]*([\\w-]+)`);
  return host.getAttribute(name) ?? within.exec(whole ?? '')?.[1];
}
