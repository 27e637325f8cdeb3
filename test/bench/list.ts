/*
 * Measures the CPU time of the server per request for a list of 20 rows with a relation: GraphQL as this server runs
 * it, beside a hand-written Fastify route over the same tables.
 *
 *   npm run bench -- [requests]
 */
import 'reflect-metadata';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, Field, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify } from 'fastify';
import pg from 'pg';
import { DataSource } from 'typeorm';
import {
  Access,
  ANONYMOUS,
  connectionOf,
  createLog,
  DatabaseModule,
  GraphqlModule,
  inOrderOf,
  Keyset,
  loader,
  Node,
  PageArgs,
  readConfig,
  registerNoun,
  SettingsModule,
  startEmbedded,
  webServer,
  type Connection,
  type GraphqlContext,
} from '#platform';

const COALITION = '01890000-0000-7000-8000-000000000001';
const QUERY = `query Members($first: Int!) {
  members(first: $first) { nodes { id name joinedAt organization { id name } } pageInfo { hasNextPage endCursor } }
}`;

interface OrganizationRow {
  readonly coalitionId: string;
  readonly id: string;
  readonly name: string;
}
interface MemberRow extends OrganizationRow {
  readonly joinedAt: Date;
  readonly organizationId: string;
}

registerNoun('BenchMember', 'bme');
registerNoun('BenchOrganization', 'bor');

@ObjectType('BenchOrganization', { implements: () => [Node], description: 'A partner.' })
class Organization extends Node {
  @Field(() => String, { description: 'Its name.' })
  name!: string;
}

@ObjectType('BenchMember', { implements: () => [Node], description: 'A member.' })
class Member extends Node {
  @Field(() => String, { description: 'The name.' })
  name!: string;

  @Field(() => Date, { description: 'Since when.' })
  joinedAt!: Date;
}

const MemberConnection = connectionOf(Member, 'BenchMember');
const members = new Keyset<MemberRow>([
  { sql: 'joined_at', property: 'joinedAt', type: 'timestamptz' },
  { sql: 'id', property: 'id', type: 'uuid' },
]);

@Resolver(() => Member)
class MemberResolver {
  constructor(private readonly database: DataSource) {}

  @Access('public')
  @Query(() => MemberConnection, { description: 'The members.' })
  async members(@Args() page: PageArgs): Promise<Connection<MemberRow>> {
    const { where, orderBy, limit, parameters } = members.sql(page);
    const rows: MemberRow[] = await this.database.query(
      `SELECT coalition_id AS "coalitionId", id, name, joined_at AS "joinedAt", organization_id AS "organizationId"
       FROM bench_member WHERE ${where} ${orderBy} ${limit}`,
      [...parameters],
    );
    return members.page(rows, page);
  }

  @ResolveField(() => Organization, { description: 'On whose behalf.' })
  organization(member: MemberRow, _args: unknown, context: GraphqlContext): Promise<OrganizationRow | null> {
    return loader<string, OrganizationRow | null>(context, 'organization', async (ids) => {
      const rows: OrganizationRow[] = await this.database.query(
        'SELECT coalition_id AS "coalitionId", id, name FROM bench_organization WHERE id = ANY($1::uuid[])',
        [ids],
      );
      return inOrderOf(ids, rows, ({ id }) => id);
    }).load(member.organizationId);
  }
}

@Module({ imports: [GraphqlModule], providers: [MemberResolver] })
class BenchModule {}

async function serveGraphql(url: string): Promise<number> {
  const config = readConfig({ NODE_ENV: 'production' });
  const log = createLog();
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: BenchModule,
      imports: [
        SettingsModule.forRoot(config, log),
        DatabaseModule.forRoot(url, { entities: [], migrations: [] }),
      ],
    },
    webServer(config, log),
    { logger: false, bodyParser: false },
  );
  const server = app.getHttpAdapter().getInstance();
  server.decorateRequest('principal');
  server.addHook('onRequest', (request, _reply, done) => {
    request.principal = ANONYMOUS;
    done();
  });
  await app.listen(0, '127.0.0.1');
  return Number(new URL(await app.getUrl()).port);
}

const JOINED = `
  SELECT m.id, m.name, joined_at AS "joinedAt", o.id AS "organizationId", o.name AS "organizationName"
  FROM bench_member m JOIN bench_organization o ON o.id = organization_id ORDER BY joined_at, m.id LIMIT $1`;
const LISTED = `
  SELECT id, name, joined_at AS "joinedAt", organization_id AS "organizationId"
  FROM bench_member ORDER BY joined_at, id LIMIT $1`;

