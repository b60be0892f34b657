// Generated text in the project's layout.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

export async function pretty(text: string, name = 'generated.ts'): Promise<string> {
  const filepath = join(import.meta.dirname, '../..', name);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}
