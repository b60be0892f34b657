// The compute worker. What it can do is said in api.ts.
import { expose } from 'comlink';
import { createSession } from './session.ts';

expose(createSession().api);
