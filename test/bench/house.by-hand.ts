import { createHash, randomBytes } from 'node:crypto';
import { fastify } from 'fastify';
import pg from 'pg';
import { uuidFromBytes, uuidv7, type MultilingualText } from '#kernel';
import { globalId, readGlobalId, type Vault } from '#platform';
import { sealedValue } from '#record';
import {
  canonicalize,
  commitTo,
  encodeEntry,
  leafHash,
  pseudonym,
  sha256,
  toBase64,
  utf8,
} from '#transparency';

interface DecisionsBody {
  readonly variables: { readonly coalition: string; readonly first: number };
}
interface DecisionRow {
  readonly coalitionId: string;
  readonly id: string;
  readonly bodyId: string;
  readonly outcome: string;
  readonly decidedAt: Date;
}
interface BodyRow {
  readonly id: string;
  readonly name: MultilingualText;
}

interface CastBody {
  readonly variables: {
    readonly input: {
      readonly idempotencyKey: string;
      readonly boxId: string;
      readonly boxHash: string;
      readonly ballot: { readonly choice: string };
    };
  };
}
interface CallerRow {
  readonly persons: Readonly<Record<string, string>>;
}
interface BegunRow {
  readonly now: Date;
  readonly origin: string;
  readonly frozen: string | null;
  readonly streams: { version: number; leaf_hash: string }[] | null;
  readonly result: object | null;
  readonly actor_key: Buffer;
}
interface CastRow {
  readonly boxHash: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly closedAt: Date | null;
  readonly elector: string | null;
  readonly seatId: string | null;
  readonly organizationId: string | null;
  readonly mandateEndsAt: Date | null;
  readonly ballotVersion: number | null;
}

/**
 * The two requests as one would write them by hand for this purpose alone: Fastify, one connection pool, the same
 * statements over the same tables, and the same entry. No GraphQL, no validation beyond what the statements need, no
 * second try; it answers when the ballot is committed and does not wait for the checkpoint.
 *
 * @returns where it listens
 */
export async function serveByHand(databaseUrl: string, vault: Vault): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const server = fastify();
  server.post<{ Body: DecisionsBody }>('/decisions', async ({ body }) => ({
    data: { decisions: { nodes: await decisions(pool, body.variables) } },
  }));
  server.post<{ Body: CastBody }>('/ballots', async (request, reply) => {
    const session = /(?:^|; )quorate=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const receipt = await cast({ pool, vault }, session, request.body.variables.input);
    if (receipt === null) return reply.code(403).send({});
    return { data: { castBallot: { __typename: 'BallotCast', receipt } } };
  });
  return server.listen({ port: 0, host: '127.0.0.1' });
}

async function decisions(pool: pg.Pool, { coalition, first }: DecisionsBody['variables']) {
  const found = await pool.query<DecisionRow>(DECISIONS, [coalition, first + 1]);
  const page = found.rows.slice(0, first);
  const ids = [...new Set(page.map(({ bodyId }) => bodyId))];
  const { rows } = await pool.query<BodyRow>(BODIES, [ids.map(() => page[0]?.coalitionId), ids]);
  const bodies = new Map(rows.map((body) => [body.id, body]));
  return page.map(({ coalitionId, id, bodyId, outcome, decidedAt }) => ({
    id: globalId('Decision', coalitionId, id),
    outcome,
    decidedAt: decidedAt.toISOString(),
    body: {
      id: globalId('Body', coalitionId, bodyId),
      name: { text: bodies.get(bodyId)?.name.find(({ isOriginal }) => isOriginal)?.text },
    },
  }));
}

