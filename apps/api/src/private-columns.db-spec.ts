import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { ENTITIES, MIGRATIONS } from './app.module.js';

/**
 * What each column that can hold words holds. A new column has to be put under one of these, and whatever holds names,
 * addresses or words of people is sealed: it must be possible to erase it, and it lies in clear in no file.
 */
const HOLDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Ciphertext, and the wrapped keys that open it.
  sealed: {
    'account.address': 'mail addresses',
    'record_private.sealed': 'every name and all free text',
  },
  // What the coalition and its bodies decided to be known by, and what they voted on in public.
  'public facts': {
    'body.name': 'a body’s name',
    'body.zone': 'a time zone',
    'coalition.name': 'the coalition’s name',
    'coalition.slug': 'the address of its record',
    'organization.name': 'a partner’s name',
    'sector.name': 'a sector’s name',
    'seat.label': 'what a seat is called',
    'seat.seat_class': 'a class of the charter',
    'charter_version.clauses': 'the rules of a body, with the words that they rest on',
    'charter_version.transitional': 'rules of a body that hold on the way to others',
    'box.options': 'what is put to a public vote; who stands for election does so under their name',
    'box.caps': 'caps of the charter and the groups of candidates, by ids',
    'box.recused': 'recusals and clauses, by ids',
    'box.roster': 'how many seats there were, held and recused',
    'box.amendment': 'the rules of a body as a public vote would make them',
    'box.set_aside': 'electors and recusals, by ids',
    'box.budget': 'an amount',
    'box.draw': 'the order that was drawn',
    'box.parameters': 'parameters of the rule',
    'box.quorum': 'the charter’s quorum',
    'box.takes': 'what the charter provides on votes',
    'box.rule': 'the name of a counting rule',
    'box.tally': 'the count',
    'decision.numbers': 'figures of the count',
    'draw.drawn': 'the drawn order',
    'draw.output': 'what a public source of chance gave',
    'draw.pool': 'ids of options, or salted hashes of people',
    'draw.missing': 'sectors, by ids',
    'draw.sectors': 'sectors, by ids',
    'draw.section': 'where a charter has the words on which a draw rests',
    'draw.source_name': 'the name of public numbers',
    'handover.items': 'what is handed over, in the words of a charter',
    'sortition.lottery': 'panels by types, with weights and prices',
    'sortition.panel': 'salted hashes of people',
    'sortition.quotas': 'the features and values by which a body wants a panel to be made up',
    'sortition.section': 'where a charter has the words on which a sortition rests',
    'sortition.types': 'values of features, with salted hashes of people',
    'rotation.section': 'where a charter has the words on which a rotation rests',
    'rotation.zone': 'a time zone',
    'record_doc.content': 'electorates by ids, options, ballots, tallies and charters: what a recount needs',
    'record_event.entry': 'entries: ids, figures, commitments',
    'ballot.ballot': 'what was voted, by a member of a body in office; published when the box is closed',
  },
  // Digests, salts of what is public, ids and words of the program.
  'no words of people': {
    'account.address_found_by': 'a keyed digest',
    'alternate_activation.occasion': 'a word of the program',
    'interest_challenge.clause': 'a clause of the charter',
    'interest_challenge.interest': 'a word of the program',
    'interest_challenge.recount': 'a count',
    'interest_challenge.recount_digest': 'a digest',
    'recusal.clause': 'a clause of the charter',
    'recusal.interest': 'a word of the program',
    'funding.least': 'an amount',
    'funding.most': 'an amount',
    'interest.kind': 'a word of the program; its details are sealed',
    'known_fact.kind': 'a word of the charter',
    'limit_waiver.clause': 'a clause of the charter',
    'mandate_status.clause': 'a clause of the charter',
    'mandate.term_event': 'an event that the charter names',
    'term_event.kind': 'an event that the charter names',
    'handover.questions': 'what the charter leaves open',
    'seniority_review.clause': 'a clause of the charter',
    'seniority_review.questions': 'what the charter leaves open, and ids',
    'mandate.filled_by': 'a way of filling that the charter names',
    'remedy.clause': 'a clause of the charter',
    'remedy.group_id': 'an id, or classes of the charter',
    'remedy.step': 'a step of the charter’s remedies',
    'ruling.question': 'a question that the charter leaves open',
    'ruling.reading': 'one of its readings; the reasons are sealed',
    'account.locale': 'a language',
    'account.zone': 'a time zone',
    'access_token.prefix': 'the first letters of a token',
    'access_token.scopes': 'words of the program',
    'ballot.salt': 'opens the commitment to a ballot',
    'box.ballots_digest': 'a digest',
    'box.box_hash': 'a digest',
    'box.charter_digest': 'a digest',
    'box.draw_commitment': 'a digest',
    'box.electorate_digest': 'a digest',
    'box.tally_digest': 'a digest',
    'due_act.kind': 'a word of the program',
    'calendar_feed.role': 'a word of the program',
    'calendar_feed.secret_hash': 'a digest',
    'proposal.text_digest': 'the digest of a text with its salt',
    'rotation.role': 'a word of the program',
    'rotation.starts_at': 'a local time',
    'rotation.unit': 'a word of the program',
    'rotation.weightings': 'ids and numbers',
    'turn_line.cause': 'a word of the program',
    'turn_line.reason': 'ids and numbers',
    'turn_line.state': 'a word of the program',
    'record_act.digest': 'a keyed digest of a request',
    'record_act.result': 'ids',
    'record_checkpoint.note': 'a signed head',
    'record_cosignature.line': 'a signature',
    'record_cosignature.witness_key': 'a public key',
    'record_doc.media_type': 'a media type',
    'record_doc.sha256': 'a digest',
    'record_erasure.field': 'the name of a field',
    'record_event.kind': 'a word of the program',
    'record_event.leaf_hash': 'a hash',
    'record_head.frontier': 'hashes',
    'record_log.origin': 'the address of a record',
    'record_log.slug': 'the address of a record',
    'record_private.field': 'the name of a field',
    'record_leaf.kind': 'a word of the program',
    'record_leaf.role': 'a capacity',
    'sign_in_attempt.key': 'a keyed digest',
  },
  // What the operator and the server write for themselves.
  operational: {
    'access_token.label': 'what its holder calls a token; deleted with the account',
    'sortition_work.answer': 'what a solver found: panels by types, or bounds that clash',
    'sortition_work.fault': 'why a solver gave up, in words of the program',
    'database_right.only_where': 'SQL of the walls',
    'database_right.relation': 'the name of a table',
    'database_right.rights': 'rights',
    'record_head.frozen': 'why a record was frozen',
    'schema_migration.name': 'the name of a migration',
  },
};

