import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const compress = promisify(gzip);

/** The web server; null on a command line, which has none. */
export function fastifyOf(host: HttpAdapterHost): FastifyInstance | null {
  const server: unknown = (host.httpAdapter as typeof host.httpAdapter | undefined)?.getInstance();
  return isFastify(server) ? server : null;
}

/** Answers with a text, compressed for those who ask. */
export async function sendCompressed(bytes: Uint8Array, request: FastifyRequest, reply: FastifyReply) {
  reply.header('vary', 'accept-encoding');
  if (!accepts('gzip', request.headers['accept-encoding'] ?? '')) return reply.send(bytes);
  return reply.header('content-encoding', 'gzip').send(await compress(bytes));
}

/** Answers that there is no such file, and why where there is more to say. */
export function absent(reply: FastifyReply, because = 'not found'): FastifyReply {
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(`${because}\n`);
}

/** True when the header names the encoding and does not forbid it by a weight of 0 (RFC 9110 section 12.5.3). */
function accepts(encoding: string, header: string): boolean {
  return header.split(',').some((accepted) => {
    const [name = '', ...parameters] = accepted.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
  });
}

function isFastify(server: unknown): server is FastifyInstance {
  return typeof server === 'object' && server !== null && 'addHook' in server;
}
