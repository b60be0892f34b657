// Names that stand twice in one object of a JSON text: parsers let the last one win and say nothing.

/** The first name that an object of the text has twice, or null. `text` is JSON that parses. */
export function repeatedKey(text: string): string | null {
  /** Names of the objects around this place; null for a list. */
  const around: (Set<string> | null)[] = [];
  let mayBeName = false; // in an object, behind its brace or a comma
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        around.push(new Set());
        mayBeName = true;
        break;
      case '[':
        around.push(null);
        mayBeName = false;
        break;
      case '}':
      case ']':
        around.pop();
        mayBeName = false;
        break;
      case ',':
        mayBeName = around.at(-1) !== null;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (mayBeName) {
          const names = around.at(-1);
          const name = JSON.parse(text.slice(at, end)) as string;
          if (names?.has(name)) return name;
          names?.add(name);
          mayBeName = false;
        }
        at = end - 1;
      }
    }
  }
  return null;
}

/** Behind the closing quote of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}
