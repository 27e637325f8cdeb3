import type { Browser } from '../apps/verifier/src/main.js';
import {
  buildBrowserVerifier,
  runBrowserVerifier,
  type BrowserVerifier,
} from './support/browser-verifier.js';
import { Committee, committed } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

/** A page in a browser: what it shows by the ids of its elements, and what it keeps between visits. */
class OpenPage implements Browser {
  readonly shown = new Map<string, { textContent: string; hidden: boolean; onclick: (() => unknown) | null }>(
    ['verdict', 'progress', 'trust', 'report', 'forget'].map((id) => [
      id,
      { textContent: '', hidden: id === 'forget', onclick: null },
    ]),
  );
  readonly document = { getElementById: (id: string) => this.shown.get(id) ?? null };
  readonly location: { readonly pathname: string };

  constructor(
    private readonly origin: string,
    slug: string,
    private readonly kept: Map<string, string> | null,
    private readonly tampered: string | null = null,
  ) {
    this.location = { pathname: `/log/${slug}/verify` };
  }

  get localStorage() {
    const { kept } = this;
    if (kept === null) throw new Error('The operation is insecure.');
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  }

  async fetch(url: string) {
    const response = await globalThis.fetch(this.origin + url);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (this.tampered !== null && url.endsWith(this.tampered)) bytes[bytes.length >> 1]! ^= 4;
    return { ok: response.ok, status: response.status, arrayBuffer: () => Promise.resolve(bytes.buffer) };
  }

  text(id: string): string {
    return this.shown.get(id)?.textContent ?? '';
  }
}

describe('the page on which a browser verifies a record', () => {
  let server: TestServer;
  let committee: Committee;
  let verifier: BrowserVerifier;

  beforeAll(async () => {
    await buildBrowserVerifier();
    server = await startTestServer();
    committee = await Committee.seat(server, 5);
    const box = await committee.box(60_000);
    for (let n = 0; n < 5; n += 1) committed(await committee.vote(box, n));
    await committee.close(box);
    const script = await get('/log/verifier.js');
    verifier = runBrowserVerifier(await script.text());
  }, 60_000);

  afterAll(() => server.stop());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { headers });
  const visit = async (kept: Map<string, string> | null, tampered: string | null = null) => {
    const page = new OpenPage(server.url, committee.slug, kept, tampered);
    await verifier.verifyOnPage(page);
    return page;
  };

  it('runs nothing but the two scripts of this server that it names', async () => {
    const response = await get(`/log/${committee.slug}/verify`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
    );
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
    expect(scripts.map(([, , inline]) => inline)).toEqual(['', '']);
    for (const [, attributes = ''] of scripts) {
      const source = new URL(/src="([^"]+)"/.exec(attributes)?.[1] ?? '', response.url);
      const script = await fetch(source);
      expect(script.status).toBe(200);
      expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      await script.arrayBuffer();
    }
  });

  it('can be read by everyone: a language, headings in their order, results that are read out, words without scripts', async () => {
    const html = await (await get(`/log/${committee.slug}/verify`)).text();
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect([...html.matchAll(/<h(\d)/g)].map(([, level]) => level)).toEqual(['1', '2', '2', '2', '2']);
    for (const id of ['verdict', 'progress']) {
      expect(html).toContain(`id="${id}" role="status" aria-live="polite"`);
    }
    for (const id of ['trust', 'report', 'forget']) expect(html).toContain(`id="${id}"`);
    expect(html).toContain('<noscript>');
  });

  it('is there for logs that are there, and in one spelling', async () => {
    for (const path of ['/log/no-such-log/verify', `/log/${committee.slug}/verify/`]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('need not be given a program again that it has', async () => {
    const { headers } = await get('/log/verifier.js');
    expect(headers.get('cache-control')).toBe('no-cache');
    const etag = headers.get('etag') ?? '';
    expect((await get('/log/verifier.js', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('/log/verifier.js', { 'if-none-match': 'W/"other"' })).status).toBe(200);
  });

  it('verifies, names the key that it keeps from the first visit, and holds the record to it at the second', async () => {
    const kept = new Map<string, string>();
    const first = await visit(kept);
    expect(first.text('verdict')).toBe('Verified: the record holds.');
    const { policy } = JSON.parse([...kept.values()][0] ?? '{}') as { policy: string };
    const key = /^log (\S+)/m.exec(policy)?.[1] ?? 'none';
    expect(first.text('trust')).toBe(
      `This was your first visit: the key ${key} was taken from the server itself and is kept from now on. Compare it with one that you have from another place.`,
    );
    expect(first.text('report')).toContain('closed boxes recounted: 1, all hold');

    const second = await visit(kept);
    expect(second.text('verdict')).toBe('Verified: the record holds.');
    expect(second.text('trust')).toContain(`held to the key ${key}, which this browser has kept`);
    expect(second.text('report')).toMatch(/consistent +with the checkpoint of \d+ entries/);
  });

  it('refuses a record of which something was changed, names the place, and keeps nothing of it', async () => {
    const kept = new Map<string, string>();
    const page = await visit(kept, 'checkpoint');
    expect(page.text('verdict')).toBe('Refused: the record does not hold.');
    expect(page.text('report')).toContain('at checkpoint');
    expect(kept.size).toBe(0);
  });

  it('refuses the key of another log in the place of the one that it keeps, until it is told to forget', async () => {
    const kept = new Map<string, string>();
    await visit(kept);
    const stranger = await Committee.seat(server, 1);
    const [name = ''] = [...kept.keys()];
    const policy = await (await get(`/log/${stranger.slug}/policy`)).text();
    const checkpoint = await (await get(`/log/${stranger.slug}/checkpoint`)).text();
    kept.set(name, JSON.stringify({ policy, checkpoint }));
    const page = await visit(kept);
    expect(page.text('verdict')).toBe('Refused: the record does not hold.');
    expect(JSON.parse(kept.get(name) ?? '{}')).toMatchObject({ policy });

    const forget = page.shown.get('forget');
    expect(forget?.hidden).toBe(false);
    await forget?.onclick?.();
    expect(page.text('verdict')).toBe('Verified: the record holds.');
    expect(page.text('trust')).toContain('This was your first visit');
  });

  it('says so where it may keep nothing', async () => {
    const page = await visit(null);
    expect(page.text('verdict')).toBe('Verified: the record holds.');
    expect(page.text('trust')).toMatch(/^Nothing is kept of this visit/);
    expect(page.shown.get('forget')?.hidden).toBe(true);
  });

  it('says so when the record cannot be read to its end', async () => {
    const page = new OpenPage('http://127.0.0.1:1', committee.slug, new Map());
    await verifier.verifyOnPage(page);
    expect(page.text('verdict')).toBe('Not verified: the record could not be read to its end.');
    expect(page.text('report')).not.toBe('');
  });
});
