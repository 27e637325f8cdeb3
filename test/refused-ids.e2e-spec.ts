import { randomUUID } from 'node:crypto';
import { globalId } from '#platform';
import type { Box } from '#voting';
import { Committee } from './support/committee.js';
import { refusalOf, type No } from './support/refusals.js';
import type { Browser } from './support/sign-in-server.js';
import { castInput, signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const HOUR = 3_600_000;

let server: TestServer;
let committee: Committee;
let other: Committee;
let members: Browser[];
let box: Box;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 2);
  other = await Committee.seat(server, 1);
  members = await Promise.all(committee.members.map(({ email }) => signedIn(server, email)));
  box = await committee.box(HOUR);
});

afterAll(() => server.stop());

const member = (n: number): Browser => {
  const browser = members[n];
  if (!browser) throw new Error(`There is no member ${n}.`);
  return browser;
};
const refused = (browser: Browser, act: string, input: object) => refusalOf(server, browser, act, input);

describe('an id', () => {
  const inputs: Record<string, (id: string) => object> = {
    castBallot: (boxId) => ({ ...castInput(box, 'YES'), boxId }),
    openBox: (proposalId) => ({
      idempotencyKey: randomUUID(),
      expectedVersion: 3,
      proposalId,
      closesAt: new Date(Date.now() + HOUR),
    }),
    draftProposal: (bodyId) => ({
      idempotencyKey: randomUUID(),
      bodyId,
      title: [{ lang: 'en', text: 'A title' }],
      text: [{ lang: 'en', text: 'Some words.' }],
    }),
    withdrawProposal: (proposalId) => ({ idempotencyKey: randomUUID(), expectedVersion: 1, proposalId }),
    endMandate: (mandateId) => ({
      idempotencyKey: randomUUID(),
      expectedVersion: 1,
      mandateId,
      because: 'moved away',
    }),
  };
  const nouns: Record<string, string> = {
    castBallot: 'Box',
    openBox: 'Proposal',
    draftProposal: 'Body',
    withdrawProposal: 'Proposal',
    endMandate: 'Mandate',
  };

  /** The id of a thing of the other coalition. */
  async function foreignId(noun: string): Promise<string> {
    switch (noun) {
      case 'Box':
        return (await other.box(HOUR)).id;
      case 'Proposal':
        return (await other.proposal()).id;
      case 'Body':
        return other.bodyId;
      default:
        return other.members[0]!.mandateId;
    }
  }

  it.each(Object.keys(inputs))(
    'of another coalition is answered by %s as one that does not exist, however it is written',
    async (act) => {
      const noun = nouns[act] ?? '';
      const steward = await signedIn(server, `founder@${committee.slug}.example`);
      const caller = act === 'endMandate' ? steward : member(0);
      const theirs = await foreignId(noun);
      const ids = {
        unknown: globalId(noun, committee.coalitionId, randomUUID()),
        foreign: globalId(noun, other.coalitionId, theirs),
        disguised: globalId(noun, committee.coalitionId, theirs),
        'of another noun': globalId('Coalition', committee.coalitionId),
        malformed: 'no-id-at-all',
        empty: '',
      };
      const answers = new Map<string, No>();
      for (const [how, id] of Object.entries(ids)) {
        answers.set(how, await refused(caller, act, inputs[act]?.(id) ?? {}));
      }
      expect(answers.get('unknown')?.code).toBe('NOT_FOUND');
      for (const [how, answer] of answers)
        expect({ how, ...answer }).toEqual({ how, ...answers.get('unknown') });
    },
  );

  it('of another coalition’s draft leads nowhere in a query either', async () => {
    const ids = [await other.draft(), randomUUID()].map((id) => globalId('Proposal', other.coalitionId, id));
    const { nodes } = await member(0).data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(nodes).toEqual([null, null]);
  });
});

describe('an idempotency key', () => {
  const draft = (idempotencyKey: string, words: string) => ({
    idempotencyKey,
    bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
    title: [{ lang: 'en', text: 'A title' }],
    text: [{ lang: 'en', text: words }],
  });
  const DRAFT = `mutation ($input: DraftProposalInput!) {
    draftProposal(input: $input) { ... on ProposalChanged { proposal { id } receipt { eventId repeated } } }
  }`;

  it('answers the same request with the same proposal, and another one with a conflict', async () => {
    const key = randomUUID();
    const first = (await member(0).data(DRAFT, { input: draft(key, 'One.') })).draftProposal;
    const again = (await member(0).data(DRAFT, { input: draft(key, 'One.') })).draftProposal;
    expect(again).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
    expect(await refused(member(0), 'draftProposal', draft(key, 'Two.'))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is not taken over by another kind of act', async () => {
    const key = randomUUID();
    await member(0).data(DRAFT, { input: draft(key, 'Three.') });
    expect(await refused(member(0), 'castBallot', castInput(box, 'YES', key))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('of one person is free for another', async () => {
    const key = randomUUID();
    const one = (await member(0).data(DRAFT, { input: draft(key, 'Four.') })).draftProposal;
    const two = (await member(1).data(DRAFT, { input: draft(key, 'Five.') })).draftProposal;
    expect(two.receipt.repeated).toBe(false);
    expect(two.proposal.id).not.toBe(one.proposal.id);
  });

  it('that is no UUID is refused', async () => {
    expect(await refused(member(0), 'draftProposal', draft('twice', 'Six.'))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
