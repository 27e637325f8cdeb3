import { Injectable } from '@nestjs/common';
import type { CoalitionId, PersonId } from '#kernel';
import { Accounts, globalId } from '#platform';
import { LogQueries, PrivateReading, SEALING_KEY, type SealedValueRow } from '#record';
import type { JsonObject, JsonValue } from '#transparency';
import { formatProof } from '#transparency';
import { DataSource } from 'typeorm';

interface EntryRow {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly entry: Buffer;
  readonly leafIndex: number | null;
}

/**
 * All that the server holds on a person (GDPR articles 15 and 20): their account, every row that names them, in
 * whatever module, every entry about them or brought about by them, opened where it commits to something of theirs, and
 * the proof that it is in the record. What the same rows say of others' names stays closed.
 */
@Injectable()
export class PersonalDataExport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly accounts: Accounts,
    private readonly logs: LogQueries,
    private readonly privacy: PrivateReading,
  ) {}

  /** The export as one JSON document; null when the coalition has no such person. */
  async of(coalitionId: CoalitionId, personId: PersonId): Promise<JsonObject | null> {
    const rows = await this.#rows(coalitionId, personId);
    if (!rows.person) return null;
    const streams = Object.values(rows).flatMap((ofTable) => ofTable.flatMap(streamsIn));
    return {
      person: globalId('Person', coalitionId, personId),
      account: await this.accounts.dataOf(this.dataSource, coalitionId, personId),
      rows,
      entries: await this.#entries(coalitionId, personId, streams),
    };
  }

  /** The rows that name the person by a foreign key, by table; whichever modules there are. */
  async #rows(coalitionId: CoalitionId, personId: PersonId): Promise<Record<string, JsonObject[]>> {
    const naming = await this.dataSource.query<{ table: string; column: string }[]>(NAMING);
    const rows: Record<string, JsonObject[]> = {};
    for (const { table, column } of [{ table: 'person', column: 'id' }, ...naming]) {
      const found = await this.dataSource.query<{ row: JsonObject }[]>(
        `SELECT to_jsonb(${table}) AS row FROM ${table} WHERE coalition_id = $1 AND ${column} = $2`,
        [coalitionId, personId],
      );
      if (found.length > 0) rows[table] = [...(rows[table] ?? []), ...found.map(({ row }) => row)];
    }
    return rows;
  }

  async #entries(
    coalitionId: CoalitionId,
    personId: PersonId,
    streams: readonly string[],
  ): Promise<JsonObject[]> {
    const rows = await this.dataSource.query<EntryRow[]>(ENTRIES, [coalitionId, streams, personId]);
    const values = await this.dataSource.query<SealedValueRow[]>(VALUES, [
      coalitionId,
      rows.map(({ stream }) => stream),
      rows.map(({ version }) => version),
      personId,
    ]);
    const log = await this.logs.byCoalition(coalitionId);
    return Promise.all(
      rows.map(async ({ id, stream, version, entry, leafIndex }) => {
        const isProvable = log?.note && leafIndex !== null && leafIndex < log.size;
        return {
          id,
          leafIndex,
          entry: JSON.parse(entry.toString()) as JsonValue,
          values: this.privacy.opened(
            values.filter((value) => value.stream === stream && value.version === version),
          ),
          proof: isProvable
            ? formatProof({
                index: leafIndex,
                hashes: await this.logs.inclusionProof(coalitionId, leafIndex, log.size),
                checkpoint: log.note,
                extra: null,
              })
            : null,
        };
      }),
    );
  }
}

/** The subjects of which a row tells: itself, and the thing whose entry brought it. */
function streamsIn(row: JsonObject): string[] {
  return [row.id, row.entry_stream].filter((stream) => typeof stream === 'string');
}

const NAMING = `
SELECT class.relname AS "table", attname AS "column"
FROM pg_constraint
JOIN pg_class class ON class.oid = conrelid
JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) AND attname <> 'coalition_id'
WHERE contype = 'f' AND confrelid = 'person'::regclass ORDER BY 1, 2`;

const ENTRIES = `
SELECT event.id, event.stream, event.stream_version AS version, event.entry, leaf.leaf_index::integer AS "leafIndex"
FROM record_event event
LEFT JOIN record_leaf leaf ON leaf.coalition_id = event.coalition_id AND leaf.event_id = event.event_id
WHERE event.coalition_id = $1 AND (event.stream = ANY ($2::uuid[]) OR event.id IN (
  SELECT entry_id FROM record_act WHERE coalition_id = $1 AND actor = $3
))
ORDER BY event.event_id`;

/** What is sealed under the person's key, under a text's own, or under the coalition's; never under another person's. */
const VALUES = `
SELECT private.stream, private.stream_version AS version, private.field, sealing.key || private.sealed AS sealed
FROM record_private private
${SEALING_KEY}
WHERE private.coalition_id = $1
  AND (private.stream, private.stream_version) IN (SELECT * FROM unnest($2::uuid[], $3::integer[]))
  AND private.field NOT LIKE 'docs/%'
  AND (private.subject = $4 OR NOT EXISTS (
    SELECT FROM person WHERE person.coalition_id = private.coalition_id AND person.id = private.subject))
ORDER BY private.stream, private.stream_version, private.field`;
