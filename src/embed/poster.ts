// What stands in the figure's place until the player has drawn it: the host's own content if there is
// any, a picture that the host names, the baked picture of the method, else a quiet shape.
import type { Theme } from '../figure/types.ts';

/** What the site has pictures of and knows of its methods; put in by the build. */
declare const __ATLAS_BAKED__: {
  /** The figure on all pictures. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether they are the whole figure as SVG, not only its map. */
  readonly vector: boolean;
  /** Of each method: parameters, negative where it is about weights. */
  readonly params: Readonly<Record<string, number>>;
};

const { attributes: BAKED, vector, params } = __ATLAS_BAKED__;
const FREE =
  /^(method|controls|theme|class|id|style|title|slot|lang|worker-src|loading|aria-.*|data-.*)$/;

export function makePoster(host: HTMLElement, base: string, theme: Theme): HTMLElement {
  const poster = document.createElement('div');
  poster.className = 'sf-poster';
  poster.setAttribute('part', 'poster');
  const named = host.getAttribute('poster');
  if (named !== null) {
    poster.append(picture(named, 'sf-full'));
  } else if (host.childElementCount > 0 || host.textContent.trim() !== '') {
    poster.append(document.createElement('slot'));
  } else {
    const map = document.createElement('div');
    map.className = 'sf-map';
    map.append(document.createElement('i'));
    poster.append(map);
    const baked = isBaked(host) ? `${base}snapshots/methods/${methodOf(host)}-${theme}` : null;
    if (baked && vector) {
      const whole = picture(`${baked}.svg`, 'sf-whole');
      whole.onload = () => map.remove();
      poster.append(whole);
    } else if (baked) map.append(picture(`${baked}.png`, ''));
  }
  return poster;
}

function picture(src: string, className: string): HTMLImageElement {
  const image = document.createElement('img');
  image.alt = '';
  image.decoding = 'async';
  image.className = className;
  image.onerror = () => image.remove();
  image.src = src;
  return image;
}

function methodOf(host: HTMLElement): string {
  const { domain } = formOf(host);
  return host.getAttribute('method') ?? (domain === 'weights' ? 'wanda' : 'minference');
}

function isBaked(host: HTMLElement): boolean {
  const fits = [...host.attributes].every(
    ({ name, value }) => FREE.test(name) || BAKED[name] === value,
  );
  return fits && (params[methodOf(host)] ?? 0) > 0;
}

/** What of the figure decides how much room it takes. */
export function formOf(host: HTMLElement): { domain: string; aspect: number; rows: number } {
  const count = params[host.getAttribute('method') ?? ''] ?? 1;
  const weights = count < 0 || host.getAttribute('domain') === 'weights';
  const controls = host.getAttribute('controls')?.trim() ?? 'budget stages';
  const named = controls === 'none' ? 0 : controls.split(/[\s,]+/).filter(Boolean).length;
  return {
    domain: weights ? 'weights' : 'attention',
    aspect: host.getAttribute('matrix') === 'down' ? 0.5 : 1, // a wide matrix
    rows: controls === 'all' ? 4 + Math.abs(count) : named,
  };
}
