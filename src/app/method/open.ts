// Opens the page of the method that it names.
import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { siteUrl } from '../site.ts';
import { PART_MISSING } from '../methods/methods.ts';
import type { MethodDomain } from './domain.ts';
import MethodPage from './MethodPage.svelte';

export async function openMethodPage(domain: MethodDomain): Promise<void> {
  const target = document.getElementById('app');
  const id = document.documentElement.dataset['method'];
  if (!target || id === undefined) throw new Error('the page has no “app” or names no method');
  const client = createClient({
    modelBase: siteUrl('models/'),
    snapshotBase: siteUrl('snapshots/'),
  });
  // On their way meanwhile; who needs them says what failed.
  void client.snapshots();
  domain.work().catch(() => {});
  try {
    await domain.methods.load([id]);
  } catch {
    target.replaceChildren(PART_MISSING);
    return;
  }
  mount(MethodPage, { target, props: { client, domain, entry: domain.methods.entryOf(id) } });
}
