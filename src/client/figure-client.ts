// A client of figures only, for pages that never load a model: what snapshots answer.
import type { OwnHead } from '../../workers/api.ts';
import { headFigures, type HeadFigures } from './head-figures.ts';
import { matrixFigures, type MatrixFigures } from './matrix-figures.ts';
import type { AtlasClient, ClientOptions } from './types.ts';
import { openWorks } from './works.ts';

export interface FigureClient extends HeadFigures, Pick<AtlasClient, 'snapshots' | 'dispose'> {
  readonly weights: MatrixFigures;
  /** Answers the head's spec from its tensors; returns the function that forgets them. */
  own(head: OwnHead): () => void;
}

export function createFigureClient(options: ClientOptions): FigureClient {
  const works = openWorks(options);
  return {
    snapshots: () => works.snapshots.list(),
    ...headFigures(works),
    weights: matrixFigures(works.errands),
    own(head) {
      const { errands, pool } = works;
      errands.heads.hold(head);
      return () => {
        if (errands.heads.letGo(head)) void pool.interactive.api?.forgetHead(head);
      };
    },
    dispose: () => works.dispose(),
  };
}
