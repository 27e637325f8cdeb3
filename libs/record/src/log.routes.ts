import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LogFiles } from './log-files.js';

const compress = promisify(gzip);
const FOR_EVER = 'public, max-age=31536000, immutable';

interface LogRequest {
  Params: { slug: string; '*': string };
}

/** Serves the files of each log to strangers, by the rules of C2SP tlog-tiles: GET and HEAD, open to every origin. */
@Injectable()
export class LogRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly files: LogFiles,
  ) {}

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
    const isPlain = !request.url.includes('?') && !request.url.includes('%');
    const found = isPlain ? await this.files.read(slug, file) : null;
    if (!found) return absent(reply);
    if (found.erased) reply.code(410);
    if (found.saveAs) reply.header('content-disposition', `attachment; filename="${found.saveAs}"`);
    reply.header('cache-control', found.isImmutable ? FOR_EVER : 'no-cache').type(found.mediaType);
    return file.startsWith('tile/entries/')
      ? sendBundle(found.bytes, request, reply)
      : reply.send(found.bytes);
  }
}

/** Entries are texts and compress well; hashes do not. */
async function sendBundle(bytes: Uint8Array, request: FastifyRequest, reply: FastifyReply) {
  reply.header('vary', 'accept-encoding');
  if (!accepts('gzip', request.headers['accept-encoding'] ?? '')) return reply.send(bytes);
  return reply.header('content-encoding', 'gzip').send(await compress(bytes));
}

/** True when the header names the encoding and does not forbid it by a weight of 0 (RFC 9110 section 12.5.3). */
function accepts(encoding: string, header: string): boolean {
  return header.split(',').some((accepted) => {
    const [name = '', ...parameters] = accepted.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
  });
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
