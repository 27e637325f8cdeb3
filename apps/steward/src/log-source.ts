import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MissingFile, type FetchBytes } from '#transparency';
import { factsOf } from './error-facts.js';
import { Unreachable, UsageProblem } from './problems.js';

/** The most bytes that one file of a log may have: far above a bundle of 256 of the largest entries. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Milliseconds that one file may take. */
const PATIENCE = 30_000;

const SLUG = /^[a-z0-9-]{1,63}$/;
const inflate = promisify(gunzip);

/** A log that can be read, and how it is called to people. */
export interface LogToRead {
  readonly name: string;
  readonly fetchBytes: FetchBytes;
}

/**
 * Finds a log by what was typed: the address of the log itself, of a server together with the slug of one of its
 * coalitions, or a folder with the log's files.
 *
 * @throws UsageProblem when it is none of them
 */
export async function findLog(
  target: string,
  coalition: string | undefined,
  interrupted: AbortSignal,
): Promise<LogToRead> {
  if (coalition !== undefined && !SLUG.test(coalition)) {
    throw new UsageProblem(`"${coalition}" is not the slug of a coalition.`);
  }
  if (/^https?:/.test(target)) {
    const prefix = prefixOf(target, coalition);
    return { name: prefix.href, fetchBytes: fromServer(prefix, interrupted) };
  }
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageProblem(`"${target}" is neither an http address nor a folder.`);
  if (coalition !== undefined) throw new UsageProblem('--coalition belongs to the address of a server.');
  return { name: target, fetchBytes: fromFolder(target) };
}

function prefixOf(target: string, coalition: string | undefined): URL {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null || url.search + url.hash !== '') {
    throw new UsageProblem(`"${target}" is not the address of a log.`);
  }
  if (coalition !== undefined) return new URL(`log/${coalition}/`, withSlash(url));
  if (url.pathname === '/') {
    throw new UsageProblem('Name the coalition by --coalition, or give the address of its log.');
  }
  return withSlash(url);
}

function withSlash(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.href}/`);
}

function fromServer(prefix: URL, interrupted: AbortSignal): FetchBytes {
  return async (file) => {
    const url = new URL(file, prefix);
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE)]);
    const { status, bytes } = await readWhole(url, signal).catch((error: unknown) => {
      throw new Unreachable(`${url.href} cannot be read: ${reasonOf(error)}.`, { cause: error });
    });
    if (status === 404 || status === 410) throw new MissingFile(file);
    if (bytes === null) throw new Unreachable(`${url.href} cannot be read: the server answers ${status}.`);
    return decompressed(file, bytes);
  };
}

async function readWhole(
  url: URL,
  signal: AbortSignal,
): Promise<{ status: number; bytes: Uint8Array | null }> {
  const response = await fetch(url, { signal });
  const { ok, status } = response;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (!ok || body === null) {
    await response.body?.cancel();
    return { status, bytes: ok ? new Uint8Array() : null };
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > MOST_BYTES) throw new RangeError('it is larger than any file of a log');
    pieces.push(piece);
  }
  return { status, bytes: Buffer.concat(pieces) };
}

function fromFolder(folder: string): FetchBytes {
  return async (file) => {
    try {
      return await decompressed(file, await readFile(path.join(folder, ...file.split('/'))));
    } catch (error) {
      const { code } = factsOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') throw new MissingFile(file);
      if (error instanceof MissingFile || code === null) throw error;
      throw new Unreachable(`${path.join(folder, file)} cannot be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  };
}

/**
 * A bundle as it was before it was compressed: static files may be kept so, and servers may not say it. A bundle
 * itself never begins like this, since its third byte is the brace that an entry begins with. One that claims to be
 * compressed and is not is handed on as it is, and found out by its hashes.
 */
async function decompressed(file: string, bytes: Uint8Array): Promise<Uint8Array> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;
  if (!isGzip || !file.startsWith('tile/entries/')) return bytes;
  return inflate(bytes, { maxOutputLength: MOST_BYTES }).catch(() => bytes);
}

/** The end of a sentence. What `fetch` says itself is only that it failed; its cause has the reason. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = factsOf(error);
  if (name === 'TimeoutError') return 'it takes too long';
  if (name === 'AbortError') return 'it was interrupted';
  const reason = cause === undefined ? message : factsOf(cause).message;
  return reason.replace(/\.$/, '');
}
