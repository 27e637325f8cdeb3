import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { readConfig } from '../config.js';
import { databaseOptions } from '../database/index.js';
import type { MailTransport } from '../mail/mail.js';
import { Attempts, LINK_LIMIT, LOCAL_LINK_LIMIT } from './attempts.js';
import { newSecret } from './secret.js';
import { SignIn } from './sign-in.service.js';
import { HOUR, MINUTE, SignInWorld } from './spec-support/sign-in-world.js';

let world: SignInWorld;

beforeAll(async () => {
  world = await SignInWorld.create();
});

afterAll(() => world.close());

const config = readConfig({ QUORATE_ORIGIN: 'https://quorate.example.org' });
const unknown = () => `${randomUUID()}@example.org`;
const elsewhere = () => world.elsewhere();

/** `sent` or the code of the fault. */
const ask = async (email: string, address = elsewhere(), signIn = world.signIn) => {
  try {
    await signIn.requestLink(email, { browser: newSecret(), address });
    return 'sent';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const times = async (count: number, one: () => Promise<string>) => {
  const answers: string[] = [];
  for (let n = 0; n < count; n += 1) answers.push(await one());
  return answers;
};

describe('asking for a sign-in link', () => {
  it('mails it to the address of the account', async () => {
    const { email } = await world.account();
    await world.ask(email);
    expect(world.letterbox.mails.at(-1)).toMatchObject({
      to: email,
      subject: 'Sign in to quorate.example.org',
    });
    expect(world.letterbox.mails.at(-1)?.text).toMatch(
      /^https:\/\/quorate\.example\.org\/sign-in\/[\w-]{43}$/m,
    );
  });

  it('finds the account in any case and mails to the address as the account has it', async () => {
    const { email } = await world.account();
    await world.ask(` ${email.toUpperCase()} `);
    expect(world.letterbox.mails.at(-1)?.to).toBe(email);
  });

  it('answers the same for an unknown address and for a disabled account, and mails nothing', async () => {
    const disabled = await world.account();
    await world.accounts.disable(world.db, disabled.id);
    const before = world.letterbox.mails.length;
    for (const email of [unknown(), disabled.email]) {
      await expect(
        world.signIn.requestLink(email, { browser: newSecret(), address: elsewhere() }),
      ).resolves.toBeUndefined();
    }
    await world.signIn.settled();
    expect(world.letterbox.mails).toHaveLength(before);
  });

  it('answers before the address is looked up, with the same statements for known and unknown', async () => {
    const statements = async (email: string) => {
      const asked: string[] = [];
      const counting = {
        query: (sql: string, values: unknown[]) => {
          asked.push(sql);
          return world.db.query(sql, values);
        },
      };
      const signIn = new SignIn(
        world.db,
        world.accounts,
        new Attempts(counting),
        config,
        world.letterbox,
        world.log,
      );
      await signIn.requestLink(email, { browser: newSecret(), address: elsewhere() });
      await signIn.settled();
      return asked;
    };
    const { email } = await world.account();
    const known = await statements(email);
    expect(known).toHaveLength(1);
    expect(await statements(unknown())).toEqual(known);
  });

  it.each([
    '',
    'ada',
    'ada@example.org\r\nBcc: all@example.org',
    'ada@example.org, bob@example.org',
    'a\0@example.org',
  ])('for %j is the fault of the caller', async (email) => {
    expect(await ask(email)).toBe('BAD_USER_INPUT');
  });

  it.each(["' OR 1=1 --@example.org", "a'; DROP TABLE account; --@x.org", '%@%'])(
    'for %j finds nobody and breaks nothing',
    async (email) => {
      const before = world.letterbox.mails.length;
      await ask(email);
      await world.signIn.settled();
      expect(world.letterbox.mails).toHaveLength(before);
    },
  );

  it('keeps the address and the links out of the log, also when the mail server repeats them', async () => {
    const { email } = await world.account();
    const refusing: MailTransport = {
      send: ({ to, text }) => Promise.reject(new Error(`550 ${to} has no mailbox here: ${text}`)),
    };
    const signIn = new SignIn(world.db, world.accounts, new Attempts(world.db), config, refusing, world.log);
    await signIn.requestLink(email, { browser: newSecret(), address: elsewhere() });
    await signIn.settled();
    expect(world.log.lines.at(-1)).toContain('A sign-in link was not sent');
    await world.ask(email);
    const link = world.letterbox.lastSecret();
    await world.signIn.enter(link, null, null);
    const log = world.log.lines.join('\n');
    for (const hidden of [email, link, 'mailbox', '/sign-in/']) expect(log).not.toContain(hidden);
  });

  it('is unavailable where the server has no way to send mail', async () => {
    const signIn = new SignIn(world.db, world.accounts, new Attempts(world.db), config, null, world.log);
    expect(await ask(unknown(), elsewhere(), signIn)).toBe('UNAVAILABLE');
  });
});

describe('the limit on sign-in links', () => {
  it('is ten an hour for one address, known or not, from wherever', async () => {
    const { email } = await world.account();
    for (const address of [email, unknown()]) {
      const answers = await times(11, () => ask(address));
      expect(answers).toEqual([...Array<string>(10).fill('sent'), 'RATE_LIMITED']);
      expect(await ask(address.toUpperCase())).toBe('RATE_LIMITED');
    }
  });

  it('is ten an hour from one network, for whomever', async () => {
    const answers = await times(11, () => ask(unknown(), '203.0.113.50'));
    expect(answers).toEqual([...Array<string>(10).fill('sent'), 'RATE_LIMITED']);
    expect(await ask(unknown(), '::ffff:203.0.113.50')).toBe('RATE_LIMITED');
    expect(await ask(unknown(), '203.0.113.51')).toBe('sent');
  });

  it('slides: each request is free again an hour later', async () => {
    const address = unknown();
    await times(5, () => ask(address));
    await world.pass(30 * MINUTE);
    expect(await times(6, () => ask(address))).toEqual([...Array<string>(5).fill('sent'), 'RATE_LIMITED']);
    await world.pass(30 * MINUTE);
    expect(await times(6, () => ask(address))).toEqual([...Array<string>(5).fill('sent'), 'RATE_LIMITED']);
  });

  it('holds when all ask at once, over two servers that share the database', async () => {
    const other = await new DataSource(
      databaseOptions(world.database.url, { entities: [], migrations: [] }),
    ).initialize();
    try {
      const servers = [world.db, other].map(
        (database) =>
          new SignIn(database, world.accounts, new Attempts(database), config, world.letterbox, world.log),
      );
      const address = unknown();
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => ask(address, elsewhere(), servers[n % 2])),
      );
      expect(answers.filter((answer) => answer === 'sent')).toHaveLength(LINK_LIMIT.count);
      await Promise.all(servers.map((server) => server.settled()));
    } finally {
      await other.destroy();
    }
  });

  it('does not wait in a circle when two keys are counted in two orders', async () => {
    const attempts = new Attempts(world.db);
    const [one, two] = [randomUUID(), randomUUID()];
    const verdicts = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        attempts.take(n % 2 === 0 ? [one, two] : [two, one], (error) => {
          throw error;
        }),
      ),
    );
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(LINK_LIMIT.count);
  });

  it('keeps no address in the open, and forgets what is over', async () => {
    const address = unknown();
    await ask(address, '203.0.113.77');
    const stored = JSON.stringify(
      await world.db.query('SELECT to_jsonb(a)::text AS row FROM sign_in_attempt a'),
    );
    expect(stored).not.toContain(address);
    expect(stored).not.toContain(Buffer.from(address).toString('hex'));
    await world.pass(2 * HOUR);
    for (let n = 0; n < 30; n += 1) await ask(unknown());
    const [{ old }] = await world.db.query(
      'SELECT count(*)::int AS old FROM sign_in_attempt WHERE forget_at < quorate_now()',
    );
    expect(old).toBe(0);
  });

  it('is stricter, not gone, while the database does not answer; and then nobody is told that mail is on its way', async () => {
    const gone = await new DataSource(
      databaseOptions(world.database.url, { entities: [], migrations: [] }),
    ).initialize();
    const signIn = new SignIn(gone, world.accounts, new Attempts(gone), config, world.letterbox, world.log);
    await gone.destroy();
    const address = unknown();
    const answers = await times(5, () => ask(address, elsewhere(), signIn));
    expect(answers).toEqual([
      ...Array<string>(LOCAL_LINK_LIMIT.count).fill('UNAVAILABLE'),
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
  });
});
