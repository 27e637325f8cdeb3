/*
 * Measures the CPU time of the server per request for a list of 20 rows with a relation: GraphQL as this server runs
 * it, beside a hand-written Fastify route over the same tables.
 *
 *   node tools/bench.mjs [requests]
 */
import 'reflect-metadata';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
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

async function serveByHand(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const server = fastify();
  server.post<{ Body: { variables: { first: number } } }>('/graphql', async ({ body }) => {
    const { rows } = await pool.query<MemberRow & { organizationName: string }>(
      `SELECT m.id, m.name, joined_at AS "joinedAt", o.id AS "organizationId", o.name AS "organizationName"
       FROM bench_member m JOIN bench_organization o ON o.id = organization_id ORDER BY joined_at, m.id LIMIT $1`,
      [body.variables.first + 1],
    );
    const nodes = rows.slice(0, body.variables.first).map((row) => ({
      id: row.id,
      name: row.name,
      joinedAt: row.joinedAt.toISOString(),
      organization: { id: row.organizationId, name: row.organizationName },
    }));
    const pageInfo = { hasNextPage: rows.length > nodes.length, endCursor: nodes.at(-1)?.id ?? null };
    return { data: { members: { nodes, pageInfo } } };
  });
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
async function measure(kind: string, url: string, requests: number): Promise<number> {
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

async function serve(kind: string, url: string): Promise<void> {
  const port = await (kind === 'graphql' ? serveGraphql(url) : serveByHand(url));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on('disconnect', () => process.exit());
  process.send?.(port);
}

async function compare(requests: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-bench-'));
  const server = await startEmbedded(path.join(folder, 'postgres'), { durable: false });
  try {
    const url = server.url('postgres');
    await fill(url);
    const rounds: { readonly graphql: number; readonly byHand: number }[] = [];
    for (let round = 0; round < 3; round += 1) {
      rounds.push({
        graphql: await measure('graphql', url, requests),
        byHand: await measure('by-hand', url, requests),
      });
    }
    const median = (kind: 'graphql' | 'byHand') =>
      rounds.map((round) => round[kind]).sort((a, b) => a - b)[1] ?? 0;
    const [graphql, byHand] = [median('graphql'), median('byHand')];
    console.log(
      `list of 20 with a relation, CPU per request: GraphQL ${graphql.toFixed(0)} us, by hand ${byHand.toFixed(0)} us, ${(graphql / byHand).toFixed(2)} times`,
    );
  } finally {
    await server.stop();
  }
}

const [first = '4000', url] = process.argv.slice(2);
await (url === undefined ? compare(Number(first)) : serve(first, url));
