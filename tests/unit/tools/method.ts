// A method that passes every check of the catalogue, and the same as the text of a file.
import type { AnyMethod } from '../../../tools/catalogue/read.ts';

/** Parts of a method as its author may get them wrong. */
export type Parts = Partial<Record<keyof AnyMethod, unknown>>;

export const plain: AnyMethod = {
  id: 'plain',
  name: 'Plain',
  domain: 'attention',
  summary: 'Keeps what it keeps.',
  about: 'Nothing to say.',
  notice: ['Nothing.'],
  differs: [],
  tags: {
    unit: 'pairs',
    selection: 'static',
    training: 'training-free',
    phase: 'both',
    role: 'baseline',
  },
  params: {
    keys: { kind: 'integer', label: 'Keys', help: 'How many.', min: 1, max: 9, default: 4 },
    sharp: { kind: 'boolean', label: 'Sharp', help: 'Whether.', default: true },
  },
  stages: [{ id: 'mask', title: 'The mask' }],
  claims: [],
  atBudget: (budget) => ({ keys: Math.ceil(9 * budget) }),
};

/** The text of a method file. Functions are left out but for `atBudget` and a `select`. */
export function methodText(parts: Parts = {}): string {
  const data = JSON.stringify({ ...plain, ...parts });
  return `export default Object.assign(${data}, { atBudget: ${String(plain.atBudget)}, select() {} });\n`;
}

/** The files by which a domain is found, with a title and sizes to probe its methods with. */
export function domainFiles(id: string, order = 0): Record<string, string> {
  const title = id.charAt(0).toUpperCase() + id.slice(1);
  return {
    [`src/domains/${id}/card.ts`]: `export const card = { id: '${id}', order: ${order}, title: '${title}' };\n`,
    [`src/methods/${id}.ts`]: 'export type Method = object;\nexport const probes = [{ n: 8 }];\n',
  };
}
