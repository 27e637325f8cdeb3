import type { Audit } from './audit.js';

/** The record's own tables: null for one that is compared, else why not, as the end of a sentence. */
const OWN_TABLES: Readonly<Record<string, string | null>> = {
  record_log: null,
  record_event: null,
  record_act: null,
  record_pending: null,
  record_leaf: null,
  record_tile: null,
  record_head: null,
  record_checkpoint: null,
  record_cosignature: null,
  record_private: null,
  record_subject_key: null,
  record_doc: null,
  record_erasure: null,
  record_sealed: null,
  record_witness_turn: 'it says which server asks the witnesses now',
  due_act: 'it holds what is still to be done; what was done has its entry',
};

/** Columns of the record's own tables of which the record tells nothing. */
const UNTOLD = [
  'The column record_head.frozen: it says what this server may do, not what happened.',
  'The column record_checkpoint.published_at: it is when this server signed, of which the record tells nothing.',
  'The column record_cosignature.received_at: it is when this server was told, of which the record tells nothing.',
  'The column record_private.disclosed: what is shown to everybody is decided by each act, and the record does not tell it.',
];

/**
 * Nothing of a coalition lies in a table of which nobody has said how it follows from the record: such a table could
 * hold anything.
 */
export async function auditSchema(audit: Audit): Promise<void> {
  const { tables, unrecorded } = audit.plan;
  const kept = new Set(tables.map(({ table }) => table));
  const left: Readonly<Record<string, string | null>> = { ...OWN_TABLES, ...unrecorded };
  const found: { name: string }[] = await audit.db.query(
    `SELECT relname AS name FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND attname = 'coalition_id' AND NOT attisdropped ORDER BY 1`,
  );
  for (const { name } of found) {
    if (kept.has(name)) continue;
    const reason = left[name];
    if (reason === undefined) {
      audit.differs(name, 'the whole table', 'Nobody has said how it follows from the record.');
    } else if (reason !== null) {
      audit.leaveOut(`The table ${name}: ${reason}.`);
    }
  }
  for (const sentence of UNTOLD) audit.leaveOut(sentence);
}
