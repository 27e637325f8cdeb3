import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRefusal } from '#kernel';
import {
  bodyOf,
  formatAddCheckpoint,
  formatVerifierKey,
  openCheckpoint,
  parseVerifierKey,
  signNote,
} from '#transparency';
import { openKey } from './witness-key.js';
import { SmallLog } from './spec-support/small-log.js';
import { sha256Hex, startTestWitness, type TestWitness } from './spec-support/witness-world.js';

const ORIGIN = 'quorate.example/log/river';
const NOW = 1_795_436_000_000;

let witness: TestWitness;
let log: SmallLog;

beforeEach(async () => {
  witness = await startTestWitness({ clock: () => NOW });
  log = new SmallLog(ORIGIN, 20);
  await witness.know(log.signer.key);
});

afterEach(() => witness.remove());

const ask = async (oldSize: number, size: number, branch?: string) =>
  witness.post(await log.request(oldSize, size, branch));

/** The size that a cosigned checkpoint has, when it bears both signatures. */
function sizeOf(note: string | null): number | null {
  if (note === null) return null;
  const opened = openCheckpoint(note, [log.signer.key, witness.key], ORIGIN);
  if (isRefusal(opened)) throw new Error(opened.because);
  expect(opened.verified).toEqual([
    { key: log.signer.key, time: null },
    { key: witness.key, time: NOW / 1000 },
  ]);
  return opened.checkpoint.size;
}

/** What is kept against the log, each checkpoint that was contradicted before the request that does. */
async function evidence(kind: 'proved' | 'unproved'): Promise<string[]> {
  const folder = path.join(witness.folder, 'evidence', sha256Hex(ORIGIN), kind);
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.sort().map((name) => readFile(path.join(folder, name), 'utf8')));
}

/** A request with a checkpoint that the log has signed, and hashes that prove nothing. */
const garbled = (oldSize: number, size: number, n = 0) =>
  formatAddCheckpoint({ oldSize, proof: [Buffer.alloc(32, n + 1)], note: log.note(size) });

const cosigned = async (origin = ORIGIN) => sizeOf(await witness.lastOf(origin));