/** The list as a program would read it that does nothing else: by one statement, or by one for each table. */
async function listByHand(pool: pg.Pool, first: number, statements: 1 | 2): Promise<object> {
  const { rows } = await pool.query<MemberRow & { organizationName: string }>(
    statements === 1 ? JOINED : LISTED,
    [first + 1],
  );
  const kept = rows.slice(0, first);
  const names = new Map<string, string>(kept.map((row) => [row.organizationId, row.organizationName]));
  if (statements === 2) {
    const organizations = await pool.query<OrganizationRow>(
      'SELECT id, name FROM bench_organization WHERE id = ANY($1::uuid[])',
      [[...names.keys()]],
    );
    for (const { id, name } of organizations.rows) names.set(id, name);
  }
  const nodes = kept.map((row) => ({
    id: row.id,
    name: row.name,
    joinedAt: row.joinedAt.toISOString(),
    organization: { id: row.organizationId, name: names.get(row.organizationId) },
  }));
  const pageInfo = { hasNextPage: rows.length > nodes.length, endCursor: nodes.at(-1)?.id ?? null };
  return { data: { members: { nodes, pageInfo } } };
}

async function serveByHand(url: string, statements: 1 | 2): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const server = fastify();
  server.post<{ Body: { variables: { first: number } } }>('/graphql', ({ body }) =>
    listByHand(pool, body.variables.first, statements),
  );
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    CREATE TABLE bench_organization (coalition_id uuid NOT NULL, id uuid PRIMARY KEY, name text NOT NULL);
    CREATE TABLE bench_member (coalition_id uuid NOT NULL, id uuid PRIMARY KEY, name text NOT NULL,
      joined_at timestamptz NOT NULL, organization_id uuid NOT NULL REFERENCES bench_organization);
    CREATE INDEX ON bench_member (joined_at, id);
    INSERT INTO bench_organization
      SELECT '${COALITION}', ('01890000-0000-7000-8001-' || lpad(i::text, 12, '0'))::uuid, 'Organization ' || i
      FROM generate_series(0, 19) i;
    INSERT INTO bench_member
      SELECT '${COALITION}', ('01890000-0000-7000-8002-' || lpad(i::text, 12, '0'))::uuid, 'Member ' || i,
        timestamptz '2026-01-01' + i * interval '1 second',
        ('01890000-0000-7000-8001-' || lpad((i % 20)::text, 12, '0'))::uuid
      FROM generate_series(0, 999) i;
    ANALYZE;
  `);
  await client.end();
}

/** Runs one kind of server in a process of its own and says how much CPU time it took for each request. */
async function measure(kind: Kind, url: string, requests: number): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), [kind, url]);
  const [port] = (await once(child, 'message')) as [number];
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  await Promise.all(Array.from({ length: 8 }, () => load(port, agent, requests / 16)));
  child.send('cpu');
  const [before] = (await once(child, 'message')) as [number];
  await Promise.all(Array.from({ length: 8 }, () => load(port, agent, requests / 8)));
  child.send('cpu');
  const [after] = (await once(child, 'message')) as [number];
  agent.destroy();
  child.disconnect();
  await once(child, 'exit');
  return (after - before) / requests;
}

async function load(port: number, agent: http.Agent, requests: number): Promise<void> {
  const body = JSON.stringify({ query: QUERY, variables: { first: 20 } });
  for (let i = 0; i < requests; i += 1) {
    const request = http.request({ port, agent, host: '127.0.0.1', path: '/graphql', method: 'POST' });
    request.setHeader('content-type', 'application/json').end(body);
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
    if (answer.statusCode !== 200 || !text.includes('Member 19')) throw new Error(text);
  }
}

const SERVERS = {
  'GraphQL, a statement a table': serveGraphql,
  'by hand, a statement a table': (url: string) => serveByHand(url, 2),
  'by hand, one statement': (url: string) => serveByHand(url, 1),
} as const;
type Kind = keyof typeof SERVERS;
const KINDS = Object.keys(SERVERS) as Kind[];
const ROUNDS = 3;

async function serve(kind: Kind, url: string): Promise<void> {
  const port = await SERVERS[kind](url);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on('disconnect', () => process.exit());
  process.send?.(port);
}

/** Measures all kinds in turns, so that a busy machine is busy for all of them, and shows the medians. */
async function compare(requests: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-bench-'));
  chmodSync(folder, 0o711);
  const server = await startEmbedded(path.join(folder, 'postgres'), { durable: false });
  try {
    const url = server.url('postgres');
    await fill(url);
    const measured = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const kind of KINDS) measured.get(kind)?.push(await measure(kind, url, requests));
    }
    const median = (kind: Kind) =>
      measured.get(kind)?.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
    const [graphql] = KINDS.map(median);
    console.log('CPU time of the server for a list of 20 with a relation:');
    for (const kind of KINDS) {
      const times = (graphql ?? Number.NaN) / median(kind);
      console.log(
        `  ${kind.padEnd(30)} ${median(kind).toFixed(0).padStart(5)} us   GraphQL takes ${times.toFixed(2)} times`,
      );
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first = '4000', url] = process.argv.slice(2);
const kind = KINDS.find((name) => name === first);
await (kind !== undefined && url !== undefined ? serve(kind, url) : compare(Number(first)));
