import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { CoalitionId } from '#kernel';
import { CONFIG, type Config } from '#platform';
import {
  formatPolicy,
  holdsTile,
  NO_QUORUM,
  parseTilePath,
  SIGNATURE_TYPE,
  verifierKey,
  type Tile,
} from '#transparency';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import path from 'node:path';
import { LogKeys } from './log-keys.js';
import { LogQueries } from './log.queries.js';

const compress = promisify(gzip);
const FOR_EVER = 'public, max-age=31536000, immutable';
const DOCUMENT = /^docs\/([0-9a-f]{64})$/;

interface LogRequest {
  Params: { slug: string; '*': string };
}

/**
 * Serves each log to strangers, as C2SP tlog-tiles names its files: `checkpoint`, `tile/...`, `policy`, and
 * `docs/<sha256>` for what is too large for an entry. GET and HEAD, open to every origin.
 */
@Injectable()
export class LogRoutes implements OnModuleInit {
  /** What of each log is known to be published; it only grows, so full tiles are served without asking again. */
  private readonly known = new Map<string, { coalitionId: CoalitionId; size: number }>();
  private readonly keys: LogKeys;
  private readonly origin: string;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly logs: LogQueries,
    @Inject(CONFIG) config: Config,
  ) {
    this.keys = new LogKeys(path.join(config.dataDir, 'keys'));
    this.origin = config.origin;
  }

  onModuleInit(): void {
    const server: unknown = (
      this.host.httpAdapter as typeof this.host.httpAdapter | undefined
    )?.getInstance();
    if (!isFastify(server)) return; // a command line has no HTTP
    server.get<LogRequest>('/log/:slug/*', (request, reply) => this.serve(request, reply));
  }

  private async serve(request: FastifyRequest<LogRequest>, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('access-control-allow-origin', '*').header('x-content-type-options', 'nosniff');
    const { slug, '*': file } = request.params;
    if (request.url.includes('?') || request.url.includes('%')) return absent(reply);
    if (file === 'checkpoint') return this.checkpoint(slug, reply);
    if (file === 'policy') return this.policy(slug, reply);
    const document = DOCUMENT.exec(file)?.[1];
    if (document) return this.document(slug, document, reply);
    const tile = parseTilePath(file);
    return tile ? this.tile(slug, tile, request, reply) : absent(reply);
  }

  private async checkpoint(slug: string, reply: FastifyReply): Promise<FastifyReply> {
    const log = await this.logs.bySlug(slug);
    if (!log?.note) return absent(reply);
    return reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(log.note);
  }

  private async policy(slug: string, reply: FastifyReply): Promise<FastifyReply> {
    const log = await this.logs.bySlug(slug);
    const key = log && (await this.keys.find(slug));
    if (!key) return absent(reply);
    const policy = formatPolicy({
      logs: [
        { key: verifierKey(log.origin, SIGNATURE_TYPE.ed25519, key), url: `${this.origin}/log/${slug}/` },
      ],
      witnesses: [],
      groups: [],
      quorum: NO_QUORUM,
    });
    return reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(policy);
  }

  private async document(slug: string, sha256: string, reply: FastifyReply): Promise<FastifyReply> {
    const log = await this.find(slug, 0);
    const found = log && (await this.logs.document(log.coalitionId, Buffer.from(sha256, 'hex')));
    if (!found) return absent(reply);
    return reply.header('cache-control', FOR_EVER).type(found.mediaType).send(found.content);
  }

  private async tile(
    slug: string,
    tile: Tile,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const log = await this.find(
      slug,
      (tile.index + 1) * 256 ** (tile.level === 'entries' ? 1 : tile.level + 1),
    );
    if (!log || !holdsTile(log.size, tile)) return absent(reply);
    reply.header('cache-control', FOR_EVER).type('application/octet-stream');
    if (tile.level !== 'entries') return reply.send(await this.logs.tile(log.coalitionId, tile));
    const bundle = await this.logs.bundle(log.coalitionId, tile);
    reply.header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(bundle);
    return reply.header('content-encoding', 'gzip').send(await compress(bundle));
  }

  /** The log as far as it is known to be published, asked for anew unless `size` leaves are known already. */
  private async find(slug: string, size: number): Promise<{ coalitionId: CoalitionId; size: number } | null> {
    const known = this.known.get(slug);
    if (known && known.size >= size) return known;
    const log = await this.logs.bySlug(slug);
    if (!log) return null;
    const found = { coalitionId: log.coalitionId, size: log.size };
    this.known.set(slug, found);
    return found;
  }
}

function absent(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send('not found\n');
}

function isFastify(server: unknown): server is FastifyInstance {
  return typeof server === 'object' && server !== null && 'addHook' in server;
}
