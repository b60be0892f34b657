// A method's figure in oEmbed 1.0 (https://oembed.com): places that know it turn a pasted link to the
// method's page into the live figure.
import { cardOf, usualOf } from '../../src/core/card.ts';
import type { CatalogueEntry } from '../../src/core/method.ts';
import { cards } from '../../src/domains/cards.generated.ts';
import { explicitQuery } from '../../src/embed/attributes.ts';
import { methodSlug } from '../../src/methods/slug.ts';
import { escape } from './escape.ts';
import { headlineOf } from './words.ts';

/** Of the frame, CSS px: the figure with its usual controls at this width, nothing cut. */
const WIDTH = 600;
const HEIGHT = 880;

/** A rich answer, section 2.3.4 of the specification. */
export interface RichEmbed {
  readonly version: '1.0';
  readonly type: 'rich';
  readonly title: string;
  readonly provider_name: string;
  readonly provider_url: string;
  /** Seconds that the answer may be kept. */
  readonly cache_age: number;
  readonly thumbnail_url: string;
  readonly thumbnail_width: number;
  readonly thumbnail_height: number;
  readonly html: string;
  readonly width: number;
  readonly height: number;
}

/**
 * `site`: absolute address of the site; null where it is not known: addresses are then as seen from the
 * answer's own place, a folder below the site's.
 */
export function oembed(
  { id, name, domain }: Pick<CatalogueEntry, 'id' | 'name' | 'domain'>,
  site: string | null,
): RichEmbed {
  const base = site === null ? '../' : site.replace(/\/*$/, '/');
  const query = explicitQuery({ ...usualOf(cardOf(cards, domain)), method: id });
  const title = headlineOf({ name, domain });
  const attributes = {
    src: `${base}embed.html?${query}`,
    title,
    width: String(WIDTH),
    height: String(HEIGHT),
    loading: 'lazy',
    frameborder: '0',
  };
  const written = Object.entries(attributes).map(([key, value]) => `${key}="${escape(value)}"`);
  return {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: 'Sparsity Atlas',
    provider_url: base,
    cache_age: 86_400,
    thumbnail_url: `${base}snapshots/methods/${methodSlug({ domain, id })}.png`,
    thumbnail_width: 1200,
    thumbnail_height: 630,
    html: `<iframe ${written.join(' ')}></iframe>`,
    width: WIDTH,
    height: HEIGHT,
  };
}
