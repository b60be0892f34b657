// Opens the comparison of the address's domain, and another one's when the address moves there. What only
// one domain needs is loaded with it.
import { mount, unmount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import type { DomainId } from '../../core/method.ts';
import { linkDomain, readLink } from '../link.ts';
import { PART_MISSING } from '../methods/methods.ts';
import Compare from './Compare.svelte';
import { panelIds } from './panels.ts';
import type { SideParts } from './parts.ts';
import type { PanelFigure, Side } from './side.ts';

const target = element();
const client = createClient();
let page: { readonly domain: DomainId; readonly app: ReturnType<typeof mount> } | null = null;

const show: Readonly<Record<DomainId, () => Promise<void>>> = {
  attention: async () => {
    const [{ attentionSide }, { attentionParts }] = await Promise.all([
      import('./attention/side.ts'),
      import('./attention/parts.ts'),
    ]);
    await put(attentionSide(client), attentionParts);
  },
  weights: async () => {
    const [{ weightsSide }, { weightsParts }] = await Promise.all([
      import('./weights/side.ts'),
      import('./weights/parts.ts'),
    ]);
    await put(weightsSide(client), weightsParts);
  },
};

/** The address's comparison, unless it moved on meanwhile. */
async function put<F extends PanelFigure>(side: Side<F>, parts: SideParts<F>): Promise<void> {
  const opened = await readLink(side.methods, panelIds);
  if (linkDomain() !== side.methods.domain) return;
  if (page) void unmount(page.app);
  target.replaceChildren();
  const app = mount(Compare<F>, { target, props: { client, side, parts, opened } });
  page = { domain: side.methods.domain, app };
}

async function follow(): Promise<void> {
  const domain = linkDomain();
  if (page?.domain === domain) return;
  try {
    await show[domain]();
  } catch (error) {
    // A chunk that the network did not bring; all else is a bug.
    if (!(error instanceof TypeError)) throw error;
    target.replaceChildren(PART_MISSING);
  }
}

function element(): HTMLElement {
  const found = document.getElementById('app');
  if (!found) throw new Error('the page has no element with id “app”');
  return found;
}

addEventListener('hashchange', () => void follow());
void follow();
