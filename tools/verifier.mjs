import { renameSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.dirname(import.meta.dirname);

/** Where the server looks for the bundle. */
export const VERIFIER = path.join(ROOT, 'dist/verifier/verifier.js');

const NODE_MACHINE = path.join(ROOT, 'libs/transparency/src/machine.ts');
const BROWSER_MACHINE = path.join(ROOT, 'apps/verifier/src/machine.ts');

/**
 * Reads the project's sources as they are, with the browser's machine in the place of Node's. No other package than
 * @noble comes in: what the verifier does not use of the libraries, and what that would need, falls away.
 *
 * @type {import('esbuild').Plugin}
 */
const sources = {
  name: 'sources',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path: wanted, importer }) => {
      if (wanted.startsWith('@noble/') || importer.includes('/node_modules/')) return null;
      const isOurs = wanted.startsWith('.') || wanted.startsWith('#') || path.isAbsolute(wanted);
      if (!isOurs) return { path: wanted, external: true, sideEffects: false };
      const file = wanted.startsWith('#')
        ? path.join(ROOT, 'libs', wanted.slice(1), 'src/index.ts')
        : path.resolve(path.dirname(importer), wanted).replace(/\.js$/, '.ts');
      return { path: file === NODE_MACHINE ? BROWSER_MACHINE : file, sideEffects: false };
    });
  },
};

/**
 * Bundles the verifier for browsers: one script that defines `QuorateVerifier`. Whoever reads the file meanwhile finds
 * the old one.
 *
 * @param {string} outfile
 */
export async function bundleVerifier(outfile) {
  const { build } = await import('esbuild');
  const unfinished = `${outfile}.${process.pid}.tmp`;
  await build({
    entryPoints: [path.join(ROOT, 'apps/verifier/src/main.ts')],
    outfile: unfinished,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    globalName: 'QuorateVerifier',
    plugins: [sources],
    logLevel: 'error',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  renameSync(unfinished, outfile);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const outfile = process.argv[2] ?? VERIFIER;
  await bundleVerifier(outfile);
  console.log(`Bundled: ${outfile}`);
}
