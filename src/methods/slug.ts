// A method's name in addresses and file names: its id where the id alone means it, else with its domain.
import { methodIds } from './ids.generated.ts';

/** “minference”; “decode-streaming-llm” where an earlier domain has a method of that id too. */
export function methodSlug({
  domain,
  id,
}: {
  readonly domain: string;
  readonly id: string;
}): string {
  const first = Object.keys(methodIds).find((each) => methodIds[each]?.includes(id));
  return first === undefined || first === domain ? id : `${domain}-${id}`;
}
