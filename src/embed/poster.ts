// What stands in the figure's place until the player has drawn it: the host's own content if there is
// any, a picture that the host names, the baked picture of the method, else a quiet shape.
import type { Theme } from '../figure/types.ts';

/** What the baked pictures show, as attributes; put in by the build. */
declare const __ATLAS_BAKED__: Readonly<Record<string, string>>;

const BAKED = __ATLAS_BAKED__;
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
    const baked = bakedPicture(host, base, theme);
    if (baked) map.append(picture(baked, ''));
    poster.append(map);
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

function bakedPicture(host: HTMLElement, base: string, theme: Theme): string | null {
  const fits = [...host.attributes].every(
    ({ name, value }) => FREE.test(name) || BAKED[name] === value,
  );
  const method = host.getAttribute('method') ?? 'minference';
  return fits && /^[a-z0-9-]+$/.test(method)
    ? `${base}snapshots/methods/${method}-${theme}.png`
    : null;
}
