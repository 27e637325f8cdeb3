import type { OrganizationId, PersonId } from '#kernel';
import { Provisions } from './provision.rules.js';
import { EITHER_WAY, type Read } from './reading.rules.js';
import { provide } from './spec-support/provisions.js';
import type { FundingId } from './disclosure.types.js';
import { groundOf, mayName, mayWithdraw, type Concern, type Member, type Party } from './stake.rules.js';

const organization = (name: string) => name as OrganizationId;
const BO = 'bo' as PersonId;
const ACME = organization('acme');
const GRANT = 'grant' as FundingId;

const CLAUSES = new Provisions([
  provide('CONFLICT', '9.1', 'Nobody votes on what concerns themselves or whom they speak for.', {
    interests: 'PARTY;SPEAKS_FOR',
    staysOutOf: 'DELIBERATION;VOTE',
  }),
  provide('CONFLICT', '9.2', 'Employees and owners, of related companies too, do not vote.', {
    interests: 'JOB;OWNERSHIP',
    staysOutOf: 'VOTE',
    ofGroup: 'yes',
  }),
  provide('CONFLICT', '9.3', 'Family members do not take the chair.', {
    interests: 'FAMILY',
    staysOutOf: 'CHAIR',
  }),
  provide('CONFLICT', '9.4', 'Whoever is paid by it does not vote.', {
    interests: 'FUNDED_BY',
    staysOutOf: 'VOTE',
  }),
]);

const party = (more: Partial<Party>): Party => ({
  organizationId: null,
  personId: null,
  fundingId: null,
  ...more,
});
const concern = (...parties: Partial<Party>[]): Concern => ({
  parties: parties.map(party),
  groupOf: (one) => (one === 'acme labs' ? ACME : one),
});
const member = (more: Partial<Member> = {}): Member => ({
  personId: BO,
  speaksFor: [],
  belongings: [],
  stakes: [],
  payments: [],
  ...more,
});
const first: Read = (_, [reading]) => reading.value;
const asked = (of: Concern, who: Member, read = first) =>
  groundOf(CLAUSES.on('CONFLICT', read), of, who, read);

describe('the charter keeps out of a vote', () => {
  const onAcme = concern({ organizationId: ACME });
  it.each<[string, Concern, Partial<Member>, { clause: string; interest: string } | null]>([
    ['nobody where nothing is concerned', concern(), { speaksFor: [ACME] }, null],
    ['whom it concerns', concern({ personId: BO }), {}, { clause: '9.1', interest: 'PARTY' }],
    ['no namesake', concern({ personId: 'other' as PersonId }), {}, null],
    ['who speaks for it', onAcme, { speaksFor: [ACME] }, { clause: '9.1', interest: 'SPEAKS_FOR' }],
    [
      'who works for it',
      onAcme,
      { belongings: [{ organizationId: ACME, question: null }] },
      { clause: '9.2', interest: 'JOB' },
    ],
    [
      'who works for a company of its group',
      onAcme,
      { belongings: [{ organizationId: organization('acme labs'), question: null }] },
      { clause: '9.2', interest: 'JOB' },
    ],
    [
      'not who speaks for one of its group, where the clause says nothing of it',
      onAcme,
      { speaksFor: [organization('acme labs')] },
      null,
    ],
    [
      'who has declared a job in it',
      onAcme,
      { stakes: [{ kind: 'JOB', organizationId: ACME }] },
      { clause: '9.2', interest: 'JOB' },
    ],
    [
      'who owns a part of it',
      onAcme,
      { stakes: [{ kind: 'OWNERSHIP', organizationId: ACME }] },
      { clause: '9.2', interest: 'OWNERSHIP' },
    ],
    [
      'nobody by an interest that no clause names',
      onAcme,
      { stakes: [{ kind: 'MONEY', organizationId: ACME }] },
      null,
    ],
    [
      'nobody by an interest in no organization',
      onAcme,
      { stakes: [{ kind: 'OWNERSHIP', organizationId: null }] },
      null,
    ],
    [
      'who speaks for one that it pays',
      onAcme,
      { payments: [{ fundingId: GRANT, funderId: ACME }] },
      { clause: '9.4', interest: 'FUNDED_BY' },
    ],
    [
      'who speaks for one that is paid by the funder whom it concerns, who is no partner',
      concern({ fundingId: GRANT }),
      { payments: [{ fundingId: GRANT, funderId: null }] },
      { clause: '9.4', interest: 'FUNDED_BY' },
    ],
    [
      'nobody whom another pays',
      onAcme,
      { payments: [{ fundingId: GRANT, funderId: organization('other') }] },
      null,
    ],
    [
      'nobody whom another funder pays who is no partner either',
      concern({ fundingId: 'other' as FundingId }),
      { payments: [{ fundingId: GRANT, funderId: null }] },
      null,
    ],
    ['nobody by a clause on the chair', onAcme, { stakes: [{ kind: 'FAMILY', organizationId: ACME }] }, null],
    [
      'nobody by an interest in another',
      onAcme,
      {
        stakes: [{ kind: 'JOB', organizationId: organization('other') }],
        speaksFor: [organization('other')],
      },
      null,
    ],
  ])('%s', (_, of, who, expected) => {
    expect(asked(of, member(who))).toEqual(expected);
  });

  it('one whose affiliation is contested, by the reading that is taken', () => {
    const contested = member({ belongings: [{ organizationId: ACME, question: 'affiliation 7' }] });
    const reading =
      (belongs: boolean): Read =>
      (question, readings) => {
        expect([question, readings]).toEqual(['affiliation 7', EITHER_WAY]);
        return (belongs ? readings[0] : (readings[1] ?? readings[0])).value;
      };
    expect(asked(concern({ organizationId: ACME }), contested, reading(true))).toMatchObject({
      interest: 'JOB',
    });
    expect(asked(concern({ organizationId: ACME }), contested, reading(false))).toBeNull();
  });
});

describe('a party', () => {
  it.each<[string, Partial<Party>, string | null]>([
    ['is an organization', { organizationId: organization('other') }, null],
    ['is a person', { personId: BO }, null],
    ['is who pays an organization', { fundingId: 'other' as FundingId }, null],
    ['is not both', { organizationId: ACME, personId: BO }, 'PARTY_UNCLEAR'],
    ['is not an organization and a funder', { organizationId: ACME, fundingId: GRANT }, 'PARTY_UNCLEAR'],
    ['is somebody', {}, 'PARTY_UNCLEAR'],
    ['is named once', { organizationId: ACME }, 'PARTY_NAMED'],
    ['is named once as a funder', { fundingId: GRANT }, 'PARTY_NAMED'],
  ])('%s', (_, named, code) => {
    const before = [party({ organizationId: ACME }), party({ organizationId: ACME, fundingId: GRANT })];
    expect(mayName(before, party(named))?.code ?? null).toBe(code);
  });

  it('is withdrawn once', () => {
    expect(mayWithdraw({ withdrawnAt: null })).toBeNull();
    expect(mayWithdraw({ withdrawnAt: new Date(0) })).toMatchObject({ code: 'PARTY_WITHDRAWN' });
  });
});
