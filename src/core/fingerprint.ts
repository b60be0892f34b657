// A short mark of a text, to tell whether two places hold the same one. Not for secrets.

/** Length and 32-bit FNV-1a hash over UTF-16 units, e.g. "4312-9f3a01bc". */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(16).padStart(8, '0')}`;
}
