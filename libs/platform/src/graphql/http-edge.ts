import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '../fault.js';
import { LIMITS } from './limits.js';

/**
 * Puts the rules of GraphQL over HTTP on the server: JSON of bounded nesting as the only body of any route that does
 * not bring its own parser, and GET without credentials.
 */
export function installHttpEdge(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseBody(body.toString()));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
  server.addHook('preHandler', (request, _reply, done) => {
    if (request.routeOptions.url === '/graphql') admitGraphql(request);
    done();
  });
}

function parseBody(text: string): unknown {
  const body = parseJson(text);
  // The body is one level around the variables.
  if (isNestedDeeper(body, LIMITS.nesting + 1)) {
    throw new Fault('BAD_USER_INPUT', `Variables may be nested ${LIMITS.nesting} levels deep.`);
  }
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault('BAD_USER_INPUT', 'The body is not JSON.', { cause: error });
  }
}

/** Level by level and without recursion, so that no nesting can exhaust the stack. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  let objects = [value].filter(isObject);
  for (let depth = 1; objects.length > 0; depth += 1) {
    if (depth > levels) return true;
    objects = objects.flatMap((item) => Object.values(item).filter(isObject));
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * A GET without credentials carries nobody's authority, so it needs no proof that a page of ours sent it; one with
 * credentials does, by a header that browsers send to other sites only after asking.
 */
function admitGraphql({ headers, body, method }: FastifyRequest): void {
  if (isObject(body) && 'extensions' in body) refusePersistedQuery(body.extensions);
  const isAnonymous = headers.cookie === undefined && headers.authorization === undefined;
  if (method === 'GET' && isAnonymous && headers['sec-fetch-site'] !== 'cross-site') {
    headers['apollo-require-preflight'] ??= 'anonymous';
  }
}

function refusePersistedQuery(extensions: unknown): void {
  if (isObject(extensions) && 'persistedQuery' in extensions) {
    throw new Fault('BAD_USER_INPUT', 'Persisted queries are not served; send the query.');
  }
}
