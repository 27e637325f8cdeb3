import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isRefusal, type CoalitionId } from '#kernel';
import { createLog, platformMigrations, readConfig, Vault, WrappingKeys, type Config } from '#platform';
import {
  formatVerifierKey,
  openCheckpoint,
  SIGNATURE_TYPE,
  verifierKey,
  type VerifierKey,
} from '#transparency';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { Checkpoints } from './checkpoints.service.js';
import { KeyRotations, validityOf } from './key-rotations.service.js';
import { Ledger } from './ledger.service.js';
import { LogKeys } from './log-keys.js';
import { LogQueries } from './log.queries.js';
import { recordMigrations } from './migrations/index.js';
import { Sequencer } from './sequencer.service.js';
import { RecordSignals } from './signals.js';

const LOG = { slug: 'spec', origin: 'spec.example/log/spec' };
const coalitionId = randomUUID() as CoalitionId;
const silent = createLog(() => undefined);

let database: TestDatabase;
let signals: RecordSignals;
let ledger: Ledger;
let config: Config;

beforeEach(async () => {
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  config = { ...readConfig({}), dataDir: await mkdtemp(path.join(os.tmpdir(), 'quorate-keys-')) };
  signals = new RecordSignals(database.dataSource, silent);
  ledger = new Ledger(database.dataSource, signals, new Vault(WrappingKeys.forOnce()));
});

afterEach(async () => {
  await signals.onModuleDestroy();
  await database.close();
  await rm(config.dataDir, { recursive: true });
});

const checkpoints = () => new Checkpoints(database.dataSource, signals, config, silent);
const rotations = () => {
  const logs = new LogQueries(database.dataSource, new Vault(WrappingKeys.forOnce()));
  return new KeyRotations(database.dataSource, ledger, logs, config);
};
const inKeys = (file: string) => path.join(config.dataDir, 'keys', file);
const publicKeys = async () => (await new LogKeys(config).signers(LOG)).map(({ key }) => key);

/** Adds an entry and publishes; the note that was signed, or null when none was. */
async function publish(): Promise<string | null> {
  const actor = { coalitionId, personId: null, key: null, request: null };
  await ledger.found(actor, LOG, (act) => {
    const stream = act.newId<'Thing'>();
    const entry = act.append({ stream, kind: 'thing.made', capacity: { role: 'server' }, body: {} });
    return Promise.resolve({ entry, result: {} });
  });
  await new Sequencer(database.dataSource).run(coalitionId);
  const size = await checkpoints().publish(coalitionId);
  const [row]: { note: string }[] = await database.dataSource.query(
    'SELECT note FROM record_checkpoint WHERE size = $1',
    [size],
  );
  return row?.note ?? null;
}

const isTrusted = (note: string | null, ...keys: readonly VerifierKey[]) =>
  note !== null && !isRefusal(openCheckpoint(note, keys, LOG.origin));

describe('the key of a log', () => {
  it('is changed in front of everybody: told in an entry, then both sign, then the new one alone', async () => {
    const [old] = [await publish(), await publicKeys()][1] as VerifierKey[];
    const { from, to } = await rotations().rotate('spec');
    expect([from, await publicKeys()]).toEqual([old, [old, to]]);

    const told = await rotations().of(coalitionId);
    expect(told).toMatchObject([{ from: formatVerifierKey(from), to: formatVerifierKey(to) }]);
    expect(validityOf(from, told)).toEqual({ comment: `replaced since ${told[0]!.at} by ${told[0]!.to}` });
    expect(validityOf(to, told)).toEqual({ comment: `signs since ${told[0]!.at}` });

    const both = await publish();
    expect([isTrusted(both, from), isTrusted(both, to), isTrusted(both, from, to)]).toEqual([
      true,
      true,
      true,
    ]);

    expect(await rotations().retire('spec')).toBe(1);
    const alone = await publish();
    expect([isTrusted(alone, from), isTrusted(alone, to)]).toEqual([false, true]);
    expect((await readdir(inKeys(''))).sort()).toEqual(['spec.2.pem', 'spec.pem.retired']);

    await rotations().rotate('spec');
    expect((await readdir(inKeys(''))).sort()).toEqual(['spec.2.pem', 'spec.3.pem', 'spec.pem.retired']);
    expect(await rotations().of(coalitionId)).toHaveLength(2);
  });

  it('does not sign before the record has told of it, and a rotation that was interrupted is taken up again', async () => {
    await publish();
    const next = await new LogKeys(config).prepare(LOG);
    expect(isTrusted(await publish(), next)).toBe(false);
    expect((await rotations().rotate('spec')).to).toEqual(next);
    expect(await rotations().of(coalitionId)).toHaveLength(1);
    expect(isTrusted(await publish(), next)).toBe(true);
  });

  it.each([
    ['that is not there', 'lake', 'There is no log of a coalition "lake".'],
    ['that has published nothing', 'spec', 'The log of "spec" has no key yet'],
  ])('of a log %s is not changed', async (_what, slug, sentence) => {
    const actor = { coalitionId, personId: null, key: null, request: null };
    await ledger.found(actor, LOG, (act) => {
      const entry = act.append({
        stream: coalitionId,
        kind: 'thing.made',
        capacity: { role: 'server' },
        body: {},
      });
      return Promise.resolve({ entry, result: {} });
    });
    await expect(rotations().rotate(slug)).rejects.toThrow(sentence);
  });

  it('does not sign while others may read its file, and the operator is told what to do', async () => {
    await publish();
    await chmod(inKeys('spec.pem'), 0o640);
    expect(await publish()).toBeNull();
    expect(await checkpoints().problems()).toEqual([
      expect.stringMatching(/^spec: .*spec\.pem .*chmod 600\.$/),
    ]);
    await chmod(inKeys('spec.pem'), 0o600);
    expect(await checkpoints().problems()).toEqual([]);
    expect(isTrusted(await publish(), ...(await publicKeys()))).toBe(true);
  });
});

