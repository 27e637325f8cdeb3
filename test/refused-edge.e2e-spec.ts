import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { startEdgeApp, type EdgeApp } from './support/edge-app.js';

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  };
  readonly text: string;
  readonly headers: Headers;
}

const PUBLIC_CODES =
  /^(UNAUTHENTICATED|FORBIDDEN|NOT_FOUND|BAD_USER_INPUT|CONFLICT|UNAVAILABLE|INTERNAL|BAD_REQUEST|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|OPERATION_RESOLUTION_FAILURE|[A-Z_]+_LIMIT|INTROSPECTION_DISABLED)$/;

describe('the edge in production', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await startEdgeApp({ production: true });
  });
  afterAll(() => edge.close());

  async function request(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${edge.url}${path}`, init);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: isJson ? JSON.parse(text) : {}, text, headers: response.headers };
  }

  function send(body: string, headers: Record<string, string> = {}): Promise<Answer> {
    return request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  const post = (query: string, variables?: object, headers?: Record<string, string>) =>
    send(JSON.stringify({ query, variables }), headers);
  const codes = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions.code);

  function expectRefused(answer: Answer, code?: string): void {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors?.length).toBeLessThanOrEqual(10);
    if (code !== undefined) expect(codes(answer)).toEqual([code]);
  }

  const many = (count: number, write: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => write(i)).join(' ');

  describe('refuses an operation that is too large', () => {
    it.each([
      ['101 aliases', `{ ${many(101, (i) => `a${i}: __typename`)} }`, /_LIMIT$/],
      ['21 aliases below the root', `{ shelves { ${many(21, (i) => `a${i}: name`)} } }`, /^ALIAS_LIMIT$/],
      [
        '60 aliases in fragments',
        `{ shelves { ...a ...b ...c } } ${['a', 'b', 'c'].map((f) => `fragment ${f} on Shelf { ${many(20, (i) => `${f}${i}: name`)} }`).join(' ')}`,
        /^ALIAS_LIMIT$/,
      ],
      [
        '20 acts in one mutation',
        `mutation { ${many(20, (i) => `a${i}: echoId(id: "x")`)} }`,
        /^MUTATION_LIMIT$/,
      ],
      [
        'two acts of which one comes by a fragment',
        'mutation { echoId(id: "x") ...f } fragment f on Mutation { b: echoId(id: "y") }',
        /^MUTATION_LIMIT$/,
      ],
      ['21 root fields', `{ ${many(21, (i) => `a${i}: __typename`)} }`, /_LIMIT$/],
      ['500 directives', `{ __typename ${many(500, () => '@include(if: true)')} }`, /./],
      [
        '21 directives on different fields',
        `{ shelves { ${many(21, () => 'name @include(if: true)')} } }`,
        /^DIRECTIVE_LIMIT$/,
      ],
      ['301 fields', `{ shelves { ${many(301, () => 'name')} } }`, /^FIELD_LIMIT$/],
      [
        '9 levels',
        '{ shelves { books { nodes { shelf { books { nodes { shelf { books { totalCount } } } } } } } } }',
        /^DEPTH_LIMIT$/,
      ],
      [
        'nested pages',
        '{ books(first: 100) { nodes { shelf { books(first: 100) { nodes { id } } } } } }',
        /^COST_LIMIT$/,
      ],
      [
        'nested pages of the default size',
        '{ books { nodes { shelf { books { nodes { shelf { books { totalCount } } } } } } } }',
        /^COST_LIMIT$/,
      ],
      [
        'circular introspection',
        `{ __type(name: "Query") { ${'fields { type { '.repeat(6)} name ${'} }'.repeat(6)} } }`,
        /_LIMIT$|^GRAPHQL_VALIDATION_FAILED$/,
      ],
      ['introspection', getIntrospectionQuery(), /^(INTROSPECTION_DISABLED|DEPTH_LIMIT)$/],
      ['the schema', '{ __schema { types { name } } }', /^INTROSPECTION_DISABLED$/],
    ])('%s', async (_what, query, code) => {
      const answer = await post(query);
      expectRefused(answer);
      for (const each of codes(answer) ?? []) expect(each).toMatch(code);
    });

    it('5000 repeated fields', async () =>
      expectRefused(await post(`{ shelves { ${many(5000, () => 'name')} } }`)));
    it('50,000 open selections', async () => expectRefused(await post('{a'.repeat(25_000))));
    it('20,000 nested lists', async () =>
      expectRefused(await post(`{ nodes(ids: ${'['.repeat(20_000)}) { id } }`)));

    it('a fragment that spreads itself, at once', async () => {
      expectRefused(
        await post('{ ...f } fragment f on Query { ...g } fragment g on Query { ...f }'),
        undefined,
      );
    });

    it('a fragment bomb of 2^20 fields, at once', async () => {
      const bomb = many(20, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`);
      expectRefused(await post(`{ ...f0 } ${bomb} fragment f20 on Query { __typename }`));
    });

    it('fields that overlap in many ways, at once', async () => {
      const overlapping = many(
        250,
        (i) => `shelves { name x: label${i % 2 === 0 ? '' : ' @include(if: true)'} }`,
      );
      expectRefused(await post(`{ ${overlapping} }`));
    });
  });

  describe('refuses a page size out of bounds', () => {
    const byVariable = 'query ($n: Int) { books(first: $n) { totalCount } }';

    it.each([
      ['literal', '{ books(first: 1000000) { totalCount } }', {}],
      ['by variable', byVariable, { n: 1_000_000 }],
      ['by default value', 'query ($n: Int = 1000000) { books(first: $n) { totalCount } }', {}],
      ['negative', '{ books(first: -1) { totalCount } }', {}],
      ['zero', byVariable, { n: 0 }],
      ['from the end', '{ books(last: 101) { totalCount } }', {}],
      ['in a nested list', '{ shelves { books(first: 101) { totalCount } } }', {}],
      ['in a fragment', '{ ...f } fragment f on Query { books(first: 101) { totalCount } }', {}],
    ])('%s', async (_what, query, variables) => {
      const answer = await post(query, variables);
      expectRefused(answer, 'BAD_USER_INPUT');
    });

    it('after a good run of the same document', async () => {
      for (let run = 0; run < 3; run += 1) {
        expect((await post(byVariable, { n: 100 })).body.data).toEqual({ books: { totalCount: 250 } });
      }
      expectRefused(await post(byVariable, { n: 101 }), 'BAD_USER_INPUT');
    });

    it('from both ends', async () => {
      const { body } = await post('{ books(first: 1, last: 1) { totalCount } }');
      expect(body).toMatchObject({
        data: null,
        errors: [
          { message: 'first cannot stand together with last.', extensions: { code: 'BAD_USER_INPUT' } },
        ],
      });
    });

    it.each([
      '',
      'x',
      'W10',
      "'; DROP TABLE box; --",
      Buffer.from('[{"a":1},null]').toString('base64url'),
      'A'.repeat(3000),
    ])('a cursor that no list gave out: %j', async (after) => {
      const answer = await post('query ($after: String) { books(after: $after) { totalCount } }', { after });
      expect(answer.body.data).toBeNull();
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    });
  });

  describe('refuses a body', () => {
    it('of 2 MB', async () => {
      const answer = await post(`{ __typename } # ${'x'.repeat(2_000_000)}`);
      expect(answer.status).toBe(413);
      expectRefused(answer);
    });

    it.each([
      [
        'with 50,000 levels of JSON',
        `{"query":"{__typename}","variables":${'['.repeat(25_000)}${']'.repeat(25_000)}}`,
      ],
      [
        'with variables of 33 levels',
        `{"query":"{__typename}","variables":{"a":${'['.repeat(32)}${']'.repeat(32)}}}`,
      ],
      ['that is an array of operations', '[{"query":"{__typename}"},{"query":"{__typename}"}]'],
      ['that is not JSON', '{"query": {__typename}}'],
      ['that is empty', ''],
      [
        'that registers a persisted query',
        `{"query":"{__typename}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}`,
      ],
      [
        'that asks for a persisted query',
        `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}`,
      ],
    ])('%s', async (_what, body) => expectRefused(await send(body)));

    it('but not one with variables of 32 levels', async () => {
      const { status } = await send(
        `{"query":"{__typename}","variables":{"a":${'['.repeat(31)}${']'.repeat(31)}}}`,
      );
      expect(status).toBe(200);
    });

    it.each([
      ['text/plain', '{"query":"{__typename}"}'],
      ['application/x-www-form-urlencoded', 'query=%7B__typename%7D'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--',
      ],
    ])('of type %s', async (type, body) => {
      const answer = await send(body, { 'content-type': type });
      expect(answer.status).toBe(415);
      expectRefused(answer);
    });

    it('that arrives by halves, by hanging up', async () => {
      const { port } = new URL(edge.url);
      const started = Date.now();
      const socket = connect(Number(port), '127.0.0.1');
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.on('error', () => undefined);
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"query":',
      );
      socket.resume();
      const outcome = await Promise.race([
        closed.then(() => 'closed'),
        pause(14_500, 'open', { ref: false }),
      ]);
      socket.destroy();
      expect(outcome).toBe('closed');
      expect(Date.now() - started).toBeGreaterThan(1000);
    }, 20_000);
  });

  describe('refuses a GET', () => {
    const ask = (query: string, headers: Record<string, string> = {}) =>
      request(`/graphql?query=${encodeURIComponent(query)}`, { headers });

    it('with a mutation, by 405', async () => {
      const answer = await ask('mutation { echoId(id: "x") }');
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
      expectRefused(answer);
    });

    it.each([
      ['a cookie', { cookie: 'a=b' }],
      ['an authorization', { authorization: 'Bearer member' }],
      ['another site behind it', { 'sec-fetch-site': 'cross-site' }],
    ])('with %s', async (_what, headers) => expectRefused(await ask('{ __typename }', headers)));

    it('but not one without credentials', async () => {
      expect((await ask('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } });
    });
  });

  describe('serves nothing beside', () => {
    it.each(['/', '/graphiql', '/graphiql/graphiql.js', '/playground', '/%', '/../etc/passwd'])(
      '%s',
      async (path) => {
        const answer = await request(path, { headers: { accept: 'text/html' } });
        expect([400, 404]).toContain(answer.status);
        expect(answer.text).not.toMatch(/<script|FST_|node_modules|passwd/);
      },
    );

    it('no page at /graphql', async () => {
      const answer = await request('/graphql', { headers: { accept: 'text/html' } });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain('<');
    });

    it('no @defer', async () => {
      const answer = await post(
        '{ ... @defer { __typename } }',
        {},
        { accept: 'multipart/mixed; deferSpec=20220824, application/json' },
      );
      expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    });

    it('no foreign origin', async () => {
      const { headers } = await post('{ __typename }', {}, { origin: 'https://evil.example' });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    });

    it('no suggestions', async () => {
      for (const query of [
        '{ shelve { name } }',
        '{ shelves { nam } }',
        '{ books(frist: 1) { totalCount } }',
        'query ($i: ShelveBookInpt!) { shelves { name } }',
      ]) {
        const { text } = await post(query);
        expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
        expect(text).not.toMatch(/did you mean|shelves"\?|totalCount"\?/i);
      }
    });

    it('no effect of __proto__', async () => {
      const answer = await send(
        '{"query":"query ($a: String! = \\"ok\\") { failing(how: $a) }","variables":{"__proto__":{"a":"polluted"}}}',
      );
      expect(answer.body).toEqual({ data: { failing: 'ok' } });
      expect(({} as Record<string, unknown>).a).toBeUndefined();
    });

    it('the schema as a file', async () => {
      const { text, headers } = await request('/schema.graphql', {});
      expect(text).toContain('type BookConnection {');
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    });

    it('and on every answer the headers that keep browsers calm', async () => {
      for (const answer of [await post('{ __typename }'), await post('{'), await request('/nothing', {})]) {
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(answer.headers.get('x-powered-by')).toBeNull();
      }
    });
  });

  describe('masks what goes wrong', () => {
    it.each(['error', 'text', 'database', 'nothing'])('%s, executed or compiled', async (how) => {
      for (let run = 0; run < 3; run += 1) {
        const answer = await post('query ($how: String!) { failing(how: $how) }', { how });
        expect(answer.text).not.toMatch(/srv|select|secret|PGSQL|\.ts|at Object|non-nullable|stack/i);
        expect(codes(answer)?.every((code) => /^(INTERNAL|UNAVAILABLE)$/.test(code))).toBe(true);
        const { ref } = answer.body.errors?.[0]?.extensions as { ref?: string };
        expect(edge.log.some((line) => line.includes(String(ref)))).toBe(true);
      }
    });

    it('but not faults', async () => {
      for (let run = 0; run < 3; run += 1) {
        const { body } = await post('query ($how: String!) { failing(how: $how) }', { how: 'fault' });
        expect(body.errors).toMatchObject([
          { message: 'Somebody was faster.', extensions: { code: 'CONFLICT' } },
        ]);
      }
    });

    it('and answers only with codes that clients know', async () => {
      const wrong = [
        '{',
        '{ nope }',
        'query A { __typename } query B { __typename }',
        '{ rareBook { id } }',
        '{ forgotten }',
        '{ failing(how: "error") }',
      ];
      for (const query of wrong) {
        for (const code of codes(await post(query)) ?? []) expect(code).toMatch(PUBLIC_CODES);
      }
    });
  });

  describe('lets in', () => {
    const input = {
      idempotencyKey: '01890000-0000-7000-8000-000000000001',
      title: [{ lang: 'it', text: 'Libro' }],
    };
    const shelve = 'mutation ($input: ShelveBookInput!) { shelveBook(input: $input) { __typename } }';

    it.each([
      ['nobody where nothing is declared', '{ forgotten }', 'founder', 'FORBIDDEN'],
      ['no stranger among members', '{ rareBook { id } }', undefined, 'UNAUTHENTICATED'],
      ['no member among founders', '{ ledger }', 'member', 'FORBIDDEN'],
      ['no observer to act', 'mutation { echoId(id: "x") }', 'observer', 'FORBIDDEN'],
    ])('%s', async (_what, query, role, code) => {
      const answer = await post(
        query,
        {},
        role === undefined ? undefined : { authorization: `Bearer ${role}` },
      );
      expect(codes(answer)).toEqual([code]);
    });

    it('members to act, founders to what is theirs, observers to look', async () => {
      expect((await post(shelve, { input }, { authorization: 'Bearer member' })).body.data).toEqual({
        shelveBook: { __typename: 'ShelveBookPayload' },
      });
      expect((await post('{ ledger }', {}, { authorization: 'Bearer founder' })).body.data).toEqual({
        ledger: 'ledger',
      });
      expect(
        (await post('{ rareBook { addedAt } }', {}, { authorization: 'Bearer observer' })).body.errors,
      ).toBeUndefined();
    });

    it.each([
      ['an unknown field', { ...input, admin: true }, 'admin'],
      ['a missing key', { title: input.title }, 'idempotencyKey'],
      ['an empty text', { ...input, title: [{ lang: 'it', text: ' ' }] }, 'input.title.0.text'],
      ['half a character', { ...input, title: [{ lang: 'it', text: '\ud800' }] }, 'input.title.0.text'],
      [
        'a language twice',
        {
          ...input,
          title: [
            { lang: 'it', text: 'a' },
            { lang: 'IT', text: 'b' },
          ],
        },
        'input.title',
      ],
      [
        'two originals',
        {
          ...input,
          title: [
            { lang: 'it', text: 'a', isOriginal: true },
            { lang: 'de', text: 'b', isOriginal: true },
          ],
        },
        'input.title',
      ],
      ['a text too long', { ...input, title: [{ lang: 'it', text: 'a'.repeat(51) }] }, 'input.title'],
      ['a nested text too long', { ...input, note: { words: 'a'.repeat(21) } }, 'input.note.words'],
    ])('no input with %s, and names the field', async (_what, wrong, field) => {
      const { body } = await post(shelve, { input: wrong }, { authorization: 'Bearer member' });
      expect(body.errors?.length).toBe(1);
      expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(body.errors?.[0]?.message).toContain(field);
      expect(body.data ?? null).toBeNull();
    });
  });
});
