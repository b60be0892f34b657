export { decodeStages } from '../../client/stages.ts';
