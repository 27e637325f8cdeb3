import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Args,
  Context,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import {
  type AccountId,
  type CoalitionId,
  type MultilingualText,
  type Refusal,
  refuse,
  refuseAll,
} from '#kernel';
import {
  Access,
  ActInput,
  ANONYMOUS,
  connectionOf,
  createLog,
  DateTime,
  Fault,
  GraphqlModule,
  gatheredBy,
  inOrderOf,
  Keyset,
  loader,
  LocalizedTextInput,
  LocalizedTextObject,
  NestedInput,
  nestLog,
  Node,
  NodeReaders,
  PageArgs,
  PlainText,
  type Principal,
  readGlobalId,
  readText,
  RefusalType,
  registerNoun,
  resultOf,
  serveText,
  TextField,
  TextInput,
  type Connection,
  type GraphqlContext,
  HttpModule,
  DatabaseModule,
  platformMigrations,
  readConfig,
  SettingsModule,
  webServer,
} from '#platform';

import { testDatabase } from './database.js';

/*
 * A small server with every kind of field the edge knows, over rows in memory: a library of shelves and books.
 */

registerNoun('Shelf', 'shf');
registerNoun('Book', 'bok');

const coalitionId = '01890000-0000-7000-8000-000000000001' as CoalitionId;
const uuid = (kind: number, number: number) =>
  `01890000-0000-7000-8${kind.toString().padStart(3, '0')}-${number.toString().padStart(12, '0')}`;

interface BookRow {
  readonly coalitionId: CoalitionId;
  readonly id: string;
  readonly shelfId: string;
  readonly title: MultilingualText;
  readonly addedAt: Date;
}
interface ShelfRow {
  readonly coalitionId: CoalitionId;
  readonly id: string;
  readonly name: string;
}

export const shelves: ShelfRow[] = Array.from({ length: 5 }, (_, i) => ({
  coalitionId,
  id: uuid(1, i),
  name: `Shelf ${i}`,
}));

export const books: BookRow[] = Array.from({ length: 250 }, (_, i) => ({
  coalitionId,
  id: uuid(2, i),
  shelfId: uuid(1, i % 5),
  title: [
    { lang: 'it', text: `Libro ${i}`, isOriginal: true, origin: 'HUMAN' },
    { lang: 'de', text: `Buch ${i}`, isOriginal: false, origin: 'MACHINE' },
  ],
  addedAt: new Date(Date.UTC(2026, 0, 1) + i * 1000),
}));

@ObjectType({ implements: () => [Node], description: 'A shelf of books.' })
class Shelf extends Node {
  @Field(() => String, { description: 'What is written on it.' })
  name!: string;
}

@ObjectType({ implements: () => [Node], description: 'A book on a shelf.' })
class Book extends Node {
  @TextField('Its title.')
  title!: MultilingualText;

  @Field(() => DateTime, { description: 'When it came.' })
  addedAt!: Date;
}

const BookConnection = connectionOf(Book);

@InputType({ description: 'A note inside a book.' })
class NoteInput {
  @Field(() => String, { description: 'The words.' })
  @PlainText({ max: 20 })
  words!: string;
}

@InputType({ description: 'Puts a book on a shelf.' })
class ShelveBookInput extends ActInput {
  @TextInput('Its title.', { max: 50 })
  title!: LocalizedTextInput[];

  @Field(() => NoteInput, { nullable: true, description: 'A note inside.' })
  @NestedInput(() => NoteInput)
  note?: NoteInput | null;

  @Field(() => Int, { defaultValue: 0, description: 'How many rules shall refuse it.' })
  refusals!: number;
}

@ObjectType({ description: 'A book was put on its shelf.' })
class ShelveBookPayload {
  @Field(() => Date, { description: 'When.' })
  at!: Date;

  @Field(() => LocalizedTextObject, { description: 'Its title as it was read.' })
  title!: object;
}

@RefusalType('SHELF_FULL', 'ShelfFull', 'The shelf has no room.')
class ShelfFull {
  @Field(() => String, { description: 'The fact in stable words.' })
  code!: string;

  @Field(() => Int, { description: 'How many books it holds.' })
  room!: number;
}

const ShelveBookResult = resultOf('ShelveBookResult', ShelveBookPayload, ShelfFull);

const bookKeys = new Keyset<BookRow>([
  { sql: 'added_at', property: 'addedAt', type: 'timestamptz' },
  { sql: 'id', property: 'id', type: 'uuid' },
]);

function pageOf(rows: readonly BookRow[], page: PageArgs): Connection<BookRow> {
  bookKeys.sql(page);
  const after = rows.findIndex((row) => bookKeys.cursor(row) === page.after) + 1;
  const before = rows.findIndex((row) => bookKeys.cursor(row) === page.before);
  const range = rows.slice(after, before < 0 ? undefined : before);
  const read = typeof page.last === 'number' ? range.reverse() : range;
  return bookKeys.page(read.slice(0, (page.last ?? page.first ?? 20) + 1), page, () =>
    Promise.resolve(rows.length),
  );
}

@Resolver(() => Book)
class BookResolver {
  /** How often each batch ran, for the tests that count. */
  static batches = 0;

  constructor(nodes: NodeReaders) {
    nodes.register(
      'Book',
      ({ id }) => books.find((book) => book.id === id && book.id !== uuid(2, 13)) ?? null,
    );
    nodes.register('Shelf', ({ id }) => {
      if (id === uuid(1, 4)) throw new Fault('FORBIDDEN', 'This shelf is closed.');
      return shelves.find((shelf) => shelf.id === id) ?? null;
    });
  }

