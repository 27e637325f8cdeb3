import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { isLanguageTag } from '#kernel';
import { isSecret } from '#platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CalendarFeeds } from './calendar-feed.service.js';

/** Seconds for which a calendar need not ask again. */
const FRESH = 300;

/** Languages that an address may name. */
const MOST_LANGUAGES = 20;

interface FeedRequest {
  Params: { file: string };
  Querystring: { lang?: unknown };
}

/** Serves calendar feeds at their secret addresses: `/calendar/<secret>.ics`, in other languages with `?lang=fr,en`. */
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

  async #serve(
    { params, query, headers }: FastifyRequest<FeedRequest>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const secret = /^(.+)\.ics$/.exec(params.file)?.[1] ?? '';
    const calendar = isSecret(secret) ? await this.feeds.calendar(secret, languagesIn(query.lang)) : null;
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

/** The languages of an address, the best first; what names none is left out, since a calendar cannot put it right. */
function languagesIn(lang: unknown): string[] {
  return typeof lang === 'string' ? lang.split(',').slice(0, MOST_LANGUAGES).filter(isLanguageTag) : [];
}

function isFastify(server: unknown): server is FastifyInstance {
  return typeof server === 'object' && server !== null && 'addHook' in server;
}
