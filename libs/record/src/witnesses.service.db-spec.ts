import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CoalitionId } from '#kernel';
import { createLog, platformMigrations, readConfig, Vault, WrappingKeys } from '#platform';
import { formatVerifierKey } from '#transparency';
import { startTestWitness, type TestWitness } from '../../../apps/witness/src/spec-support/witness-world.js';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { Checkpoints } from './checkpoints.service.js';
import { Cosignatures } from './cosignatures.service.js';
import { Ledger } from './ledger.service.js';
import { LogKeys } from './log-keys.js';
import { LogQueries, type PublishedLog } from './log.queries.js';
import { recordMigrations } from './migrations/index.js';
import { Sequencer } from './sequencer.service.js';
import { RecordSignals } from './signals.js';
import { WitnessEvidence } from './witness-evidence.service.js';
import { WitnessPolicy } from './witness-policy.js';
import { endTurn, takeTurn } from './witness-turn.js';
import { Witnesses } from './witnesses.service.js';

const ORIGIN = 'spec.example/log/spec';
const coalitionId = randomUUID() as CoalitionId;
const forever = new AbortController().signal;

let database: TestDatabase;
let dataDir: string;
let signals: RecordSignals;
let checkpoints: Checkpoints;
let witness: TestWitness;
let lines: string[];

const log = () => createLog((line) => lines.push(line));
const vault = new Vault(WrappingKeys.forOnce());
const config = () => ({ ...readConfig({}), dataDir, witnessPolicyFile: path.join(dataDir, 'witnesses') });
const logs = () => new LogQueries(database.dataSource, vault);

/** What one server asks the witnesses with. */
function server(policy = new WitnessPolicy(config())) {
  const cosignatures = new Cosignatures(database.dataSource, policy);
  const evidence = new WitnessEvidence(logs(), checkpoints, config(), log());
  const witnesses = new Witnesses(database.dataSource, logs(), cosignatures, evidence, policy, log());
  return { cosignatures, witnesses, policy };
}

/** Appends entries and publishes them. */
async function publish(entries: number): Promise<void> {
  const ledger = new Ledger(database.dataSource, signals, vault);
  const actor = { coalitionId, personId: null, key: null, request: null };
  for (let n = 0; n < entries; n += 1) {
    await ledger.found(actor, { slug: 'spec', origin: ORIGIN }, (act) => {
      const stream = act.newId<'Thing'>();
      const entry = act.append({ stream, kind: 'thing.made', capacity: { role: 'server' }, body: {} });
      return Promise.resolve({ entry, result: {} });
    });
  }
  await new Sequencer(database.dataSource).run(coalitionId);
  await checkpoints.publish(coalitionId);
}

const published = async () => (await logs().byCoalition(coalitionId)) as PublishedLog;
const kept = (): Promise<{ size: string; line: string }[]> =>
  database.dataSource.query('SELECT size, line FROM record_cosignature ORDER BY size');

beforeEach(async () => {
  lines = [];
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'quorate-spec-'));
  signals = new RecordSignals(database.dataSource, log());
  checkpoints = new Checkpoints(database.dataSource, signals, config(), log());
  witness = await startTestWitness();
  await writeFile(
    config().witnessPolicyFile,
    `witness w ${formatVerifierKey(witness.key)} ${witness.url}/\nquorum w\n`,
  );
  await publish(3);
  const [signer] = await new LogKeys(config()).signers({ slug: 'spec', origin: ORIGIN });
  await witness.know(signer!.key);
});

afterEach(async () => {
  await witness.remove();
  await signals.onModuleDestroy();
  await database.close();
  await rm(dataDir, { recursive: true });
});