describe('a witness', () => {
  it('cosigns a log as it grows, and shows to anybody what it cosigned last', async () => {
    expect(await cosigned()).toBeNull();
    for (const [oldSize, size] of [
      [0, 3],
      [3, 9],
      [9, 9],
      [9, 30],
    ] as const) {
      const response = await ask(oldSize, size);
      expect(response.status).toBe(200);
      expect(sizeOf(log.note(size) + (await response.text()))).toBe(size);
      expect(await cosigned()).toBe(size);
    }
  });

  it('refuses a fork, keeps it as evidence, and stays with the history that it vouched for', async () => {
    await ask(0, 30);
    const fork = await log.request(30, 35, 'fork');
    expect(await witness.post(fork)).toMatchObject({ status: 422 });
    expect(await ask(30, 30, 'fork')).toMatchObject({ status: 422 });
    expect(await ask(12, 35, 'fork')).toMatchObject({ status: 409 });
    expect(await cosigned()).toBe(30);
    expect(await evidence('unproved')).toEqual([log.note(30), fork]);
    expect(await evidence('proved')).toEqual([log.note(30), await log.request(30, 30, 'fork')]);
    expect(witness.reports).toEqual([
      expect.stringMatching(/without a proof: The proof does not show/),
      expect.stringMatching(/contradicts itself: Another tree of 30 entries/),
    ]);
  });

  it('refuses a log that was set back, and names the size that it has seen', async () => {
    await ask(0, 12);
    const response = await ask(0, 7);
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('text/x.tlog.size');
    expect(await response.text()).toBe('12\n');
  });

  it('goes on after a restart where it was', async () => {
    await ask(0, 12);
    await witness.stop();
    const again = await startTestWitness({ folder: witness.folder, clock: () => NOW });
    expect(again.key).toEqual(witness.key);
    witness = again;
    expect(await cosigned()).toBe(12);
    expect(await ask(0, 13)).toMatchObject({ status: 409 });
    expect(await ask(12, 13)).toMatchObject({ status: 200 });
  });

  it('signs nothing that it could not keep', async () => {
    await mkdir(path.join(witness.folder, 'cosigned'));
    await writeFile(path.join(witness.folder, 'cosigned', sha256Hex(ORIGIN)), 'in the way');
    const response = await ask(0, 3);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('\u2014');
    expect(witness.reports).toEqual([expect.stringMatching(/could not be answered/)]);
  });

  it('does not begin anew when what it kept is damaged', async () => {
    await ask(0, 12);
    const folder = path.join(witness.folder, 'cosigned', sha256Hex(ORIGIN));
    const [file = ''] = await readdir(folder);
    await writeFile(path.join(folder, file), '');
    expect(await ask(0, 13)).toMatchObject({ status: 500 });
    expect(await ask(12, 13)).toMatchObject({ status: 500 });
  });

  it('keeps each log apart from the others', async () => {
    const other = new SmallLog('quorate.example/log/harbour');
    await witness.know(log.signer.key, other.signer.key);
    await ask(0, 12);
    expect(await witness.post(await other.request(0, 5))).toMatchObject({ status: 200 });
    expect(await cosigned()).toBe(12);
    expect(await witness.post(await other.request(12, 13))).toMatchObject({ status: 409 });
  });

  it('learns of a log from its list without a restart, and does not forget for a line that is wrong', async () => {
    const stranger = new SmallLog('quorate.example/log/stranger');
    expect(await witness.post(await stranger.request(0, 1))).toMatchObject({ status: 404 });
    await witness.know(log.signer.key, stranger.signer.key);
    expect(await witness.post(await stranger.request(0, 1))).toMatchObject({ status: 200 });
    await writeFile(path.join(witness.folder, 'logs'), 'not a key\n');
    expect(await witness.post(await stranger.request(1, 2))).toMatchObject({ status: 200 });
    expect(witness.reports).toEqual([expect.stringMatching(/^Line 1 of the list of logs/)]);
  });

  it('believes only the log’s own key', async () => {
    const impostor = new SmallLog(ORIGIN);
    expect(await witness.post(await impostor.request(0, 3))).toMatchObject({ status: 403 });
    expect(await cosigned()).toBeNull();
  });
});

describe('who posts checkpoints of a log with proofs of their own', () => {
  it('takes one place of the evidence for each checkpoint, and is reported once', async () => {
    await ask(0, 10);
    for (let n = 0; n < 120; n += 1)
      expect(await witness.post(garbled(10, 12, n))).toMatchObject({ status: 422 });
    expect(await evidence('unproved')).toEqual([log.note(10), garbled(10, 12)]);
    expect(witness.reports).toHaveLength(1);
  });

  it('leaves nothing behind of what the log proves later, or of what was cosigned before', async () => {
    await ask(0, 10);
    await witness.post(garbled(10, 12));
    await witness.post(garbled(10, 10));
    expect(await ask(10, 12)).toMatchObject({ status: 200 });
    expect(await evidence('unproved')).toEqual([]);
  });

  it('cannot crowd out the two signatures by which a log contradicts itself', async () => {
    await ask(0, 30);
    for (let size = 31; size < 141; size += 1) await witness.post(garbled(30, size));
    expect(await evidence('unproved')).toHaveLength(2 * 100);
    await ask(30, 30, 'fork');
    expect(await evidence('proved')).toEqual([log.note(30), await log.request(30, 30, 'fork')]);
  });

  it('does not take a signature from what was cosigned', async () => {
    const next = new SmallLog(ORIGIN);
    await witness.know(log.signer.key, next.signer.key);
    const both = signNote(bodyOf(log.note(7)), [log.signer, next.signer]);
    const post = (oldSize: number, note: string) =>
      witness.post(formatAddCheckpoint({ oldSize, proof: [], note }));
    await post(0, both);
    expect(await post(7, log.note(7))).toMatchObject({ status: 200 });
    expect(await witness.lastOf(ORIGIN)).toContain(both);
  });
});