interface Column {
  readonly name: string;
  /** True where a constraint lists its few words, or fixes how many bytes of a hash or key it has. */
  readonly is_bounded: boolean;
}

const COLUMNS = `
SELECT class.relname || '.' || attname AS name, EXISTS (
    SELECT FROM pg_constraint bounds, pg_get_constraintdef(bounds.oid) AS definition
    WHERE bounds.conrelid = class.oid AND bounds.contype = 'c' AND attnum = ANY (bounds.conkey)
      AND (definition LIKE '%(' || attname || ' = ANY (ARRAY[%'
        OR definition ~ ('length\\(' || attname || '\\) = [0-9]+'))
  ) AS is_bounded
FROM pg_class class
JOIN pg_attribute ON attrelid = class.oid AND attnum > 0 AND NOT attisdropped
WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')
  AND atttypid::regtype::text ~ '^(text|json|bytea|character|xml|hstore)'
ORDER BY 1`;

let database: TestDatabase;
let columns: Column[];

beforeAll(async () => {
  database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  columns = await database.dataSource.query(COLUMNS);
});

afterAll(() => database.close());

const classified = Object.values(HOLDS).flatMap((kind) => Object.keys(kind));

it('every column that can hold words is known to hold none of people, or to be sealed', () => {
  const unknown = columns.filter(({ name, is_bounded }) => !is_bounded && !classified.includes(name));
  expect(unknown.map(({ name }) => name)).toEqual([]);
});

it('no column is listed twice, or is not there', () => {
  expect(new Set(classified).size).toBe(classified.length);
  const names = new Set(columns.map(({ name }) => name));
  expect(classified.filter((name) => !names.has(name))).toEqual([]);
});

it('what is sealed stands in no index', async () => {
  const sealed = Object.keys(HOLDS.sealed ?? {});
  const indexed: { name: string }[] = await database.dataSource.query(
    `SELECT DISTINCT class.relname || '.' || attname AS name FROM pg_index
     JOIN pg_class class ON class.oid = indrelid
     JOIN pg_attribute ON attrelid = class.oid AND attnum = ANY (indkey::smallint[])`,
  );
  expect(indexed.filter(({ name }) => sealed.includes(name))).toEqual([]);
});
