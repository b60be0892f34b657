// Opens the comparison of the address's domain, and another one's when the address moves there. What only
// one domain needs is loaded with it.
import { mount, unmount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { linkDomain } from '../../kit/link.ts';
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
    const compare = await view.compare();
    if (linkDomain() !== domain) return; // the address moved on meanwhile
    if (page) void unmount(page.app);
    target.replaceChildren();
    page = { domain, app: mount(Compare, { target, props: { client, view, compare } }) };
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