describe('fifty checkpoints at once', () => {
  it('lead to one chain: each signature extends the one that was kept before it', async () => {
    const sizes = Array.from({ length: 50 }, (_, n) => n + 1);
    let signed = 0;
    // Whoever is told another size asks again from there, as a log does.
    await Promise.all(
      sizes.map(async (size) => {
        for (let old = 0; old <= size;) {
          const response = await ask(old, size);
          if (response.status === 200) {
            expect(sizeOf(log.note(size) + (await response.text()))).toBe(size);
            signed += 1;
            return;
          }
          expect(response.status).toBe(409);
          old = Number(await response.text());
        }
      }),
    );
    expect(signed).toBeGreaterThan(0);
    expect(await cosigned()).toBe(50);
  });

  it('of two histories are signed of one only, also by two processes on one folder', async () => {
    await ask(0, 20);
    const second = await startTestWitness({ folder: witness.folder, clock: () => NOW });
    const [ours, theirs] = [witness, second];
    const signed: string[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const branch = n % 2 === 0 ? 'one' : 'two';
        const at = n % 4 < 2 ? ours : theirs;
        const response = await at.post(await log.request(20, 21 + (n % 5), branch));
        if (response.status === 200) signed.push(branch);
      }),
    );
    await second.stop();
    expect(signed.length).toBeGreaterThan(0);
    expect(new Set(signed)).toHaveProperty('size', 1);
    const folder = path.join(witness.folder, 'cosigned', sha256Hex(ORIGIN));
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('over HTTP', () => {
  it('says what it is, by a key that can be handed on', async () => {
    const lines = (await (await fetch(witness.url)).text()).split('\n');
    expect(parseVerifierKey(lines[0] ?? '')).toEqual(witness.key);
    expect(lines.slice(1)).toEqual([ORIGIN, '']);
    expect(await (await fetch(`${witness.url}/healthz`)).text()).toBe('ok\n');
  });

  it.each([
    ['GET', '/add-checkpoint', 405],
    ['DELETE', '/', 405],
    ['GET', '/nothing', 404],
    ['GET', `/${'0'.repeat(64)}/checkpoint`, 404],
    ['GET', `/${sha256Hex(ORIGIN).toUpperCase()}/checkpoint`, 404],
    ['GET', `/..%2fkey.pem`, 404],
    ['GET', '/healthz?x', 404],
  ])('answers %s %s with %i', async (method, url, status) => {
    expect((await fetch(witness.url + url, { method })).status).toBe(status);
  });

  it.each([
    ['what is no request', 'hello', 400],
    ['a request without a note', 'old 0\n\nhello\n', 400],
    ['more than any request has', `old 0\n\n${'x'.repeat(300_000)}\n`, 413],
  ])('answers %s plainly', async (_, body, status) => {
    const response = await witness.post(body);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/^[A-Z].*\.\n$/);
  });
});

describe('who hangs up in the middle', () => {
  it('is no matter for its keeper', async () => {
    const { port } = new URL(witness.url);
    const half = connect(Number(port), '127.0.0.1');
    half.write('POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 100\r\n\r\nold');
    await setTimeout(100);
    half.destroy();
    await setTimeout(100);
    expect(await ask(0, 3)).toMatchObject({ status: 200 });
    expect(witness.reports).toEqual([]);
  });
});

describe('the key of a witness', () => {
  it('is its owner’s alone, and made once', async () => {
    const file = path.join(witness.folder, 'key.pem');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await openKey(witness.folder, 'witness.example')).key).toEqual(witness.key);
    expect(formatVerifierKey(witness.key)).toMatch(/^witness\.example\+[0-9a-f]{8}\+B/);
  });

  it('is refused where others may read it, or where it is none', async () => {
    const file = path.join(witness.folder, 'key.pem');
    await chmod(file, 0o640);
    await expect(openKey(witness.folder, 'witness.example')).rejects.toThrow(
      /^Others may read the key .* chmod 600/,
    );
    await chmod(file, 0o600);
    await writeFile(file, 'no key');
    await expect(openKey(witness.folder, 'witness.example')).rejects.toThrow(/holds no private key/);
  });
});