describe('the sign command', () => {
  /** A program as an operator's: it holds a key and answers in the given way. */
  async function command(
    answer: string,
    key = generateKeyPairSync('ed25519').privateKey,
  ): Promise<VerifierKey> {
    const own = verifierKey(LOG.origin, SIGNATURE_TYPE.ed25519, key);
    const file = path.join(config.dataDir, 'sign.mjs');
    await mkdir(config.dataDir, { recursive: true });
    await writeFile(
      file,
      `import { createPrivateKey, sign } from 'node:crypto';
      import { readFileSync } from 'node:fs';
      const [verb] = process.argv.slice(2);
      if (verb === 'key') process.stdout.write(${JSON.stringify(`${formatVerifierKey(own)}\n`)});
      else {
        const body = readFileSync(0);
        const key = createPrivateKey(${JSON.stringify(key.export({ type: 'pkcs8', format: 'pem' }))});
        const signature = sign(null, body, key);
        const id = Buffer.alloc(4);
        id.writeUInt32BE(${own.id});
        ${answer}
      }`,
    );
    config = { ...config, signCommand: `${process.execPath} ${file}` };
    return own;
  }

  const LINE =
    "process.stdout.write(`— spec.example/log/spec ${Buffer.concat([id, signature]).toString('base64')}\\n`);";

  it.each([
    ['a signature line', LINE],
    ['the bytes of the signature', 'process.stdout.write(signature);'],
  ])('signs by answering %s; no private key lies in the folder', async (_what, answer) => {
    const key = await command(answer);
    expect(isTrusted(await publish(), key)).toBe(true);
    expect(await readdir(inKeys(''))).toEqual(['spec.command']);
  });

  it('takes over from a key in a file', async () => {
    await publish();
    const [old] = await publicKeys();
    const key = await command(LINE);
    expect((await rotations().rotate('spec')).to).toEqual(key);
    const both = await publish();
    expect([isTrusted(both, old!), isTrusted(both, key)]).toEqual([true, true]);
    await expect(rotations().rotate('spec')).rejects.toThrow('let it make the next one first');
  });

  it.each([
    [
      'signs something else',
      'process.stdout.write(sign(null, Buffer.from("more"), key));',
      'is not the signature of',
    ],
    ['answers nonsense', 'process.stdout.write("no\\n");', 'answered no signature of spec.example/log/spec'],
    [
      'fails',
      'console.error("no permission for this key"); process.exit(3);',
      'ended with 3: no permission for this key.',
    ],
  ])(
    'that %s publishes nothing and freezes nothing, and the next time goes on',
    async (_what, answer, sentence) => {
      const key = generateKeyPairSync('ed25519').privateKey;
      await command(LINE, key);
      expect(await publish()).not.toBeNull();
      await command(answer, key);
      const logged: string[] = [];
      const failing = new Checkpoints(
        database.dataSource,
        signals,
        config,
        createLog((line) => logged.push(line)),
      );
      expect(await publish()).toBeNull();
      expect(await failing.publish(coalitionId)).toBe(0);
      expect(logged.join()).toContain(sentence);
      const own = await command(LINE, key);
      expect(isTrusted(await publish(), own)).toBe(true);
    },
  );

  it('that is not there is named', async () => {
    config = { ...config, signCommand: '/nowhere/sign' };
    const logged: string[] = [];
    expect(await publish()).toBeNull();
    await new Checkpoints(
      database.dataSource,
      signals,
      config,
      createLog((line) => logged.push(line)),
    ).publish(coalitionId);
    expect(logged.join()).toContain('The sign command /nowhere/sign cannot be run');
  });
});
