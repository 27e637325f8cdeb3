import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isSecret } from '#platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CalendarFeeds } from './calendar-feed.service.js';

/** Seconds for which a calendar need not ask again. */
const FRESH = 300;

interface FeedRequest {
  Params: { file: string };
}

/** Serves calendar feeds at their secret addresses: `/calendar/<secret>.ics`. */
@Injectable()
export class CalendarRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly feeds: CalendarFeeds,
  ) {}

  onModuleInit(): void {
    const server: unknown = (
      this.host.httpAdapter as typeof this.host.httpAdapter | undefined
    )?.getInstance();
    if (!isFastify(server)) return; // a command line has no HTTP
    server.get<FeedRequest>('/calendar/:file', (request, reply) => this.#serve(request, reply));
  }

  async #serve({ params, headers }: FastifyRequest<FeedRequest>, reply: FastifyReply): Promise<FastifyReply> {
    const secret = /^(.+)\.ics$/.exec(params.file)?.[1] ?? '';
    const calendar = isSecret(secret) ? await this.feeds.calendar(secret) : null;
    if (calendar === null) {
      return reply
        .code(404)
        .header('cache-control', 'no-store')
        .type('text/plain; charset=utf-8')
        .send('not found\n');
    }
    const etag = `"${createHash('sha256').update(calendar).digest('base64url')}"`;
    reply.header('etag', etag).header('cache-control', `private, max-age=${FRESH}`);
    // The address is a secret: no page that is opened from it learns it.
    reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
    if (headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('text/calendar; charset=utf-8').send(calendar);
  }
}

function isFastify(server: unknown): server is FastifyInstance {
  return typeof server === 'object' && server !== null && 'addHook' in server;
}
