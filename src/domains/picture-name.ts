// Where the pictures of a method lie that a build makes, below the folder of snapshots: `methods/<id>`, and
// `methods/<domain>/<id>` where an earlier domain has a method of that id. Other people's pages name them.
import { methodIds } from '../methods/ids.generated.ts';

export function pictureName(domain: string, id: string): string {
  const first = Object.keys(methodIds).find((each) => methodIds[each]?.includes(id));
  return first === undefined || first === domain ? `methods/${id}` : `methods/${domain}/${id}`;
}
