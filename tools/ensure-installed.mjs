import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.dirname(import.meta.dirname);
const LOCK = path.join(ROOT, 'package-lock.json');
const INSTALLED = path.join(ROOT, 'node_modules/.package-lock.json');
const STAMP = path.join(ROOT, 'node_modules/.quorate-installed');

/**
 * Installs what `package-lock.json` names, where `node_modules` lacks it or holds another version; otherwise does
 * nothing. Uses only what Node brings, as nothing else need be there yet. Exits where that is impossible.
 */
export function ensureInstalled() {
  requireNode();
  const lock = readFileSync(LOCK, 'utf8');
  const { required, optional } = missingPackages(JSON.parse(lock).packages, installedPackages());
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
  // An optional package that could not be installed once is not tried again until the lock changes.
  if (required === 0 && (optional === 0 || readIfPresent(STAMP) === stamp)) return;
  console.error('Installing the packages that package-lock.json names ...');
  if (!runNpm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])) {
    console.error(
      'The packages could not be installed: see above. Quorate needs them, and the network for them.',
    );
    process.exit(1);
  }
  writeFileSync(STAMP, stamp);
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const wanted = engines.node.match(/\d+/g).map(Number);
  const present = process.versions.node.split('.').map(Number);
  const difference = wanted.map((number, place) => present[place] - number).find((step) => step !== 0) ?? 0;
  if (difference >= 0) return;
  console.error(`Quorate needs Node ${engines.node}, and this is ${process.versions.node}.`);
  process.exit(1);
}

/**
 * Counts what the lock names and the folder lacks. Of the optional packages only those are missing that are made for
 * this very platform: npm leaves out the others, and what only they need.
 */
function missingPackages(wanted, installed) {
  const missing = { required: 0, optional: 0 };
  for (const [folder, { version, optional, link, os, cpu, libc }] of Object.entries(wanted)) {
    if (folder === '' || link || installed[folder]?.version === version) continue;
    if (!optional) missing.required += 1;
    else if (os && allows(os, process.platform) && allows(cpu, process.arch) && allows(libc, cLibrary())) {
      missing.optional += 1;
    }
  }
  return missing;
}

/** True when a list like ["linux"] or ["!win32"] of a package admits this value. */
function allows(list, value) {
  if (list === undefined || value === null) return true;
  return list.some((item) => item === value) || list.every((item) => item[0] === '!' && item !== `!${value}`);
}

/** The C library on Linux, `glibc` or `musl`; null elsewhere. */
function cLibrary() {
  if (process.platform !== 'linux') return null;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

function installedPackages() {
  const text = readIfPresent(INSTALLED);
  return text === null ? {} : JSON.parse(text).packages;
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Runs the npm that runs us, or the one on the path. */
function runNpm(parameters) {
  const npm = process.env.npm_execpath;
  const options = { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status } =
    npm !== undefined && /npm-cli\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...parameters], options)
      : spawnSync('npm', parameters, { ...options, shell: process.platform === 'win32' });
  return status === 0;
}
