import { randomUUID } from 'node:crypto';
import { encodeEntry, type Entry } from './entry.js';
import { erasedDocuments, erasureCheck } from './erasure-check.js';
import { type JsonObject } from './jcs.js';
import { leafHash } from './merkle.js';

const DIGEST = Buffer.alloc(32, 1).toString('base64');

const entry = (kind: string, stream: string, body: JsonObject = {}, docs: string[] = []): Entry => ({
  v: 1,
  log: 'spec.example/log/spec',
  id: randomUUID(),
  kind,
  stream,
  ver: 1,
  prev: null,
  at: '2026-11-23T09:00:00.000Z',
  actor: { role: 'steward', seat: null, org: null, commit: null },
  rule: null,
  cause: null,
  body,
  commit: {},
  docs: docs.map((sha256) => ({ sha256, size: 1, mediaType: 'application/json', lang: null })),
});

const erased = (more: JsonObject = {}) =>
  entry('privacy.erased', 'erasure', {
    ref: 'text',
    fields: null,
    commitments: 2,
    documents: [DIGEST],
    legalBasis: 'OBJECTION',
    decidedBy: 'decision',
    ...more,
  });

async function check(entries: readonly Entry[]) {
  const checking = erasureCheck();
  entries.forEach((one, index) => checking.see(one, index, leafHash(encodeEntry(one))));
  return checking.finish(() => Promise.reject(new Error('It reads no document.')));
}

const BEFORE = [entry('text.written', 'text', {}, [DIGEST]), entry('decision.recorded', 'decision')];

describe('the check of erasures', () => {
  it('tells how much nobody can open any more', async () => {
    const report = await check([...BEFORE, erased(), erased({ decidedBy: null, documents: [] })]);
    expect(report).toMatchObject({ checked: 2, failures: [] });
    expect(report.skipped).toEqual([expect.stringContaining('4 committed values and 1 documents')]);
  });

  it('has nothing to tell of a record without any', async () => {
    expect(await check(BEFORE)).toMatchObject({ checked: 0, failures: [], skipped: [] });
  });

  it.each([
    ['nothing that the record has', BEFORE, { ref: 'other' }],
    ['a document of something else', [...BEFORE, entry('other', 'other')], { ref: 'other' }],
    ['something by a decision that is not there', BEFORE, { decidedBy: 'none' }],
  ])('fails one of %s', async (_, before, body) => {
    const { failures } = await check([...before, erased(body)]);
    expect(failures).toEqual([expect.objectContaining({ code: 'ERASURE_MISFITS', index: before.length })]);
  });

  it('takes no entry of another kind for one, and no other list for documents', () => {
    expect(erasedDocuments(entry('text.written', 'text', { documents: [DIGEST] }))).toEqual([]);
    expect(erasedDocuments(erased({ documents: 'all' }))).toEqual([]);
    expect(erasedDocuments(erased())).toEqual([DIGEST]);
  });
});
