import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import {
  sha256Hex,
  startTestWitness,
  type TestWitness,
} from '../apps/witness/src/spec-support/witness-world.js';
import { formatPolicy, formatVerifierKey, verifyProof, type Policy } from '#transparency';
import { Committee } from './support/committee.js';
import { logOverHttp } from './support/log-reader.js';
import { newContents, startSite, type Site } from './support/sites.js';
import { castBy, castInput, signedIn } from './support/voters.js';
import { addEntry, policyFileOf, servedBy, stateOf, until, watch } from './support/watched.js';

let folder: string;
let witnesses: [TestWitness, TestWitness];
let site: Site;
let committee: Committee;
let policy: Policy;
let settings: { QUORATE_WITNESS_POLICY: string };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-watched-'));
  witnesses = [
    await startTestWitness({ name: 'witness.partner.example' }),
    await startTestWitness({ name: 'witness.city.example' }),
  ];
  settings = { QUORATE_WITNESS_POLICY: await policyFileOf(folder, witnesses) };
  site = await startSite(await newContents(), settings);
  committee = await Committee.seat(site, 3);
  await until('the log has a key', async () => (await servedAt(site)).status === 200);
  policy = await watch(witnesses, site.url, committee.slug);
}, 120_000);

afterAll(async () => {
  await site.stop();
  for (const witness of witnesses) await witness.remove();
  await rm(folder, { recursive: true });
});

const servedAt = ({ url }: Site) => fetch(`${url}/log/${committee.slug}/checkpoint`);
const served = (at: Site = site) => servedBy(at.url, committee.slug, policy, witnesses);
const originOf = () => policy.logs[0]?.key.name ?? '';

/** Waits until all that is committed is published and cosigned by everybody. */
const untilCosigned = () =>
  until('all is cosigned', async () => {
    const { size, cosigners } = await served();
    return size === (await stateOf(site, committee)).entries && cosigners === 2;
  });

