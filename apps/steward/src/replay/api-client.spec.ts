import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from './api-client.js';

const BUSY = {
  status: 503,
  body: { errors: [{ message: 'Try again in a minute.', extensions: { code: 'UNAVAILABLE' } }] },
};
const WRONG = {
  status: 200,
  body: { errors: [{ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND' } }] },
};
const DONE = { status: 200, body: { data: { act: { person: { id: 'per_1' } } } } };

let server: Server;
let answers: (typeof BUSY | typeof WRONG | typeof DONE)[];
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    if (request.url === '/sign-in') {
      response.setHeader('set-cookie', 'quorate=session').end();
      return;
    }
    let body = '';
    request
      .on('data', (chunk: Buffer) => (body += chunk.toString()))
      .on('end', () => {
        asked.push(body);
        const answer = answers.shift() ?? WRONG;
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function signIn(): Promise<ApiClient> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = { url, issueLink: () => Promise.resolve('/sign-in/token') };
  return ApiClient.signIn(api, 'ana@harbour.example', new AbortController().signal);
}

describe('a client of the API', () => {
  it('asks a busy server again, by the same key', async () => {
    answers = [BUSY, BUSY, DONE];
    const client = await signIn();
    await expect(client.act('mutation', { name: 'Ana' })).resolves.toEqual({ person: { id: 'per_1' } });
    expect(asked).toHaveLength(3);
    expect(new Set(asked).size).toBe(1);
    expect(asked[0]).toMatch(/"idempotencyKey":"[0-9a-f-]{36}"/);
  });

  it('does not ask again what was answered', async () => {
    answers = [WRONG, DONE];
    const client = await signIn();
    await expect(client.act('mutation', {})).rejects.toThrow('There is no such thing.');
    expect(asked).toHaveLength(1);
  });
});
