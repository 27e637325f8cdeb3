import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOG, logFault, type Log } from '../logging.js';
import { publicFault } from './public-fault.js';

/** Answers an HTTP request that failed, in the form that GraphQL clients read, and lets out nothing but what is public. */
export function answerFault(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // Who hung up in the middle of a request hears no answer, and it was no fault of ours.
  if (request.raw.destroyed && !request.raw.complete) {
    reply.hijack();
    return;
  }
  const { status, code, message, isOurs } = publicFault(error);
  const ref = isOurs
    ? logFault(log, 'A request failed.', error, { method: request.method, path: request.url.split('?')[0] })
    : undefined;
  void reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ errors: [{ message, extensions: { code, ref } }] }));
}

/** The one place where errors of HTTP requests end; those of GraphQL fields pass on to GraphQL, which masks them. */
@Catch()
export class MaskingFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    // Thrown and not returned: GraphQL would take whatever is no Error for the value of the field.
    if (host.getType<'http' | 'graphql'>() === 'graphql') throw error;
    const http = host.switchToHttp();
    answerFault(this.log, error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
