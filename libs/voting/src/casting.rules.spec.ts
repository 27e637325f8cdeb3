import type { Ballot, ParameterValues } from '#counting';
import type { MandateId } from '#kernel';
import { mayCast } from './casting.rules.js';
import type { CastState } from './voting.types.js';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const SIMPLE: ParameterValues = { threshold: '1/2', strict: true, base: 'decisive' };

describe('casting', () => {
  const state: CastState = {
    box: {
      boxHash: 'hash',
      opensAt: at(1),
      closesAt: at(3),
      closedAt: null,
      rule: 'majority@1',
      parameters: SIMPLE,
      options: [],
    },
    elector: { elector: 'mandate-1' as MandateId },
    isRecused: false,
    mandateEndsAt: null,
  };
  const yes: Ballot = { kind: 'choice', choice: 'yes' };
  const casting = (ballot: Ballot, reason: string | null = null) => ({ ballot, reason, boxHash: 'hash' });
  const millisecond = (hour: number, offset: number) => new Date(at(hour).getTime() + offset);

  it.each<[string, CastState, Date, string]>([
    ['outside the electorate', { ...state, elector: null }, at(2), 'NOT_ENTITLED'],
    ['a millisecond before the opening', state, millisecond(1, -1), 'BOX_NOT_OPEN'],
    ['at the very closing', state, at(3), 'BOX_CLOSED'],
    ['after somebody closed it', { ...state, box: { ...state.box, closedAt: at(2) } }, at(2), 'BOX_CLOSED'],
    ['at the very end of the mandate', { ...state, mandateEndsAt: at(2) }, at(2), 'MANDATE_ENDED'],
  ])('%s is refused', (_what, given, now, code) => {
    expect(mayCast(given, casting(yes), now)).toMatchObject({ code });
  });

  it('is allowed at the very opening, and a millisecond before the closing or the end of the mandate', () => {
    expect(mayCast(state, casting(yes), at(1))).toBeNull();
    expect(mayCast(state, casting(yes), millisecond(3, -1))).toBeNull();
    expect(mayCast({ ...state, mandateEndsAt: at(2) }, casting(yes), millisecond(2, -1))).toBeNull();
  });

  it('is for one box and one form of ballot', () => {
    expect(mayCast(state, { ...casting(yes), boxHash: 'another' }, at(2))).toMatchObject({
      code: 'OTHER_BOX',
    });
    expect(mayCast(state, casting({ kind: 'approval', approved: [] }), at(2))).toMatchObject({
      code: 'WRONG_BALLOT_SHAPE',
    });
    expect(mayCast(state, casting({ kind: 'blank' }), at(2))).toBeNull();
  });

  it.each<[string, string, Ballot]>([
    ['an objection', 'consent@1', { kind: 'consent', position: 'objection' }],
    ['a block', 'consensus-blocks@1', { kind: 'blocks', position: 'block' }],
  ])('%s needs a reason', (_what, rule, ballot) => {
    const parameters: ParameterValues = rule === 'consent@1' ? {} : { blocks: 0 };
    const given = { ...state, box: { ...state.box, rule, parameters } };
    expect(mayCast(given, casting(ballot), at(2))).toMatchObject({ code: 'REASON_MISSING' });
    expect(mayCast(given, casting(ballot, 'It harms the river.'), at(2))).toBeNull();
  });

  it('a concern, a reservation or standing aside may go without a reason', () => {
    const given = (rule: string, parameters: ParameterValues): CastState => ({
      ...state,
      box: { ...state.box, rule, parameters },
    });
    const consent = given('consent@1', {});
    expect(mayCast(consent, casting({ kind: 'consent', position: 'concern' }), at(2))).toBeNull();
    const blocks = given('consensus-blocks@1', { blocks: 0 });
    for (const position of ['agree', 'reservation', 'stand_aside'] as const) {
      expect(mayCast(blocks, casting({ kind: 'blocks', position }), at(2))).toBeNull();
    }
  });

  it('tells nobody outside the electorate whether the box is open', () => {
    expect(mayCast({ ...state, elector: null }, casting(yes), at(9))).toMatchObject({ code: 'NOT_ENTITLED' });
  });
});
