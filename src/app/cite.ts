// Papers as the pages name them.
export { shortCite } from '../core/cite.ts';