  @Access('public')
  @Query(() => BookConnection, { description: 'All books.' })
  books(@Args() page: PageArgs): Connection<BookRow> {
    return pageOf(books, page);
  }

  @Access('member')
  @Query(() => Book, { nullable: true, description: 'A book that only members may see.' })
  rareBook(): BookRow | undefined {
    return books[7];
  }

  @Access('founder')
  @Query(() => String, { description: 'What only founders may see.' })
  ledger(): string {
    return 'ledger';
  }

  @Query(() => String, { description: 'What nobody was thought of for.' })
  forgotten(): string {
    return 'forgotten';
  }

  @ResolveField(() => Shelf, { description: 'Where it stands.' })
  shelf(book: BookRow, _args: unknown, context: GraphqlContext): Promise<ShelfRow | null> {
    return loader<string, ShelfRow | null>(context, 'shelf', (ids) => {
      BookResolver.batches += 1;
      return Promise.resolve(inOrderOf(ids, shelves, ({ id }) => id));
    }).load(book.shelfId);
  }
}

/** Ways to fail that no caller may learn more of. */
const FAILURES: Readonly<Record<string, () => unknown>> = {
  error: () => {
    throw new Error('select * from account where secret = 1 /srv/quorate/libs/x.ts');
  },
  fault: () => {
    throw new Fault('CONFLICT', 'Somebody was faster.');
  },
  hidden: () => {
    throw new Fault('NOT_FOUND', 'There is no such thing.');
  },
  text: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a library may throw anything
    throw 'secret /srv/quorate';
  },
  database: () => {
    throw Object.assign(new Error('connect ECONNREFUSED /srv/quorate/.s.PGSQL'), { code: 'ECONNREFUSED' });
  },
  nothing: () => null,
};

@Resolver(() => Shelf)
class ShelfResolver {
  @Access('public')
  @Query(() => String, { description: 'Fails in the way named.' })
  async failing(@Args('how', { description: 'The way.' }) how: string): Promise<unknown> {
    await Promise.resolve();
    return FAILURES[how]?.() ?? (how === 'nothing' ? null : how);
  }

  @Access('public')
  @Query(() => [Shelf], { description: 'All shelves.' })
  shelves(): ShelfRow[] {
    return shelves;
  }

  @ResolveField(() => BookConnection, { description: 'The books on it.' })
  async books(
    @Parent() shelf: ShelfRow,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<BookRow>> {
    const ofShelf = await loader<string, BookRow[]>(context, 'booksOfShelf', (ids) =>
      Promise.resolve(gatheredBy(ids, books, ({ shelfId }) => shelfId)),
    ).load(shelf.id);
    return pageOf(ofShelf, page);
  }

  @ResolveField(() => String, { nullable: true, description: 'Fails on the third shelf.' })
  label(shelf: ShelfRow): string {
    if (shelf.id === uuid(1, 2)) throw new Error('/srv/quorate/label');
    return shelf.name;
  }

  @Access('member')
  @Mutation(() => ShelveBookResult, { description: 'Puts a book on a shelf.' })
  shelveBook(
    @Args('input', { description: 'The book.' }) input: ShelveBookInput,
  ): Refusal | { at: Date; title: object } {
    const full = refuse('SHELF_FULL', 'The shelf has no room.', { clause: 'shelves 2', room: 40 });
    const old = refuse('BOOK_TOO_OLD', 'The book is too old.');
    if (input.refusals === 1) return full;
    if (input.refusals === 2) return refuseAll([full, old]);
    if (input.refusals === 3) return old;
    return { at: new Date(0), title: serveText(readText(input.title)) };
  }

  @Access('public')
  @Mutation(() => String, { description: 'Reads an id back.' })
  echoId(
    @Args('id', { description: 'The id of a book.' }) id: string,
    @Context() context: GraphqlContext,
  ): string {
    return `${readGlobalId('Book', id).id} ${context.principal.via}`;
  }
}

@Module({
  imports: [GraphqlModule],
  providers: [BookResolver, ShelfResolver],
})
class LibraryModule {}

export interface EdgeApp {
  readonly url: string;
  /** The lines that the server logged. */
  readonly log: string[];
  readonly app: NestFastifyApplication;
  batches(): number;
  close(): Promise<void>;
}

/** Who calls is said by a header: nobody, `member`, `founder` or `observer`. */
function principalOf(authorization: string | undefined): Principal {
  const role = authorization?.replace('Bearer ', '');
  if (role === undefined) return ANONYMOUS;
  return {
    accountId: uuid(9, 1) as AccountId,
    persons: new Map(),
    isFounder: role === 'founder',
    readOnly: role === 'observer',
    via: 'token',
    credentialId: role,
  };
}

/** Starts the server on a free port of this machine. */
export async function startEdgeApp({ production }: { production: boolean }): Promise<EdgeApp> {
  const log: string[] = [];
  const contents = { entities: [], migrations: platformMigrations };
  const database = await testDatabase(contents);
  const serverLog = createLog((line) => log.push(line));
  const config = readConfig({ NODE_ENV: production ? 'production' : 'test' });
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: LibraryModule,
      imports: [
        SettingsModule.forRoot(config, serverLog),
        DatabaseModule.forRoot(database.url, contents),
        HttpModule,
      ],
    },
    webServer(config, serverLog),
    { logger: nestLog(serverLog), bodyParser: false },
  );
  const server = app.getHttpAdapter().getInstance();
  server.decorateRequest('principal');
  server.addHook('onRequest', (request, _reply, done) => {
    request.principal = principalOf(request.headers.authorization);
    done();
  });
  await app.listen(0, '127.0.0.1');
  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    log,
    app,
    batches: () => BookResolver.batches,
    async close() {
      await app.close();
      await database.close();
    },
  };
}
