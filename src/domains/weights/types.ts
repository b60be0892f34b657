// What differs in type between weights and other domains.
import type {
  Contest,
  MatrixName,
  WeightMatrix,
  WeightMethod,
  WeightModel,
  WeightSelection,
  WeightShape,
} from '../../methods/weights.ts';
import type { AnySubject } from '../contract.ts';
import type { CalibratedMatrix } from './calibrate.ts';
import type { ModelCost } from './cost.ts';
import type { MatrixMetrics } from './metrics.ts';
import type { Scale } from './paint.ts';
import type { PrunedMatrix } from './prune.ts';

/** One weight matrix with what entered it, and the model around it. */
export interface MatrixSubject extends AnySubject {
  readonly matrix: CalibratedMatrix;
  /** What `plan` may see: the dense model, or its sizes where no more is at hand. */
  readonly model: WeightModel;
  /** What names the model and its calibration: plans are kept under it. */
  readonly modelKey: string;
  /** Matrices of its block; of a snapshot those that share its heads or channels. */
  readonly block: readonly WeightMatrix[];
  /** The matrix as the whole model was pruned with the very setting; else it is selected by itself. */
  readonly pruned?: PrunedMatrix;
  /** Of that whole model. */
  readonly modelSparsity?: number;
}

/** What a figure's reply holds of a matrix. */
export interface MatrixFigure {
  readonly rows: number;
  readonly cols: number;
  /** Share kept of each output and of each input. */
  readonly rowDensity: Float32Array;
  readonly colDensity: Float32Array;
  /** Ends of the map's colour scale, sizes of weights. */
  readonly scale: Scale;
  /** Among which weights a weight must score high to stay. */
  readonly contest: Contest['among'];
  /** Neighbouring inputs in a group, or null. */
  readonly group: number | null;
  /** Whether dropped weights become 0, or the mask says which weights a fine-tuning would train. */
  readonly effect: WeightMethod['effect'];
  /** Tokens that calibrated, 0 where the method reads none. */
  readonly calibration: number;
}

export interface MatrixRow {
  /** The row's weights before pruning, and after it. */
  readonly values: Float32Array;
  readonly pruned: Float32Array;
  readonly norms: Float32Array | null;
  readonly scores: Float32Array | null;
  /** Place of each score among its rivals, 1 the largest; null where weights do not compete singly. */
  readonly ranks: Uint32Array | null;
  /** Rivals of a weight. */
  readonly rivals: number;
}

export interface MatrixReport {
  readonly metrics: MatrixMetrics;
  /** The weights after the selection, out × in. */
  readonly after: Float32Array;
}

/** What pruning left of one matrix of the model. */
export interface PrunedSite {
  readonly layer: number;
  readonly matrix: MatrixName;
  readonly kept: number;
  readonly weights: number;
  readonly outputError: number | null;
}

/** What pruning costs the whole model. */
export interface PrunedCost extends ModelCost {
  /** Predicted tokens behind the loss. */
  readonly tokens: number;
  /** Whether they calibrated nothing; else the text leaves none, and they are the calibration's own. */
  readonly heldOut: boolean;
}

export interface WeightTypes {
  readonly method: WeightMethod;
  readonly shape: WeightShape;
  readonly subject: MatrixSubject;
  readonly selection: WeightSelection;
  readonly report: MatrixReport;
  readonly figure: MatrixFigure;
  readonly row: MatrixRow;
  readonly survey: PrunedSite;
  readonly cost: PrunedCost;
}
