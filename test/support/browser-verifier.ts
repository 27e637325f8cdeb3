import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import vm from 'node:vm';
import type { Browser, Found, LogToVerify } from '../../apps/verifier/src/main.js';

const TOOL = path.join(import.meta.dirname, '../../tools/verifier.mjs');

/** The verifier as browsers are given it. */
export interface BrowserVerifier {
  verify(log: LogToVerify): Promise<Found>;
  verifyOnPage(browser: Browser): Promise<void>;
}

/** Bundles the verifier where the server looks for it. */
export async function buildBrowserVerifier(): Promise<void> {
  await promisify(execFile)(process.execPath, [TOOL]);
}

/**
 * Runs the bundle where there is nothing but the language, a text coder and random values: no modules, no process, no
 * Buffer.
 */
export function runBrowserVerifier(script: string): BrowserVerifier {
  const bare = vm.createContext({
    TextEncoder,
    TextDecoder,
    crypto: { getRandomValues: (array: Uint8Array) => globalThis.crypto.getRandomValues(array) },
  });
  vm.runInContext(script, bare);
  return vm.runInContext('QuorateVerifier', bare) as BrowserVerifier;
}

/** Bundles the verifier and runs it. */
export async function loadBrowserVerifier(): Promise<BrowserVerifier> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-verifier-'));
  try {
    const file = path.join(folder, 'verifier.js');
    await promisify(execFile)(process.execPath, [TOOL, file]);
    return runBrowserVerifier(await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
