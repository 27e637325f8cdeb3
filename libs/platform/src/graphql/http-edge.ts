import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../fault.js';
import { refusalBody } from './errors.js';
import { LIMITS } from './limits.js';

/**
 * Makes the HTTP server. Slow senders are dropped: Node looks at its connections only every 30 s by default, which
 * would make the timeouts useless.
 */
export function createHttpAdapter({ trustedProxies }: { trustedProxies: readonly string[] }): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: 10_000,
    keepAliveTimeout: 65_000,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    // What Fastify refuses before any route repeats the address it was called with.
    frameworkErrors: ({ statusCode = 400 }: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      void reply.code(statusCode).send(refusalBody(statusCode));
    },
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
  });
}

/** Puts the rules of the edge on every route: protective headers, and JSON of bounded nesting as the only body. */
export function installHttpEdge(server: FastifyInstance, { production }: { production: boolean }): void {
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      ...(production ? { 'strict-transport-security': 'max-age=63072000' } : {}),
    });
    done();
  });
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.routeOptions.url === '/graphql') admitGraphql(request);
    done();
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseBody(body.toString()));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function parseBody(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new Fault('BAD_USER_INPUT', 'The body is not JSON.', { cause: error });
  }
  // The body is one level around the variables.
  if (isNestedDeeper(body, LIMITS.nesting + 1)) {
    throw new Fault('BAD_USER_INPUT', `Variables may be nested ${LIMITS.nesting} levels deep.`);
  }
  return body;
}

/** Without recursion, so that no nesting can exhaust the stack. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (depth >= levels && level.length > 0) return true;
  }
  return false;
}

/**
 * A GET without credentials carries nobody's authority, so it needs no proof that a page of ours sent it; one with
 * credentials does, by a header that browsers send to other sites only after asking.
 */
function admitGraphql(request: FastifyRequest): void {
  const { headers, body, method } = request;
  if (typeof body === 'object' && body !== null && 'extensions' in body)
    refusePersistedQuery(body.extensions);
  const isAnonymous = headers.cookie === undefined && headers.authorization === undefined;
  if (method === 'GET' && isAnonymous && headers['sec-fetch-site'] !== 'cross-site') {
    headers['apollo-require-preflight'] ??= 'anonymous';
  }
}

function refusePersistedQuery(extensions: unknown): void {
  if (typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions) {
    throw new Fault('BAD_USER_INPUT', 'Persisted queries are not served; send the query.');
  }
}
