// How the map is moved by hand, by pointer and keys: loaded once there is something to move.
import { gestures } from './gestures.ts';
import { KEY_HELP, pressKey } from './keys.ts';

export default { gestures, pressKey, KEY_HELP };
