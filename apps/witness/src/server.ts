import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { formatVerifierKey, type VerifierKey } from '#transparency';
import { Cosigner, type Reply } from './cosigner.js';
import { Evidence } from './evidence.js';
import { KnownLogs } from './known-logs.js';
import { isCode, WitnessProblem } from './problem.js';
import type { Settings } from './settings.js';
import { StateFiles } from './state-files.js';
import { openKey } from './witness-key.js';

/** A witness that listens. */
export interface RunningWitness {
  /** Where it can be reached from this machine. */
  readonly url: string;
  readonly key: VerifierKey;
  /** Origins of the logs that it knew when it started. */
  readonly logs: readonly string[];
  /** Finishes the requests that were accepted, then stops. */
  stop(): Promise<void>;
}

/** A note with 64 signatures of post-quantum size and a whole proof fit into this many bytes. */
const LARGEST_BODY = 256 * 1024;
/** Milliseconds that accepted requests have to finish when the witness stops. */
const GRACE = 5_000;
const OK = { status: 200, contentType: 'text/plain; charset=utf-8' } as const;

/**
 * Starts a witness. It is a plain HTTP server on Node alone: an organization can run it without installing a package,
 * and read all of it.
 *
 * @param report is told, in one sentence, of what somebody should look into
 * @throws WitnessProblem with a sentence for whoever runs it
 */
export async function startWitness(
  settings: Settings,
  report: (because: string) => void,
  clock: () => number = Date.now,
): Promise<RunningWitness> {
  const { dataDir } = settings;
  const signer = await openKey(dataDir, settings.name);
  const logs = new KnownLogs(settings.logsFile, report);
  const known = [...(await logs.current()).keys()];
  const cosigner = new Cosigner({
    signer,
    logs,
    state: new StateFiles(path.join(dataDir, 'cosigned')),
    evidence: new Evidence(path.join(dataDir, 'evidence')),
    clock,
    report,
  });
  const about = async () =>
    [formatVerifierKey(signer.key), ...(await logs.current()).keys()].map((line) => `${line}\n`).join('');
  const server = createServer({
    requestTimeout: 10_000,
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000, // by default the two are looked at every 30 seconds
    keepAliveTimeout: 60_000,
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, cosigner, about)
      .catch((error: unknown) => {
        if (isCode(error, 'ECONNRESET')) return null; // nobody waits for the answer
        report(`A request could not be answered: ${error instanceof Error ? error.message : String(error)}`);
        return text(500, 'The witness cannot answer now; its keeper has been told.');
      })
      .then((reply) => reply && send(response, request, reply))
      .catch((error: unknown) => report(`An answer could not be sent: ${String(error)}`));
  });
  const url = await listen(server, settings);
  return { url, key: signer.key, logs: known, stop: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  cosigner: Cosigner,
  about: () => Promise<string>,
): Promise<Reply> {
  const { method = '', url = '' } = request;
  if (url === '/add-checkpoint') {
    if (method !== 'POST') return text(405, 'A checkpoint is added by POST.');
    const body = await readBody(request);
    return body === null ? text(413, 'The request is too large.') : cosigner.addCheckpoint(body);
  }
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'This is read by GET.');
  if (url === '/healthz') return text(200, 'ok');
  if (url === '/') return { ...OK, body: await about() };
  const log = /^\/([0-9a-f]{64})\/checkpoint$/.exec(url)?.[1];
  const note = log === undefined ? null : await cosigner.lastOf(log);
  return note === null ? text(404, 'There is nothing here.') : { ...OK, body: note };
}

/** The body of a request; null when it is larger than any that is meant. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  // The connection must outlive the reading, or the answer could not be sent.
  const read: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const piece of read) {
    size += piece.length;
    if (size > LARGEST_BODY) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function send(
  response: ServerResponse,
  request: IncomingMessage,
  { status, contentType, body }: Reply,
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    // What was not read of a request would be taken for the next one.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function text(status: number, sentence: string): Reply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${sentence}\n` };
}

async function listen(server: Server, { host, port }: Settings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    if (isCode(error, 'EADDRINUSE')) {
      throw new WitnessProblem(`Port ${port} is in use by another program; set PORT to another.`);
    }
    if (isCode(error, 'EACCES') || isCode(error, 'EADDRNOTAVAIL') || isCode(error, 'ENOTFOUND')) {
      throw new WitnessProblem(`The witness may not listen on ${host}, port ${port}; set HOST and PORT.`);
    }
    throw error;
  });
  const address = server.address();
  const listening = address === null || typeof address === 'string' ? port : address.port;
  const isAnyAddress = host === '0.0.0.0' || host === '::';
  return `http://${isAnyAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${listening}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const hangUp = setInterval(() => server.closeIdleConnections(), 50);
  const graceIsOver = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(hangUp);
  clearTimeout(graceIsOver);
}
