import { isRefusal } from '#kernel';
import {
  grantAccessToken,
  MOST_DAYS,
  MOST_TOKENS,
  readAccessToken,
  recognizable,
  writeAccessToken,
  type AccessTokenWish,
} from './access-token.rules.js';
import { newSecret } from './secret.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const inDays = (days: number, milliseconds = 0) =>
  new Date(now.getTime() + days * 24 * 60 * 60 * 1000 + milliseconds);
const wish = (changes: Partial<AccessTokenWish> = {}): AccessTokenWish => ({
  label: 'Open data export',
  scopes: ['READ'],
  expiresAt: inDays(30),
  ...changes,
});
const answer = (changes: Partial<AccessTokenWish>, held = 0) => {
  const granted = grantAccessToken(wish(changes), held, now);
  return isRefusal(granted) ? granted.code : 'granted';
};

describe('a personal access token', () => {
  it.each<[string, Partial<AccessTokenWish>, number, string]>([
    ['an ordinary wish', {}, 0, 'granted'],
    ['the last day', { expiresAt: inDays(MOST_DAYS) }, 0, 'granted'],
    ['a moment too long', { expiresAt: inDays(MOST_DAYS, 1) }, 0, 'EXPIRY_OUT_OF_RANGE'],
    ['an end that is now', { expiresAt: now }, 0, 'EXPIRY_OUT_OF_RANGE'],
    ['an end a millisecond away', { expiresAt: inDays(0, 1) }, 0, 'granted'],
    ['a blank label', { label: '  ' }, 0, 'LABEL_NOT_USABLE'],
    ['a label of 100 characters', { label: 'ü'.repeat(100) }, 0, 'granted'],
    ['a label of 101 characters', { label: 'a'.repeat(101) }, 0, 'LABEL_NOT_USABLE'],
    ['a label of two lines', { label: 'one\r\ntwo' }, 0, 'LABEL_NOT_USABLE'],
    ['a label that turns the terminal', { label: 'a\u001b[2Jb' }, 0, 'LABEL_NOT_USABLE'],
    ['a label that turns the text around', { label: 'a\u202eb' }, 0, 'LABEL_NOT_USABLE'],
    ['the last token', {}, MOST_TOKENS - 1, 'granted'],
    ['one token too many', {}, MOST_TOKENS, 'TOO_MANY_TOKENS'],
  ])('answers %s', (_case, changes, held, code) => {
    expect(answer(changes, held)).toBe(code);
  });

  it.each<[AccessTokenWish['scopes'], AccessTokenWish['scopes']]>([
    [[], ['READ']],
    [['READ'], ['READ']],
    [['ACT'], ['READ', 'ACT']],
    [
      ['ACT', 'ACT', 'READ'],
      ['READ', 'ACT'],
    ],
  ])('asked for %o is good for %o', (scopes, granted) => {
    expect(grantAccessToken(wish({ scopes }), 0, now)).toMatchObject({ scopes: granted });
  });

  it('keeps its label without the blanks around it', () => {
    expect(grantAccessToken(wish({ label: ' Export ' }), 0, now)).toMatchObject({ label: 'Export' });
  });

  it('is read back from what was written, and nothing else is', () => {
    const secret = newSecret();
    const token = writeAccessToken(secret);
    expect(readAccessToken(token)).toBe(secret);
    for (const other of [
      secret,
      `${token}x`,
      ` ${token}`,
      token.slice(0, -1),
      `${token}\n`,
      token.toUpperCase(),
    ]) {
      expect(readAccessToken(other)).toBeNull();
    }
  });

  it('is recognized by so little of it that the rest cannot be guessed', () => {
    const secret = newSecret();
    const shown = recognizable(writeAccessToken(secret));
    expect(writeAccessToken(secret).startsWith(shown)).toBe(true);
    expect(shown).toBe(`quorate_pat_${secret.slice(0, 6)}`);
  });
});