/** Casts a ballot in one transaction; null for whoever may not. */
async function cast(
  { pool, vault }: { pool: pg.Pool; vault: Vault },
  session: string,
  input: CastBody['variables']['input'],
) {
  const { coalitionId, id: boxId } = readGlobalId('Box', input.boxId);
  const hash = createHash('sha256').update(session).digest();
  const callers = await pool.query<CallerRow>({ ...CALLER, values: [hash] });
  const personId = callers.rows[0]?.persons[coalitionId];
  if (personId === undefined) return null;
  const ballotId = uuidFromBytes(sha256(utf8(`ballot/${boxId}/${personId}`)).subarray(0, 16));
  const choice = { kind: 'choice', choice: input.ballot.choice.toLowerCase() };

  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const begin = [coalitionId, personId, input.idempotencyKey, [ballotId], boxId, null, ballotId, null];
    const [begun] = (await client.query<BegunRow>({ ...BEGIN_ACT, values: begin })).rows;
    const [row] = (await client.query<CastRow>({ ...LOAD_CAST, values: [coalitionId, boxId, personId] }))
      .rows;
    if (
      !begun ||
      begun.result !== null ||
      begun.frozen !== null ||
      !row ||
      !mayCast(row, begun.now, input.boxHash)
    ) {
      await client.query('ROLLBACK');
      return null;
    }
    const head = begun.streams?.[0];
    const entryId = uuidv7(begun.now, randomBytes(10));
    const version = (head?.version ?? 0) + 1;
    const salt = randomBytes(32);
    const bytes = encodeEntry({
      v: 1,
      log: begun.origin,
      id: entryId,
      kind: 'ballot.cast',
      stream: ballotId,
      ver: version,
      prev: head ? toBase64(Buffer.from(head.leaf_hash, 'hex')) : null,
      at: begun.now.toISOString(),
      actor: {
        role: 'elector',
        seat: row.seatId,
        org: row.organizationId,
        commit: pseudonym(vault.unwrap(begun.actor_key), ballotId),
      },
      rule: row.boxHash,
      cause: null,
      body: { box: boxId, elector: row.elector },
      commit: { ballot: commitTo(choice, salt) },
      docs: [],
    });
    const leaf = leafHash(bytes);
    const ballot = [
      coalitionId,
      ballotId,
      version,
      boxId,
      row.elector,
      choice,
      salt.toString('base64'),
      begun.now,
    ];
    await client.query({ ...(row.ballotVersion === null ? INSERT_BALLOT : CHANGE_BALLOT), values: ballot });
    const digest = vault.lookup('request', canonicalize({ act: 'castBallot', input: { ...input } }));
    const result = { boxId, ballotId };
    const entry = [coalitionId, begun.now, entryId, ballotId, version, 'ballot.cast', bytes, leaf];
    const sealed = vault.seal(begun.actor_key, Buffer.concat([salt, utf8(canonicalize(choice))]));
    const act = [personId, input.idempotencyKey, digest, result, sealed];
    await client.query({ ...COMMIT_ACT, values: [...entry, ...act] });
    await client.query('COMMIT');
    notify(pool, coalitionId);
    return { eventId: entryId, leafHash: toBase64(leaf), repeated: false };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

function mayCast(row: CastRow, now: Date, boxHash: string): boolean {
  return (
    row.elector !== null &&
    row.boxHash === boxHash &&
    row.closedAt === null &&
    row.opensAt <= now &&
    now < row.closesAt &&
    (row.mandateEndsAt === null || now < row.mandateEndsAt)
  );
}

let announcing: NodeJS.Timeout | null = null;

/** Tells the sequencer, once in 20 ms at most. */
function notify(pool: pg.Pool, coalitionId: string): void {
  announcing ??= setTimeout(() => {
    announcing = null;
    void pool.query("SELECT pg_notify('quorate_committed', $1)", [coalitionId]);
  }, 20);
}

const RATIONALE = sealedValue({
  coalition: 'decision.coalition_id',
  stream: 'decision.id',
  version: '1',
  field: 'rationale',
});

const DECISIONS = {
  name: 'decisions',
  text: `
SELECT coalition_id AS "coalitionId", id, version, body_id AS "bodyId", proposal_id AS "proposalId",
  box_id AS "boxId", outcome, numbers, ${RATIONALE} AS rationale, tally_digest AS "tallyDigest", decided_at AS "decidedAt",
  takes_effect_at AS "takesEffectAt", review_at AS "reviewAt", supersedes, superseded_by AS "supersededBy"
FROM decision WHERE coalition_id = (SELECT coalition_id FROM record_log WHERE slug = $1)
ORDER BY decided_at DESC, id LIMIT $2`,
};

const BODIES = {
  name: 'bodies',
  text: `
SELECT body.coalition_id AS "coalitionId", body.id AS "id", body.version AS "version", body.name AS "name",
  body.zone AS "zone", body.established_at AS "establishedAt"
FROM body WHERE (body.coalition_id, body.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
};

const CALLER = {
  name: 'caller',
  text: `
WITH clock AS MATERIALIZED (
  SELECT quorate_now() AS now
), live AS (
  SELECT session.id, account_id, is_founder
  FROM session JOIN account ON account.id = account_id, clock
  WHERE token_hash = $1 AND revoked_at IS NULL AND disabled_at IS NULL
    AND expires_at > now AND last_seen_at > now - interval '30 minutes'
), seen AS (
  UPDATE session SET last_seen_at = now FROM live, clock
  WHERE session.id = live.id AND last_seen_at <= now - interval '1 minute'
)
SELECT id, account_id AS "accountId", is_founder AS "isFounder", (
  SELECT coalesce(json_object_agg(coalition_id, person_id), '{}') FROM account_person
  WHERE account_person.account_id = live.account_id
) AS persons FROM live`,
};

const BEGIN_ACT = {
  name: 'begin_act',
  text: 'SELECT * FROM record_begin_act($1, $2, $3, $4, $5, $6, $7, $8)',
};

const LOAD_CAST = {
  name: 'load_cast',
  text: `
SELECT box.box_hash AS "boxHash", box.opens_at AS "opensAt", box.closes_at AS "closesAt", box.closed_at AS "closedAt",
       box.rule, box.parameters, box.options,
       elector.elector, elector.seat_id AS "seatId", elector.organization_id AS "organizationId",
       mandate.ends_at AS "mandateEndsAt", ballot.version AS "ballotVersion"
FROM box
LEFT JOIN box_elector elector
  ON elector.coalition_id = box.coalition_id AND elector.box_id = box.id AND elector.person_id = $3
LEFT JOIN mandate ON mandate.coalition_id = box.coalition_id AND mandate.id = elector.elector
LEFT JOIN ballot
  ON ballot.coalition_id = box.coalition_id AND ballot.box_id = box.id AND ballot.elector = elector.elector
WHERE box.coalition_id = $1 AND box.id = $2`,
};

const INSERT_BALLOT = {
  name: 'insert_ballot',
  text: `INSERT INTO ballot (coalition_id, id, version, box_id, elector, ballot, salt, cast_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

const CHANGE_BALLOT = {
  name: 'change_ballot',
  text: `UPDATE ballot SET version = $3, ballot = $6, salt = $7, cast_at = $8
    WHERE coalition_id = $1 AND id = $2 AND box_id = $4 AND elector = $5`,
};

/** The ledger's last statement, without the parts that a ballot leaves empty. */
const COMMIT_ACT = {
  name: 'commit_act',
  text: `
WITH event AS (
  INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
  VALUES ($1, $3, $4, $5, $6, $7, $8, $2) RETURNING event_id
), pending AS (
  INSERT INTO record_pending (coalition_id, event_id) SELECT $1, event_id FROM event
), act AS (
  INSERT INTO record_act (coalition_id, actor, key, digest, entry_id, result) VALUES ($1, $9, $10, $11, $3, $12)
)
INSERT INTO record_private (coalition_id, stream, stream_version, field, subject, sealed, disclosed)
VALUES ($1, $4, $5, 'ballot', NULL, $13, false)`,
};
