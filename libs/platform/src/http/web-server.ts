import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import type { Log } from '../logging.js';
import { answerFault } from './masking.filter.js';

/** Bytes of a request's body; long texts go clause by clause. */
const BODY_BYTES = 64 * 1024;

/**
 * Milliseconds for a whole request, for its headers, and between two looks at who is too slow: without the third,
 * Node looks every 30 seconds and the first two mean little.
 */
const REQUEST_TIME = 10_000;
const HEADERS_TIME = 5_000;
const LOOK_EVERY = 1_000;

/**
 * Makes the web server that Nest runs on: bounded in size and time, without a parser for anything but JSON, and
 * with headers by which browsers run nothing that an answer may hold. A page of ours sets its own policy.
 */
export function webServer({ origin, trustedProxies }: Config, log: Log): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_TIME,
    http: { headersTimeout: HEADERS_TIME, connectionsCheckingInterval: LOOK_EVERY },
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      answerFault(log, error, request, reply),
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket),
  });
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  const headers = securityHeaders(origin);
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  return adapter;
}

function securityHeaders(origin: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    ...(origin.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** Answers bytes that are no HTTP request, or one that did not arrive in time, and hangs up. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
