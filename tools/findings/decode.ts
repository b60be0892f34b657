// What came of the decode methods on the atlas model.
import { channels } from './decode/channels.ts';
import { Lab } from './decode/lab.ts';
import { oneLayerAlone, persistence, selectionLayers } from './decode/layers.ts';
import { ranking } from './decode/ranking.ts';
import type { Findings } from './finding.ts';

const findings: Findings<Lab> = {
  open: () => Lab.open(),
  makers: [ranking, oneLayerAlone, selectionLayers, persistence, channels],
};

export default findings;
