// The compute worker. What it can do is said in api.ts.
import { expose } from 'comlink';
import { loadKernels } from '../src/kernels/index.ts';
import { createSession } from './session.ts';

// Every request needs them: they come while the page still fetches what it will ask about.
const kernels = loadKernels();

expose(createSession(() => kernels).api);
