// Opens the comparison of the address's domain, and another one's when the address moves there. What only
// one domain needs is loaded with it.
import { mount, unmount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { panelIds } from '../../kit/compare/panels.ts';
import { linkDomain, readLink } from '../../kit/link.ts';
import { PART_MISSING } from '../../kit/methods.ts';
import { views } from '../../views/view.generated.ts';
import Compare from './Compare.svelte';

const target = element();
const client = createClient({ domain: linkDomain() });
let page: { readonly domain: string; readonly app: ReturnType<typeof mount> } | null = null;

async function follow(): Promise<void> {
  const domain = linkDomain();
  if (page?.domain === domain) return;
  try {
    const { default: view } = await views[domain]!();
    const [compare, opened] = await Promise.all([
      view.compare(),
      readLink(view.figure.methods, panelIds),
    ]);
    if (linkDomain() !== domain) return; // the address moved on meanwhile
    if (page) void unmount(page.app);
    target.replaceChildren();
    const props = { client, view, compare, opened };
    page = { domain, app: mount(Compare, { target, props }) };
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
