import { randomUUID } from 'node:crypto';
import {
  amendmentBytes,
  amendmentDigest,
  charterDigest,
  type CharterAmendment,
  type Clause,
} from '#assembly';
import { leafHash, utf8, type Entry, type JsonObject } from '#transparency';
import { charterCheck } from './charter.check.js';

const clause = (section: string): Clause => ({
  topic: 'SECONDING',
  precedence: 1,
  source: { text: 'Words.', section, lang: 'en' },
  coSponsors: 0,
  sectors: 0,
});
const FIRST = [clause('1')];
const SECOND = [clause('2')];
const AMENDMENT: CharterAmendment = {
  amends: charterDigest(FIRST),
  clauses: SECOND,
  beginsAt: null,
  transitional: null,
};
const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();

/** What a server could have written of one amendment; each test writes one thing otherwise. */
function honest() {
  const [body, box, decision] = [randomUUID(), randomUUID(), randomUUID()];
  const amendment = amendmentDigest(AMENDMENT);
  const version = (number: number, clauses: readonly Clause[], beginsAt: string) => ({
    number,
    digest: charterDigest(clauses),
    beginsAt,
    clauses: [],
  });
  const seated = (at: string, rule: string) => entry(randomUUID(), 'mandate.began', { body }, { at, rule });
  return {
    established: entry(body, 'body.established', { charter: version(1, FIRST, day(1)) }, { at: day(1) }),
    before: seated(day(2), charterDigest(FIRST)),
    opened: entry(
      box,
      'box.opened',
      { terms: { body, amendment }, boxHash: 'hash of the box' },
      { at: day(3), rule: charterDigest(FIRST) },
    ),
    recorded: entry(
      decision,
      'decision.recorded',
      { body, box, outcome: 'PASSED' },
      { at: day(4), rule: 'hash of the box' },
    ),
    amended: entry(
      body,
      'charter.amended',
      { charter: version(2, SECOND, day(5)), amendment, decision },
      { at: day(4), rule: charterDigest(FIRST) },
    ),
    until: seated(new Date(Date.parse(day(5)) - 1).toISOString(), charterDigest(FIRST)),
    after: seated(day(5), charterDigest(SECOND)),
    documents: new Map([[amendment, amendmentBytes(AMENDMENT)]]),
  };
}

type Story = ReturnType<typeof honest>;

function entry(stream: string, kind: string, body: JsonObject, more: Partial<Entry>): Entry {
  return {
    v: 1,
    log: 'spec.example/log/spec',
    id: randomUUID(),
    kind,
    stream,
    ver: 1,
    prev: null,
    at: day(1),
    actor: { role: 'spec', seat: null, org: null, commit: null },
    rule: null,
    cause: null,
    body,
    commit: {},
    docs: [],
    ...more,
  };
}

async function check({ documents, ...entries }: Story): Promise<string> {
  const checking = charterCheck();
  Object.values(entries).forEach((one, index) => checking.see(one, index, leafHash(utf8(one.id))));
  const report = await checking.finish((digest) => {
    const content = documents.get(digest);
    return content ? Promise.resolve(content) : Promise.reject(new Error(`no document ${digest}`));
  });
  return report.failures.map(({ because }) => because).join('\n');
}

/** The entry with something else in its body. */
function told(one: Entry, body: JsonObject): Entry {
  return { ...one, body: { ...one.body, ...body } };
}

describe('the charters in a record', () => {
  it('are in order where each was adopted as it was voted on', async () => {
    expect(await check(honest())).toBe('');
  });

  it.each<[string, (story: Story) => void, RegExp]>([
    [
      'somebody seated under a charter that was not in force yet',
      (story) => void (story.until = { ...story.until, rule: charterDigest(SECOND) }),
      /names another charter than the one in force/,
    ],
    [
      'somebody seated under a charter that was in force no more',
      (story) => void (story.after = { ...story.after, rule: charterDigest(FIRST) }),
      /names another charter than the one in force/,
    ],
    [
      'a vote under another charter',
      (story) => void (story.opened = { ...story.opened, rule: charterDigest(SECOND) }),
      /names another charter than the one in force/,
    ],
    [
      'an amendment that was rejected',
      (story) => void (story.recorded = told(story.recorded, { outcome: 'REJECTED' })),
      /No decision .* adopted version 2/,
    ],
    [
      'an amendment by another body',
      (story) => void (story.recorded = told(story.recorded, { body: randomUUID() })),
      /No decision .* adopted version 2/,
    ],
    [
      'an amendment that nobody voted on',
      (story) => void (story.opened = told(story.opened, { terms: { body: randomUUID(), amendment: null } })),
      /No decision .* adopted version 2/,
    ],
    [
      'other clauses than were voted on',
      (story) => {
        const charter = { number: 2, digest: charterDigest([clause('3')]), beginsAt: day(5), clauses: [] };
        story.amended = told(story.amended, { charter });
      },
      /not those that were voted on/,
    ],
    [
      'a version that began before it was decided',
      (story) => {
        const charter = { number: 2, digest: charterDigest(SECOND), beginsAt: day(2), clauses: [] };
        story.amended = told(story.amended, { charter });
      },
      /does not follow the one before/,
    ],
    [
      'a version that is left out',
      (story) => {
        const charter = { number: 3, digest: charterDigest(SECOND), beginsAt: day(5), clauses: [] };
        story.amended = told(story.amended, { charter });
      },
      /does not follow the one before/,
    ],
  ])('name %s', async (_what, tamper, because) => {
    const story = honest();
    tamper(story);
    expect(await check(story)).toMatch(because);
  });

  it('are not checked where the document of an amendment cannot be read', async () => {
    const story = honest();
    story.documents.clear();
    await expect(check(story)).rejects.toThrow(/no document/);
  });
});
