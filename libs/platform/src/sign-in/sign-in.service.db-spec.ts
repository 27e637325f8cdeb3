import { randomUUID } from 'node:crypto';
import { isRefusal, type AccountId } from '#kernel';
import { newSecret } from './secret.js';
import { LINK_SECONDS, SESSION_SECONDS } from './sign-in.service.js';
import { MINUTE, SECOND, SignInWorld } from './spec-support/sign-in-world.js';

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.create();
});

afterAll(() => world.close());

/** `in` when a link let somebody in, else the refusal's code. */
const use = async (link: string, browser: string | null = null, session: string | null = null) => {
  const begun = await world.signIn.enter(link, browser, session);
  return isRefusal(begun) ? begun.code : 'in';
};

describe('a sign-in link', () => {
  it('lets its account in, once', async () => {
    const { id } = await world.account();
    const link = await world.link(id);
    const begun = await world.signIn.enter(link, null, null);
    if (isRefusal(begun)) throw new Error(begun.because);
    expect(begun.accountId).toBe(id);
    expect(await world.whoHas(begun.secret)).toBe(id);
    expect(await use(link)).toBe('LINK_NOT_VALID');
  });

  it('makes one session when it is used fifty times at once', async () => {
    const { id } = await world.account();
    const link = await world.link(id);
    const answers = await Promise.all(Array.from({ length: 50 }, () => use(link)));
    expect(answers.filter((answer) => answer === 'in')).toHaveLength(1);
    const [{ sessions }] = await world.db.query(
      'SELECT count(*)::int AS sessions FROM session WHERE account_id = $1',
      [id],
    );
    expect(sessions).toBe(1);
  });

  it('works until ten minutes are over, and not from then on', async () => {
    const { id } = await world.account();
    const [early, late] = [await world.link(id), await world.link(id)];
    await world.pass(LINK_SECONDS * SECOND - 5 * SECOND);
    expect(await use(early)).toBe('in');
    await world.pass(5 * SECOND);
    expect(await use(late)).toBe('LINK_NOT_VALID');
  });

  it('that was mailed works only in the browser that asked for it', async () => {
    const { email } = await world.account();
    const browser = await world.ask(email);
    const link = world.letterbox.lastSecret();
    expect(await use(link, null)).toBe('LINK_NOT_VALID');
    expect(await use(link, newSecret())).toBe('LINK_NOT_VALID');
    expect(await use(link, '')).toBe('LINK_NOT_VALID');
    expect(await use(link, browser)).toBe('in');
  });

  it('of the operator works in any browser', async () => {
    const { id } = await world.account();
    expect(await use(await world.link(id), newSecret())).toBe('in');
  });

  it('of a disabled account lets nobody in', async () => {
    const { id } = await world.account();
    const link = await world.link(id);
    await world.accounts.disable(world.db, id);
    expect(await use(link)).toBe('LINK_NOT_VALID');
    await expect(world.signIn.issueLink(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not made for an account that does not exist', async () => {
    await expect(world.signIn.issueLink(randomUUID() as AccountId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it.each([
    '',
    'x',
    newSecret(),
    'a'.repeat(100_000),
    "' OR 1=1 --",
    'a'.repeat(42) + '\0',
    '\r\nset-cookie: a=b',
  ])('that nobody issued (%j) is refused with the same words', async (link) => {
    const [hostile, { id }] = [await world.signIn.enter(link, null, null), await world.account()];
    const spent = await world.link(id);
    await use(spent);
    expect(hostile).toEqual(await world.signIn.enter(spent, null, null));
    expect(isRefusal(hostile)).toBe(true);
  });

  it('is stored as a hash only', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    const link = await world.link(id);
    const stored = await world.db.query(
      `SELECT to_jsonb(l)::text AS row FROM sign_in_link l UNION ALL SELECT to_jsonb(s)::text FROM session s`,
    );
    const text = JSON.stringify(stored);
    for (const hidden of [secret, link]) {
      expect(text).not.toContain(hidden);
      expect(text).not.toContain(Buffer.from(hidden, 'base64url').toString('hex'));
    }
  });

  it('that is over for a day is forgotten when the account gets another', async () => {
    const { id } = await world.account();
    await world.link(id);
    await world.pass(24 * 60 * MINUTE + LINK_SECONDS * SECOND + SECOND);
    await world.link(id);
    const [{ links }] = await world.db.query(
      'SELECT count(*)::int AS links FROM sign_in_link WHERE account_id = $1',
      [id],
    );
    expect(links).toBe(1);
  });
});

describe('a session', () => {
  it('is replaced when its browser signs in again', async () => {
    const { id } = await world.account();
    const old = await world.session(id);
    const begun = await world.signIn.enter(await world.link(id), null, old.secret);
    if (isRefusal(begun)) throw new Error(begun.because);
    expect(begun.secret).not.toBe(old.secret);
    expect(await world.whoHas(old.secret)).toBeNull();
    expect(await world.whoHas(begun.secret)).toBe(id);
  });

  it('stays when a link is refused', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    expect(await use(newSecret(), null, secret)).toBe('LINK_NOT_VALID');
    expect(await world.whoHas(secret)).toBe(id);
  });

  it('ends when it is left, at once and for good', async () => {
    const { id } = await world.account();
    const begun = await world.session(id);
    const other = await world.session(id);
    const first = await world.signIn.leave(begun.id);
    expect(await world.whoHas(begun.secret)).toBeNull();
    expect(await world.whoHas(other.secret)).toBe(id);
    await world.pass(MINUTE);
    expect(await world.signIn.leave(begun.id)).toEqual(first);
  });

  it('ends with its account, also if that is opened again', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    await world.accounts.disable(world.db, id);
    expect(await world.whoHas(secret)).toBeNull();
    await world.db.query('UPDATE account SET disabled_at = NULL WHERE id = $1', [id]);
    expect(await world.whoHas(secret)).toBeNull();
  });

  it('ends after thirty minutes without a request', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    await world.pass(29 * MINUTE);
    expect(await world.whoHas(secret)).toBe(id);
    await world.pass(29 * MINUTE);
    expect(await world.whoHas(secret)).toBe(id);
    await world.pass(30 * MINUTE);
    expect(await world.whoHas(secret)).toBeNull();
  });

  it('ends after twelve hours even in use', async () => {
    const { id } = await world.account();
    const { secret } = await world.session(id);
    const step = 20 * MINUTE;
    for (let passed = step; passed < SESSION_SECONDS * SECOND; passed += step) {
      await world.pass(step);
      expect(await world.whoHas(secret)).toBe(id);
    }
    await world.pass(step);
    expect(await world.whoHas(secret)).toBeNull();
  });

  it('notes that it was seen once a minute at most', async () => {
    const { id } = await world.account();
    const { secret, id: sessionId } = await world.session(id);
    const seen = async () => {
      const [row] = await world.db.query('SELECT last_seen_at FROM session WHERE id = $1', [sessionId]);
      return row.last_seen_at.getTime() as number;
    };
    const begun = await seen();
    await world.pass(50 * SECOND);
    await world.whoHas(secret);
    expect(await seen()).toBe(begun);
    await world.pass(10 * SECOND);
    await world.whoHas(secret);
    expect(await seen()).toBeGreaterThan(begun);
  });
});
