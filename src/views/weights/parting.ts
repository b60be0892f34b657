/** Characters that two texts have in common from the start on; a character of two units stays whole. */
export function partingOf(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at++;
  // Not between the halves of a surrogate pair.
  const before = a.charCodeAt(at - 1);
  return at > 0 && before >= 0xd800 && before < 0xdc00 ? at - 1 : at;
}
