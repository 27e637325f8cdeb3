import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleVerifier, VERIFIER } from './verifier.mjs';

const ROOT = path.dirname(import.meta.dirname);
const OUTPUT = path.join(ROOT, 'dist');
const SOURCES = ['apps', 'libs'];

/**
 * Compiles the TypeScript below the given folders of the project into `dist`, which mirrors them. A file is compiled
 * again only when its source, the compiler or its settings changed: its output carries the time of the newest of them.
 * Output whose source is gone is removed. Specifications are not built. Whoever builds all of them bundles the verifier
 * for browsers too, by the same rule.
 *
 * @param {string[]} folders relative to the project
 * @returns {Promise<{compiled: number, removed: number}>}
 */
export async function build(folders = SOURCES) {
  const settings = path.join(ROOT, 'swc.json');
  const compiler = path.join(ROOT, 'node_modules/@swc/core/package.json');
  const oldest = Math.max(...[settings, compiler].map((file) => statSync(file).mtimeMs));
  const sources = folders.flatMap((folder) => filesBelow(path.join(ROOT, folder))).filter(isBuilt);
  const outputs = new Map(sources.map((source) => [outputOf(source), source]));

  const stale = [...outputs].filter(([output, source]) => timeOf(output) !== stampOf(source, oldest));
  if (stale.length > 0) await compile(stale, settings, oldest);

  const orphans = folders
    .flatMap((folder) => filesBelow(path.join(OUTPUT, folder)))
    .filter((file) => !file.endsWith('.tmp') && !outputs.has(file.replace(/\.map$/, '')));
  for (const orphan of orphans) rmSync(orphan, { force: true });

  if (SOURCES.every((folder) => folders.includes(folder))) await bundle(oldest);
  return { compiled: stale.length, removed: orphans.length };
}

async function compile(stale, settings, oldest) {
  const { transform } = await import('@swc/core');
  const options = JSON.parse(readFileSync(settings, 'utf8'));
  await Promise.all(
    stale.map(async ([output, source]) => {
      const { code, map } = await transform(readFileSync(source, 'utf8'), {
        ...options,
        filename: source,
        sourceFileName: path.relative(path.dirname(output), source),
        swcrc: false,
      });
      mkdirSync(path.dirname(output), { recursive: true });
      writeWhole(`${output}.map`, map ?? '');
      writeWhole(
        output,
        `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`,
        stampOf(source, oldest),
      );
    }),
  );
}

async function bundle(oldest) {
  const sources = SOURCES.flatMap((folder) => filesBelow(path.join(ROOT, folder))).filter(isBuilt);
  const tool = path.join(import.meta.dirname, 'verifier.mjs');
  const newest = Math.max(...[...sources, tool].map((source) => stampOf(source, oldest)));
  if (timeOf(VERIFIER) === newest) return;
  await bundleVerifier(VERIFIER);
  utimesSync(VERIFIER, newest / 1000, newest / 1000);
}

/** Writes a file so that another process sees the old one or the new one, never a part. */
function writeWhole(file, content, stamp) {
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, content);
  if (stamp !== undefined) utimesSync(unfinished, stamp / 1000, stamp / 1000);
  renameSync(unfinished, file);
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function isBuilt(file) {
  return file.endsWith('.ts') && !file.endsWith('.d.ts') && !/[.-]spec\.ts$/.test(file);
}

function outputOf(source) {
  return path.join(OUTPUT, path.relative(ROOT, source)).replace(/\.ts$/, '.js');
}

/** Milliseconds, without the fraction that not every file system keeps. */
function stampOf(source, oldest) {
  return Math.floor(Math.max(statSync(source).mtimeMs, oldest));
}

function timeOf(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : Math.round(found.mtimeMs);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { compiled, removed } = await build();
  console.log(`Built: ${compiled} compiled, ${removed} removed.`);
}
