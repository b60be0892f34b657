// Opens a domain's explorer.
import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import type { DomainTypes } from '../../../workers/api.ts';
import { createClient } from '../../client/client.ts';
import { movesOn, startFrom } from '../../kit/link.ts';
import type { DomainView } from '../../views/contract.ts';
import Explore from './Explore.svelte';

export async function openExplorer<T extends DomainTypes, M>(
  view: DomainView<T, M>,
): Promise<void> {
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no element with id “app”');
  const { card, methods } = view.figure;
  if (movesOn(card.id)) return;
  const client = createClient({ domain: card.id });
  await startFrom(methods, client, target, (opened) => {
    mount(Explore<T, M>, { target, props: { client, view, opened } });
  });
}
