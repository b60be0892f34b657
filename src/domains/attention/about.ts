// What a build tells of a baked head.
import type { HeadProfile } from './profile.ts';

export interface HeadAbout {
  /** What this head does most on its text; null for that of the default figure. */
  readonly role: 'local' | 'sink' | 'far' | null;
  /** Attention on the newest 16 keys, on the first, and on the heaviest far one; means over rows. */
  readonly profile: HeadProfile;
}
