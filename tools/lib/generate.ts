// The generated files that imports must resolve to, and the README's table.
import { run } from './process.ts';

/** Compiles the kernels and renews the catalogue, where they are out of date; whether both worked. */
export async function generateSources(): Promise<boolean> {
  const outcomes = await Promise.all(
    ['node tools/build-kernels.mjs', 'tsx tools/catalogue.ts'].map((command) =>
      run(command, { stream: true }),
    ),
  );
  return outcomes.every(({ code }) => code === 0);
}
