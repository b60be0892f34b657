// From a request's budget and hand-set values to the parameters that an attention method runs with.
export { resolveSettings } from '../resolve.ts';
