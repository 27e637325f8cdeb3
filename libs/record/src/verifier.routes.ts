import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { absent, fastifyOf, sendCompressed } from './log-answers.js';
import { LogQueries } from './log.queries.js';
import { builtVerifier, readVerifier, type VerifierBundle } from './verifier-files.js';
import { VERIFIER_PAGE_HEADERS, VERIFIER_START, verifierPage } from './verifier-page.js';

const SCRIPT = 'text/javascript; charset=utf-8';

/** Serves the verifier for browsers: the program at `/log/verifier.js`, and at `/log/<slug>/verify` a page that runs it. */
@Injectable()
export class VerifierRoutes implements OnModuleInit {
  /** Kept once it has been read: the program of a running server stays the same. */
  #bundle: VerifierBundle | null = null;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly logs: LogQueries,
  ) {}

  onModuleInit(): void {
    const server = fastifyOf(this.host);
    server?.get('/log/verifier.js', (request, reply) => this.#program(request, reply));
    server?.get('/log/verify.js', (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(SCRIPT).send(VERIFIER_START),
    );
    server?.get<{ Params: { slug: string } }>('/log/:slug/verify', ({ params }, reply) =>
      this.#page(params.slug, reply),
    );
  }

  async #program(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    this.#bundle ??= await readVerifier(builtVerifier());
    if (!this.#bundle) return absent(reply, 'The verifier for browsers has not been built on this server.');
    const { script, etag } = this.#bundle;
    reply.header('etag', etag).header('cache-control', 'no-cache').header('access-control-allow-origin', '*');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return sendCompressed(script, request, reply.type(SCRIPT));
  }

  async #page(slug: string, reply: FastifyReply): Promise<FastifyReply> {
    const log = await this.logs.bySlug(slug);
    return log ? reply.headers(VERIFIER_PAGE_HEADERS).send(verifierPage(log.slug)) : absent(reply);
  }
}