describe('a witness of a log', () => {
  it('is asked for each checkpoint once, and again after an hour in which nothing happened', async () => {
    const { witnesses } = server();
    expect(await witnesses.incomplete()).toEqual([coalitionId]);
    await witnesses.ask(coalitionId, forever);
    const [first] = await kept();
    expect(first).toMatchObject({ size: '3' });
    expect(await witnesses.incomplete()).toEqual([]);
    await witnesses.ask(coalitionId, forever);
    expect(await kept()).toEqual([first]);

    await database.dataSource.query(
      "UPDATE record_cosignature SET line = 'old', received_at = received_at - interval '61 minutes'",
    );
    expect(await witnesses.incomplete()).toEqual([coalitionId]);
    await witnesses.ask(coalitionId, forever);
    const again = await kept();
    expect(again).toHaveLength(1);
    expect(again[0]?.line).toMatch(/^\u2014 witness\.example /);
    expect(lines).toEqual([]);
  });

  it('is asked with a proof from what it has seen, also when that was forgotten here', async () => {
    const { witnesses } = server();
    await witnesses.ask(coalitionId, forever);
    await database.dataSource.query('DELETE FROM record_cosignature');
    await publish(4);
    await witnesses.ask(coalitionId, forever);
    expect(await kept()).toMatchObject([{ size: '7' }]);
    expect(lines).toEqual([]);
  });

  it('is asked by one server at a time, and by another when that one is dead', async () => {
    expect(await takeTurn(database.dataSource, coalitionId)).toBe(true);
    expect(await takeTurn(database.dataSource, coalitionId)).toBe(false);
    await server().witnesses.ask(coalitionId, forever);
    expect(await kept()).toEqual([]);
    await database.dataSource.query(
      "UPDATE record_witness_turn SET ends_at = ends_at - interval '30 seconds'",
    );
    expect(await takeTurn(database.dataSource, coalitionId)).toBe(true);
    await endTurn(database.dataSource, coalitionId);
    await Promise.all(
      [server(), server(), server()].map(({ witnesses }) => witnesses.ask(coalitionId, forever)),
    );
    expect(await kept()).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  it('that does not answer is left alone for a while, and the turn is free', async () => {
    await witness.stop();
    const { witnesses } = server();
    await witnesses.ask(coalitionId, forever);
    await witnesses.ask(coalitionId, forever);
    expect(lines.filter((line) => line.includes('A witness did not cosign.'))).toHaveLength(1);
    expect(await takeTurn(database.dataSource, coalitionId)).toBe(true);
  });

  it('makes its checkpoints complete under the quorum, which a newer one is not at once', async () => {
    const { witnesses, cosignatures } = server();
    const needed = { needed: 1 };
    expect(await cosignatures.shown(await published())).toMatchObject({
      size: 3,
      cosigned: { met: false, have: 0, ...needed },
    });
    await witnesses.ask(coalitionId, forever);
    await publish(2);
    expect(await cosignatures.shown(await published())).toMatchObject({
      size: 3,
      note: expect.stringContaining('\u2014 witness.example '),
      cosigned: { met: true, have: 1, ...needed },
    });
    expect(await cosignatures.proving(await published(), 2)).toMatchObject({ size: 3 });
    expect(await cosignatures.proving(await published(), 3)).toMatchObject({
      size: 5,
      cosigned: { met: false },
    });
    await witnesses.ask(coalitionId, forever);
    expect(await cosignatures.proving(await published(), 3)).toMatchObject({
      size: 5,
      cosigned: { met: true },
    });
    expect(await cosignatures.lastOf(coalitionId, server().policy.witnesses)).toMatchObject([{ size: 5 }]);
  });
});

it('a record that nobody watches is looked up no more often than before', async () => {
  const { cosignatures } = server(new WitnessPolicy({ witnessPolicyFile: null }));
  const log = await published();
  const query = jest.spyOn(database.dataSource, 'query');
  const managed = jest.spyOn(database.dataSource.manager, 'query');
  expect(await cosignatures.shown(log)).toMatchObject({
    size: 3,
    cosigned: { met: true, have: 0, needed: 0 },
  });
  expect(await cosignatures.proving(log, 1)).toMatchObject({ note: log.note });
  expect(query).not.toHaveBeenCalled();
  expect(managed).not.toHaveBeenCalled();
});
