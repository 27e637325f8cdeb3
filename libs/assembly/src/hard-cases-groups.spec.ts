import type { OrganizationId, PersonId } from '#kernel';
import { breachesOf, capOf, type Seated } from './cap.rules.js';
import { fillFrom } from './filling.rules.js';
import { Provisions } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { nextRemedy } from './remedy.rules.js';
import { WIKIMEDIA_BOARD } from '../../../test/support/charters-of-councils.js';
import { KUBERNETES } from '../../../test/support/charters-of-software.js';
import { day, first, seated, seatsOf } from './spec-support/provisions.js';

const only = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('The charter under test is silent on it.');
  return one;
};

describe('3: all of a company out, fractions, and changes of size (Kubernetes)', () => {
  const provisions = new Provisions(KUBERNETES);
  const cap = only(provisions.on('CAP', first));

  it.each([
    [13, 4],
    [7, 2],
    [2, 0],
  ])('a third of %d seats is %d', (size, most) => {
    expect(capOf(cap, { seats: seatsOf(size), seated: [] })).toBe(most);
  });

  it('a smaller body is in breach and opens a remedy; nobody is unseated by it', () => {
    const members = ['a', 'b', 'c', 'd'].map((name) => seated(name, ['Google']));
    expect(breachesOf(provisions, { seats: seatsOf(13), seated: members }, first)).toEqual([]);
    const [breach] = breachesOf(provisions, { seats: seatsOf(7), seated: members }, first);
    expect(breach).toMatchObject({ topic: 'CAP', group: 'Google', holds: 4, bound: 2 });
    expect(nextRemedy(cap, null, day('2019-10-04'))).toEqual({
      step: 'RESIGN',
      deadline: day('2019-11-03'),
    });
    expect(nextRemedy(cap, 'RESIGN', day('2019-11-03'))?.step).toBe('REMOVE_ALL');
    expect(nextRemedy(cap, 'REMOVE_ALL', day('2019-12-03'))).toBeNull();
  });
});

describe('5: related companies and free-text affiliation', () => {
  const provisions = new Provisions(KUBERNETES);
  const of = (name: string, organization: string, group: string, question: string | null): Seated => ({
    ...seated(name, []),
    belongings: [
      { organizationId: organization as OrganizationId, groupId: group as OrganizationId, question },
    ],
  });
  const decide = (members: Seated[], rulings = new Map<string, string>()) =>
    underEveryReading(
      rulings,
      (read) => breachesOf(provisions, { seats: seatsOf(7), seated: members }, read).length,
    );

  it('related companies are one group', () => {
    const members = [
      of('a', 'Heptio', 'VMware', null),
      of('b', 'VMware', 'VMware', null),
      of('c', 'VMware', 'VMware', null),
    ];
    expect(decide(members).cases[0].answer).toBe(1);
  });

  it('an unproven affiliation needs a ruling only where it matters', () => {
    const question = 'affiliation of c';
    const two = [of('a', 'VMware', 'VMware', null), of('c', 'VMware', 'VMware', question)];
    expect(decide(two)).toMatchObject({ agreed: true });
    const three = [...two, of('b', 'VMware', 'VMware', null)];
    expect(decide(three)).toMatchObject({ agreed: false });
    expect(decide(three, new Map([[question, 'does not belong']]))).toMatchObject({
      agreed: true,
      cases: [{ answer: 0 }],
    });
  });
});

describe('6: the cap filters runner-ups (Kubernetes 2022)', () => {
  it('each who is passed over stays with the clause, and keeps the place', async () => {
    const provisions = new Provisions(KUBERNETES);
    const company = new Map([
      ['cici37', 'Google'],
      ['cpanato', 'Chainguard'],
    ]);
    const sitting = [seated('BenTheElder', ['Google']), seated('mrbobbytables', ['Google'])];
    const order = ['cici37', 'cpanato', 'lavalamp'] as PersonId[];
    const filled = await fillFrom(order, ['the seat'], (candidate, _, before) => {
      const beside = [...before, candidate].map((one) => seated(one, [company.get(one) ?? one]));
      const [breach] = breachesOf(provisions, { seats: seatsOf(7), seated: [...sitting, ...beside] }, first);
      return breach
        ? { refused: true, code: 'CAP_EXCEEDED', because: 'Too many.', clause: breach.clause }
        : null;
    });
    expect(filled).toMatchObject({
      seated: ['cpanato'],
      passedOver: [{ personId: 'cici37', refusal: { clause: 'Maximal representation' } }],
    });
  });
});

describe('10: the appointed may not outnumber the community (Wikimedia)', () => {
  const provisions = new Provisions(WIKIMEDIA_BOARD);
  const board = (community: number, appointed: number) => ({
    seats: [],
    seated: [
      ...Array.from({ length: community }, (_, n) => seated(`c${n}`, [], 'community')),
      ...Array.from({ length: appointed }, (_, n) => seated(`a${n}`, [], 'appointed')),
      seated('founder', [], 'founder'),
    ],
  });

  it('holds when they are as many, and a vacancy may breach it', () => {
    expect(breachesOf(provisions, board(7, 7), first)).toEqual([]);
    expect(breachesOf(provisions, board(6, 7), first)).toMatchObject([
      { topic: 'BALANCE', holds: 7, bound: 6 },
    ]);
  });
});
