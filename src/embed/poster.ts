// What stands in the figure's place until the player has drawn it: a picture that the host names, the
// host's own content if there is any, the baked picture of the method, else a quiet shape like the map's.
import type { Theme } from '../figure/types.ts';
import { box } from './box.ts';

/** What the site has pictures of and knows of its methods; put in by the build. */
declare const __ATLAS_BAKED__: {
  /** The figure on all pictures of a domain. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether they are the whole figure as SVG, not only its map. */
  readonly vector: boolean;
  /** Of each method: parameters, negative where it is about weights. */
  readonly params: Readonly<Record<string, number>>;
};

const { attributes: BAKED, vector, params } = __ATLAS_BAKED__;
const FREE =
  /^(method|domain|controls|theme|class|id|style|title|slot|lang|worker-src|loading|aria-.*|data-.*)$/;

/** What is asked for before anything of it is loaded. */
export interface Asked {
  readonly host: HTMLElement;
  /** Set by properties. */
  readonly spec: unknown;
  readonly tensors: unknown;
}

export interface Form {
  readonly domain: string;
  readonly method: string;
  /** Height of the map by its width. */
  readonly aspect: number;
  /** Of controls. */
  readonly rows: number;
}

export function makePoster(asked: Asked, form: Form, base: string, theme: Theme): HTMLElement {
  const { host } = asked;
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
  const baked = isBaked(asked, form) && `${base}snapshots/methods/${form.method}-${theme}`;
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

function isBaked(asked: Asked, { domain, method }: Form): boolean {
  const fits = ({ name, value }: Attr): boolean =>
    FREE.test(name) || BAKED[domain]?.[name] === value;
  return (
    !asked.spec && !asked.tensors && method in params && [...asked.host.attributes].every(fits)
  );
}

/** What of the figure decides how much room it takes, and which shape. */
export function formOf(asked: Asked): Form {
  const named = partOf(asked, 'method', 'm');
  const count = params[named ?? ''] ?? 1;
  const weights = count < 0 || partOf(asked, 'domain', 'd') === 'weights';
  const controls = asked.host.getAttribute('controls')?.trim() ?? 'budget stages';
  const rows = controls === 'none' ? 0 : controls.split(/[\s,]+/).filter(Boolean).length;
  return {
    domain: weights ? 'weights' : 'attention',
    method: named ?? (weights ? 'wanda' : 'minference'),
    aspect: weights && partOf(asked, 'matrix', 'matrix') === 'down' ? 0.5 : 1, // a wide matrix
    rows: controls === 'all' ? 4 + Math.abs(count) : rows,
  };
}

/** Written as an attribute, else within the spec, which is an object, JSON or a link. */
function partOf({ host, spec }: Asked, name: string, short: string): string | undefined {
  const whole = spec ? JSON.stringify(spec) : host.getAttribute('spec');
  const within = new RegExp(`(?:^|[#?&"])(?:${name}|${short})[\\\\"]*[=:][\\\\" ]*([\\w-]+)`);
  return host.getAttribute(name) ?? within.exec(whole ?? '')?.[1];
}
