import request from 'supertest';
import { globalId } from '#platform';
import { books, shelves, startEdgeApp, type EdgeApp } from './support/edge-app.js';

describe('a client at the edge', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await startEdgeApp({ production: false });
  });
  afterAll(() => edge.close());

  /** Sends an operation until it has been executed and compiled, and expects the same of both. */
  async function ask(query: string, variables: object = {}, role?: string) {
    const answers = [];
    for (let run = 0; run < 3; run += 1) {
      const sent = request(edge.url).post('/graphql').send({ query, variables });
      if (role !== undefined) void sent.set('authorization', `Bearer ${role}`);
      answers.push((await sent).body);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]).not.toHaveProperty('errors');
    return answers[0].data;
  }

  const idOf = (noun: string, row: { coalitionId: string; id: string } | undefined) =>
    globalId(noun, row?.coalitionId ?? '', row?.id ?? '');

  it('finds a thing again by its id', async () => {
    const listed = await ask('{ books(first: 3) { nodes { id shelf { id } } } }');
    const { id, shelf } = listed.books.nodes[2];
    expect(id).toBe(idOf('Book', books[2]));
    const found = await ask(
      'query ($id: ID!, $shelf: ID!) { node(id: $id) { __typename id ... on Book { shelf { id } } } other: node(id: $shelf) { __typename } }',
      {
        id,
        shelf: shelf.id,
      },
    );
    expect(found).toEqual({ node: { __typename: 'Book', id, shelf }, other: { __typename: 'Shelf' } });
  });

  it('cannot tell what is hidden from what is absent or malformed', async () => {
    const hidden = [idOf('Book', books[13]), idOf('Shelf', shelves[4])];
    const absent = idOf('Book', {
      coalitionId: books[0]?.coalitionId ?? '',
      id: '01890000-0000-7000-8000-0000000000ff',
    });
    const elsewhere = idOf('Book', {
      coalitionId: '01890000-0000-7000-8000-0000000000ff',
      id: '01890000-0000-7000-8000-0000000000fe',
    });
    const { nodes } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [...hidden, absent, elsewhere, 'bok_x', '', idOf('Book', books[0])],
    });
    expect(nodes).toEqual([null, null, null, null, null, null, { id: idOf('Book', books[0]) }]);
  });

  it('reads a list page by page, forwards and backwards', async () => {
    const page =
      'nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount';
    const forwards = (await ask(`{ books(first: 2) { ${page} } }`)).books;
    expect(forwards.pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
      endCursor: forwards.edges[1].cursor,
    });
    expect(forwards.totalCount).toBe(250);
    const next = (
      await ask(`query ($after: String) { books(first: 2, after: $after) { ${page} } }`, {
        after: forwards.pageInfo.endCursor,
      })
    ).books;
    expect(next.nodes.map(({ id }: { id: string }) => id)).toEqual([
      idOf('Book', books[2]),
      idOf('Book', books[3]),
    ]);
    expect(next.pageInfo.hasPreviousPage).toBe(true);
    const last = (await ask(`{ books(last: 2) { ${page} } }`)).books;
    expect(last.nodes.map(({ id }: { id: string }) => id)).toEqual([
      idOf('Book', books[248]),
      idOf('Book', books[249]),
    ]);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await ask(`{ books { nodes { id } } }`)).books.nodes).toHaveLength(20);
  });

  it('costs one batch for a relation of a whole page', async () => {
    const before = edge.batches();
    await ask('{ books(first: 100) { nodes { shelf { name } } } }');
    expect(edge.batches() - before).toBe(3);
  });

  it('reads texts in the languages it knows and is told what it got', async () => {
    const title =
      'title(languages: $languages) { lang servedLanguage text dir isOriginal isFallback origin }';
    const read = async (languages: string[] | null) =>
      (
        await ask(`query ($languages: [LanguageTag!]) { books(first: 1) { nodes { ${title} } } }`, {
          languages,
        })
      ).books.nodes[0].title;
    expect(await read(['fr', 'de-CH'])).toMatchObject({
      lang: 'de',
      servedLanguage: 'de',
      text: 'Buch 0',
      isFallback: false,
      origin: 'MACHINE',
    });
    expect(await read(['fr'])).toMatchObject({
      lang: 'it',
      servedLanguage: 'it',
      text: 'Libro 0',
      isFallback: true,
      isOriginal: true,
    });
    expect(await read(null)).toMatchObject({ lang: 'it', isFallback: false });
  });

  it.each([
    [0, { __typename: 'ShelveBookPayload' }],
    [
      1,
      {
        __typename: 'ShelfFull',
        code: 'SHELF_FULL',
        because: 'The shelf has no room.',
        clause: 'shelves 2',
        room: 40,
      },
    ],
    [3, { __typename: 'Refused', code: 'BOOK_TOO_OLD', because: 'The book is too old.', clause: null }],
    [
      2,
      {
        __typename: 'SeveralRefusals',
        code: 'SEVERAL_REFUSALS',
        because: 'The shelf has no room. The book is too old.',
        clause: null,
        refusals: [{ code: 'SHELF_FULL', room: 40 }, { code: 'BOOK_TOO_OLD' }],
      },
    ],
  ])('is answered by a type of its own when %i rules may refuse', async (refusals, answer) => {
    const { shelveBook } = await ask(
      `mutation ($input: ShelveBookInput!) { shelveBook(input: $input) {
        __typename ... on Refusal { code because clause } ... on ShelfFull { room }
        ... on SeveralRefusals { refusals { code ... on ShelfFull { room } } }
      } }`,
      {
        input: {
          idempotencyKey: '01890000-0000-7000-8000-000000000001',
          title: [{ lang: 'it', text: 'Libro' }],
          refusals,
        },
      },
      'member',
    );
    expect(shelveBook).toEqual(answer);
  });

  it('finds GraphiQL outside production, with nothing from elsewhere', async () => {
    const page = await (await fetch(`${edge.url}/graphiql`)).text();
    expect(page).not.toMatch(/https?:\/\//);
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
    expect(sources.length).toBeGreaterThan(3);
    for (const source of [...sources, '/graphiql/schema.json']) {
      const response = await fetch(`${edge.url}${source}`);
      const { status, headers } = response;
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
      expect([source, status]).toEqual([source, 200]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
