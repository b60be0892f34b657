// Opens the page of the method that it names.
import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import type { DomainTypes } from '../../../workers/api.ts';
import { createClient } from '../../client/client.ts';
import { PART_MISSING } from '../../kit/methods.ts';
import { siteUrl } from '../../kit/site.ts';
import type { DomainView } from '../../views/contract.ts';
import MethodPage from './MethodPage.svelte';

export async function openMethodPage<T extends DomainTypes, M>(
  view: DomainView<T, M>,
): Promise<void> {
  const target = document.getElementById('app');
  const id = document.documentElement.dataset['method'];
  if (!target || id === undefined) throw new Error('the page has no “app” or names no method');
  const client = createClient({
    modelBase: siteUrl('models/'),
    snapshotBase: siteUrl('snapshots/'),
    domain: view.figure.card.id,
  });
  void client.snapshots(); // their index is on its way meanwhile
  try {
    await view.figure.methods.load([id]);
  } catch {
    target.replaceChildren(PART_MISSING);
    return;
  }
  const entry = view.figure.methods.entryOf(id);
  mount(MethodPage<T, M>, { target, props: { client, view, entry } });
}
