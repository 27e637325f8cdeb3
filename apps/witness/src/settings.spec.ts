import path from 'node:path';
import { formatVerifierKey } from '#transparency';
import { parseLogs } from './known-logs.js';
import { readSettings } from './settings.js';
import { SmallLog } from './spec-support/small-log.js';

describe('the settings of a witness', () => {
  it('need a name and no more', () => {
    expect(readSettings({ WITNESS_NAME: 'witness.example' })).toEqual({
      name: 'witness.example',
      host: 'localhost',
      port: 4100,
      dataDir: path.resolve('.witness'),
      logsFile: path.resolve('.witness/logs'),
    });
  });

  it.each([
    ['no name', {}, /^WITNESS_NAME/],
    ['an empty name', { WITNESS_NAME: ' ' }, /^WITNESS_NAME/],
    ['a name with a space', { WITNESS_NAME: 'a b' }, /^WITNESS_NAME/],
    ['a name with a plus', { WITNESS_NAME: 'a+b' }, /^WITNESS_NAME/],
    ['a port in words', { WITNESS_NAME: 'a', PORT: 'four' }, /^PORT/],
    ['a port that is none', { WITNESS_NAME: 'a', PORT: '65536' }, /^PORT/],
  ])('are refused with %s', (_, env, sentence) => {
    expect(() => readSettings(env)).toThrow(sentence);
  });
});

describe('the list of logs', () => {
  const [river, next, harbour] = [new SmallLog('river'), new SmallLog('river'), new SmallLog('harbour')];
  const key = (log: SmallLog) => formatVerifierKey(log.signer.key);

  it('has a key a line, comments, and two keys for a log that changes its own', () => {
    const logs = parseLogs(`# ours\n${key(river)}\r\n\n  ${key(harbour)}  \n${key(next)}`);
    expect([...logs]).toEqual([
      ['river', [river.signer.key, next.signer.key]],
      ['harbour', [harbour.signer.key]],
    ]);
    expect(parseLogs('').size).toBe(0);
  });

  it.each([
    ['what is no key', 'river', /^Line 1 of the list of logs: A verifier key is written/],
    ['a key with another id', key(river).replace('river', 'other'), /another id/],
    ['a policy line', `\nlog ${key(river)}`, /^Line 2/],
  ])('is refused with %s', (_, text, sentence) => {
    expect(() => parseLogs(text)).toThrow(sentence);
  });
});
