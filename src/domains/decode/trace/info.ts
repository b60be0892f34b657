// What stands for the method where a trace tells what was kept: data, for pages too.
import type { MethodInfo } from '../../../core/method.ts';

export const IMPORTED = {
  id: 'imported',
  name: 'Imported trace',
  domain: 'decode',
  summary: 'What a run elsewhere kept, from a file.',
  about: 'What became of every key, as a file tells it.',
  notice: [],
  differs: [],
  tags: {
    unit: 'tokens',
    selection: 'dynamic',
    training: 'training-free',
    phase: 'decode',
    role: 'baseline',
  },
  params: {},
  stages: [],
  claims: [],
} as const satisfies MethodInfo;
