import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import request from 'supertest';
import { readConfig } from '#platform';
import { createServer } from '../apps/api/src/server.js';
import { startTestServer, type TestServer } from './support/world.js';

describe('a running server', () => {
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    server = await startTestServer();
    folder = await mkdtemp(path.join(tmpdir(), 'quorate-serving-'));
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('lives and is ready', async () => {
    await request(server.url).get('/healthz').expect(200, { live: true });
    await request(server.url).get('/readyz').expect(200, { ready: true, failing: [] });
  });

  it('sends headers by which a browser runs nothing and keeps nothing', async () => {
    const { headers } = await request(server.url).get('/healthz');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['an unknown address', '/nothing/here', 404],
    ['an address that is no text', '/%zz', 400],
  ])('answers %s without telling what it is made of', async (_what, path, status) => {
    const { body, text } = await request(server.url).get(path).expect(status);
    expect(body.errors).toHaveLength(1);
    expect(text).not.toMatch(/FST_|nest|fastify|node_modules|stack/i);
  });

  it.each([
    ['a body that is too large', 'application/json', `{"query":"${'x'.repeat(70_000)}"}`, 413],
    ['a body that is no JSON', 'application/json', '{"query":', 400],
    ['plain text', 'text/plain', '{"query":"{__typename}"}', 415],
    ['a form', 'application/x-www-form-urlencoded', 'query={__typename}', 415],
  ])('refuses %s', async (_what, type, body, status) => {
    const answer = await request(server.url).post('/graphql').set('content-type', type).send(body);
    expect(answer.status).toBe(status);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors).toHaveLength(1);
  });

  it('hangs up on bytes that are no request', async () => {
    expect(await converse(server, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  });

  const HALF =
    'POST /graphql HTTP/1.1\r\nHost: q\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"q';

  it('hangs up on who never sends the rest of the headers, or of the body', async () => {
    const halves = ['POST /graphql HTTP/1.1\r\nHost: q\r\nContent-', HALF];
    const answers = await Promise.all(halves.map((bytes) => converse(server, bytes)));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  });

  it('takes no blame for who hangs up in the middle of a request', async () => {
    const before = server.log.length;
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname, () => socket.write(HALF));
    await pause(100);
    socket.destroy();
    await pause(100);
    await request(server.url).get('/healthz').expect(200);
    expect(server.log.slice(before)).toEqual([]);
  });

  it('does not start on a port that is taken, and says so in a sentence', async () => {
    const { port } = new URL(server.url);
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: port,
      DATABASE_URL: server.database.url,
      QUORATE_DATA: folder,
    });
    await expect(createServer(config)).rejects.toMatchObject({
      name: 'OperatorProblem',
      message: `Port ${port} is in use by another program; stop that one, or set PORT to another.`,
    });
  });

  it('does not start without its database, and says so in a sentence', async () => {
    const config = readConfig({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', QUORATE_DATA: folder });
    await expect(createServer(config)).rejects.toMatchObject({
      name: 'OperatorProblem',
      message: 'The database does not answer: nothing listens at its address. See DATABASE_URL.',
    });
  });

  it('does not start without a data folder, and says so in a sentence', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const config = readConfig({ DATABASE_URL: server.database.url, QUORATE_DATA: path.join(file, 'data') });
    await expect(createServer(config)).rejects.toMatchObject({
      name: 'OperatorProblem',
      message: `The data folder ${config.dataDir} is, or lies below, a file. Set QUORATE_DATA to a folder that can be written.`,
    });
  });
});

describe('a server that loses its database', () => {
  it('calls itself not ready, keeps its secrets, and comes back with the database', async () => {
    const server = await startTestServer();
    await server.database.outage(async () => {
      const { body, text } = await request(server.url).get('/readyz').expect(503);
      expect(body.failing).toContain('database');
      expect(text).not.toContain(new URL(server.database.url).pathname.slice(1));
      expect(server.log.join('\n')).toContain('Not ready.');
    });
    await request(server.url).get('/readyz').expect(200);
    await server.stop();
  });
});

describe('a server that is told to stop', () => {
  it('finishes the request that it has accepted, and takes no other', async () => {
    const server = await startTestServer();
    const body = JSON.stringify({ query: '{ __typename }' });
    const head = `POST /graphql HTTP/1.1\r\nHost: q\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const accepted = converse(server, head + body.slice(0, 5), body.slice(5));
    await pause(100);
    const stopped = server.stop();
    expect(await accepted).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*"__typename":"Query"/);
    await stopped;
    await expect(request(server.url).get('/healthz')).rejects.toThrow(/ECONNREFUSED/);
  });
});

/** Sends bytes, then the rest a little later, and returns all that comes back until the server hangs up. */
function converse(server: TestServer, start: string, rest = ''): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(start);
      if (rest !== '') setTimeout(() => socket.write(rest), 300);
    });
    socket.on('data', (bytes) => (heard += bytes.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}
