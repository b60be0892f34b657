// Opens the page of the method that it names.
import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import { createClient } from '../../client/client.ts';
import { siteUrl } from '../../kit/site.ts';
import type { MethodDomain } from './domain.ts';
import MethodPage from './MethodPage.svelte';

export function openMethodPage(domain: MethodDomain): void {
  const target = document.getElementById('app');
  const id = document.documentElement.dataset['method'];
  if (!target || id === undefined) throw new Error('the page has no “app” or names no method');
  const client = createClient({
    modelBase: siteUrl('models/'),
    snapshotBase: siteUrl('snapshots/'),
  });
  mount(MethodPage, { target, props: { client, domain, entry: domain.methods.entryOf(id) } });
}
