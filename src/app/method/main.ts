import { mount } from 'svelte';
import '../../figure/tokens.css';
import '../base.css';
import MethodPage from './MethodPage.svelte';
import { entryOf } from '../catalogue.ts';
import { createClient } from '../../client/client.ts';
import { siteUrl } from '../site.ts';

const target = document.getElementById('app');
const id = document.documentElement.dataset['method'];
if (!target || id === undefined) throw new Error('the page has no “app” or names no method');
const client = createClient({
  modelBase: siteUrl('models/'),
  snapshotBase: siteUrl('snapshots/'),
});
mount(MethodPage, { target, props: { client, entry: entryOf(id) } });