async function keep(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

/** What `steward verify` says of the committee's record at a server. */
async function verify(at: Site, ...args: string[]) {
  const ran = await runLine(['verify', at.url, '--coalition', committee.slug, '--json', ...args], COMMANDS);
  return { exit: ran.exit, document: JSON.parse(ran.out) };
}

describe('a record that two organizations watch', () => {
  it('is served with the cosignatures of both, under a policy that names them and their quorum', async () => {
    await untilCosigned();
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['w1', witnesses[0].url],
      ['w2', witnesses[1].url],
    ]);
    expect(policy).toMatchObject({ groups: [{ threshold: 2 }], quorum: 'everybody' });
    expect(await witnesses[0].lastOf(originOf())).toMatch(new RegExp(`^${originOf()}\n`));
  }, 60_000);

  it('says to anybody who watches it, and how far each has come', async () => {
    await untilCosigned();
    const query = `query ($coalition: String!) {
      witnesses(coalition: $coalition) { name key url lastSize lastSeen }
      recordCheckpoint(coalition: $coalition) { size note cosigned { have needed met } }
    }`;
    const response = await fetch(`${site.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { coalition: committee.slug } }),
    });
    const { data } = (await response.json()) as { data: Record<string, unknown> };
    const { size, note } = await served();
    expect(data).toMatchObject({
      witnesses: witnesses.map(({ key, url }, n) => ({
        name: `w${n + 1}`,
        key: formatVerifierKey(key),
        url,
        lastSize: size,
        lastSeen: expect.any(String),
      })),
      recordCheckpoint: { size, note, cosigned: { have: 2, needed: 2, met: true } },
    });
  }, 60_000);

  it('gives a voter a receipt that proves offline, by a policy held beforehand, what the witnesses have seen', async () => {
    const box = await committee.box(3_600_000);
    const browser = await signedIn(site, committee.members[0]!.email);
    const input = castInput(box, 'YES');
    const first = await castBy(browser, input);
    expect(first.cosigned.needed).toBe(2);
    await untilCosigned();
    const receipt = await castBy(browser, input);
    expect(receipt.cosigned).toEqual({ have: 2, needed: 2, met: true });
    const leaf = Buffer.from(receipt.leafHash, 'base64');
    expect(verifyProof(receipt.tlogProof ?? '', leaf, policy)).toMatchObject({ index: receipt.leafIndex });
  }, 60_000);

  it('is verified by strangers who demand the quorum, and not by those who demand more', async () => {
    await untilCosigned();
    const held = await keep('held', formatPolicy(policy));
    expect(await verify(site, '--policy', held)).toMatchObject({ exit: 0, document: { policy: 'held' } });
    const third = await startTestWitness({ name: 'witness.absent.example' });
    const demanding = {
      ...policy,
      witnesses: [...policy.witnesses, { name: 'w3', key: third.key, url: null }],
      groups: [{ name: 'everybody', threshold: 3, members: ['w1', 'w2', 'w3'] }],
    };
    const asked = await keep('demanding', formatPolicy(demanding));
    expect(await verify(site, '--policy', asked)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'SPLIT_VIEW', reason: 'WITNESS_QUORUM_MISSING' }] },
    });
    await third.remove();
  }, 60_000);

  it('verifies offline, cosignatures and all, from files and a policy held beforehand', async () => {
    await untilCosigned();
    const held = await keep('held-offline', formatPolicy(policy));
    const files = await newFolder();
    const environment = {
      DATABASE_URL: site.database.serverUrl,
      QUORATE_DATA: site.folder,
      QUORATE_ORIGIN: 'https://quorate.example',
      ...settings,
    };
    const exported = await runLine(['export', files, '--coalition', committee.slug], COMMANDS, environment);
    expect(exported).toMatchObject({ exit: 0 });
    const { exit, out } = await runLine(['verify', files, '--policy', held, '--json'], COMMANDS);
    expect({ exit, document: JSON.parse(out) }).toMatchObject({
      exit: 0,
      document: { policy: 'held', verdicts: [], size: (await stateOf(site, committee)).entries },
    });
    expect(await readFile(path.join(files, 'checkpoint'), 'utf8')).toBe((await served()).note);
  }, 60_000);

  it('goes on while a witness is away, which makes up for it when it is back', async () => {
    const [, city] = witnesses;
    await city.stop();
    await addEntry(site, committee, 'Grace');
    await until('one witness has cosigned', async () => {
      const { entries } = await stateOf(site, committee);
      const last = await witnesses[0].lastOf(originOf());
      return last?.split('\n')[1] === String(entries);
    });
    const { port } = new URL(city.url);
    witnesses[1] = await startTestWitness({
      name: 'witness.city.example',
      folder: city.folder,
      port: Number(port),
    });
    await untilCosigned();
  }, 90_000);
});

describe('a fork of the database shown to two observers', () => {
  let fork: Site | null = null;

  afterEach(async () => {
    await fork?.stop();
    fork = null;
  });

  it('is exposed by the witnesses: they stay with the first history, and the second server is frozen', async () => {
    await untilCosigned();
    const contents = await site.copy();
    await addEntry(site, committee, 'Seen by the first observer');
    await untilCosigned();
    const { size: cosignedSize } = await served();

    fork = await startSite(contents, settings);
    const second = fork;
    await addEntry(second, committee, 'Seen by the second observer');
    await until('the fork is frozen', async () => (await stateOf(second, committee)).frozen !== null);
    expect((await stateOf(second, committee)).frozen).toMatch(/^FORK: .* witness w[12]/);
    const refused = addEntry(second, committee, 'Too late');
    await expect(refused).rejects.toMatchObject({ code: 'RECORD_FROZEN' });
    expect(await logOverHttp(second.url, committee.slug)('tile/entries/000.p/3')).toBeInstanceOf(Uint8Array);

    expect((await stateOf(site, committee)).frozen).toBeNull();
    for (const witness of witnesses) {
      expect((await witness.lastOf(originOf()))?.split('\n')[1]).toBe(String(cosignedSize));
      const evidence = path.join(witness.folder, 'evidence', sha256Hex(originOf()), 'proved');
      expect((await readdir(evidence)).some((name) => name.endsWith('.request'))).toBe(true);
      expect(witness.reports.join('\n')).toContain('contradicts itself');
    }
  }, 90_000);

  it('is exposed to whoever holds a checkpoint or a policy, also when its server asks no witness', async () => {
    await untilCosigned();
    const held = await keep('held-before-fork', formatPolicy(policy));
    const contents = await site.copy();
    fork = await startSite(contents);
    const dishonest = fork;
    await addEntry(site, committee, 'Shown here');
    await untilCosigned();
    const shownHere = await keep('shown-here', (await served()).note);
    await addEntry(dishonest, committee, 'Shown there');
    await addEntry(dishonest, committee, 'Shown there, too');
    await until('the fork is published', async () => {
      const { entries } = await stateOf(dishonest, committee);
      return (await served(dishonest)).size === entries;
    });

    expect(await verify(dishonest)).toMatchObject({ exit: 0 });
    expect(await verify(dishonest, '--policy', held)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'SPLIT_VIEW', reason: 'WITNESS_QUORUM_MISSING' }] },
    });
    expect(await verify(dishonest, '--prior', shownHere)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'FORK' }] },
    });
  }, 90_000);

  it('is refused by the second store before a witness hears of it, when both share that', async () => {
    await untilCosigned();
    const database = await site.database.copy();
    fork = await startSite(
      { database, folder: await newFolder() },
      { ...settings, QUORATE_DATA: site.folder },
    );
    const second = fork;
    await addEntry(site, committee, 'First in the store');
    await untilCosigned();
    await addEntry(second, committee, 'Second in the store');
    await until('the fork is frozen', async () => (await stateOf(second, committee)).frozen !== null);
    expect((await stateOf(second, committee)).frozen).toMatch(/does not extend the checkpoint/);
  }, 90_000);

  it('or a backup that was set back, is told as a rollback by the witnesses', async () => {
    await untilCosigned();
    const older = await site.copy();
    for (const name of ['One', 'Two', 'Three']) await addEntry(site, committee, name);
    await untilCosigned();
    fork = await startSite(older, settings);
    const restored = fork;
    await addEntry(restored, committee, 'Instead of One');
    await until(
      'the restored one is frozen',
      async () => (await stateOf(restored, committee)).frozen !== null,
    );
    expect((await stateOf(restored, committee)).frozen).toMatch(/^ROLLBACK: /);
  }, 90_000);
});

describe('a witness that lies', () => {
  it('freezes nobody’s record: its word without a proof is only reported', async () => {
    const liar = await startTestWitness({ name: 'witness.liar.example' });
    await liar.stop();
    const { createServer } = await import('node:http');
    const lying = createServer((_, response) => response.writeHead(422).end('no\n'));
    await new Promise<void>((resolve) => lying.listen(0, '127.0.0.1', resolve));
    const { port } = lying.address() as { port: number };
    const asked = await policyFileOf(await newFolder(), [{ ...liar, url: `http://127.0.0.1:${port}` }]);
    const watched = await startSite(await newContents(), { QUORATE_WITNESS_POLICY: asked });
    const other = await Committee.seat(watched, 1);
    await until('the lie is reported', () =>
      Promise.resolve(watched.log.some((line) => line.includes('shows no checkpoint that proves it'))),
    );
    expect((await stateOf(watched, other)).frozen).toBeNull();
    await addEntry(watched, other, 'All the same');
    await watched.stop();
    await liar.remove();
    lying.closeAllConnections();
    await new Promise((resolve) => lying.close(resolve));
  }, 60_000);
});

it('a server does not start with a policy that cannot be used, and says why', async () => {
  const missing = path.join(folder, 'missing');
  const contents = await newContents();
  const refusedBy = async (file: string) => startSite(contents, { QUORATE_WITNESS_POLICY: file });
  await expect(refusedBy(missing)).rejects.toThrow(
    /^QUORATE_WITNESS_POLICY names .*missing, which cannot be read/,
  );
  await expect(refusedBy(await keep('words', 'no policy\n'))).rejects.toThrow(/Line 1 of the policy/);
  const nowhere = `witness w1 ${formatVerifierKey(witnesses[0].key)}\nquorum w1\n`;
  await expect(refusedBy(await keep('nowhere', nowhere))).rejects.toThrow(/w1 without its web address/);
  await contents.database.close();
  await rm(contents.folder, { recursive: true });
}, 60_000);

const newFolder = () => mkdtemp(path.join(folder, 'more-'));
