import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { absent, fastifyOf, sendCompressed } from './log-answers.js';
import { LogFiles } from './log-files.js';

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
    fastifyOf(this.host)?.get<LogRequest>('/log/:slug/*', (request, reply) => this.serve(request, reply));
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
    // Entries are texts and compress well; hashes do not.
    return file.startsWith('tile/entries/')
      ? sendCompressed(found.bytes, request, reply)
      : reply.send(found.bytes);
  }
}
