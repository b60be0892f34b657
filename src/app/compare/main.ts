// Opens the comparison of the address's domain, and another one's when the address moves there. What only
// one domain needs is loaded with it.
import { mount, unmount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import type { DomainId } from '../../core/method.ts';
import { linkDomain } from '../../kit/link.ts';
import Compare from './Compare.svelte';
import type { SideParts } from '../../kit/compare/parts.ts';
import type { PanelFigure, Side } from '../../kit/compare/side.ts';

const target = element();
const client = createClient();
let page: { readonly domain: DomainId; readonly app: ReturnType<typeof mount> } | null = null;

const show: Readonly<Record<DomainId, () => Promise<void>>> = {
  attention: async () => {
    const [{ attentionSide }, { attentionParts }] = await Promise.all([
      import('../../views/attention/compare/side.ts'),
      import('../../views/attention/compare/parts.ts'),
    ]);
    put(attentionSide(client), attentionParts);
  },
  weights: async () => {
    const [{ weightsSide }, { weightsParts }] = await Promise.all([
      import('../../views/weights/compare/side.ts'),
      import('../../views/weights/compare/parts.ts'),
    ]);
    put(weightsSide(client), weightsParts);
  },
};

/** The address's comparison, unless it moved on meanwhile. */
function put<F extends PanelFigure>(side: Side<F>, parts: SideParts<F>): void {
  if (linkDomain() !== side.methods.domain) return;
  if (page) void unmount(page.app);
  target.replaceChildren();
  const app = mount(Compare<F>, { target, props: { client, side, parts } });
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
    target.replaceChildren('A part of this page could not be loaded. Reload it to try again.');
  }
}

function element(): HTMLElement {
  const found = document.getElementById('app');
  if (!found) throw new Error('the page has no element with id “app”');
  return found;
}

addEventListener('hashchange', () => void follow());
void follow();
