// The methods that there are, and their domains. The build takes no more than this from the catalogue.
import { catalogue } from '../methods/catalogue.generated.ts';

/** Domain by id. */
export const names: Readonly<Record<string, string>> = Object.fromEntries(
  catalogue.map(({ id, domain }) => [id, domain]),
);
