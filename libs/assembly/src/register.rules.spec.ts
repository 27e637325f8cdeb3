import { checkEnd, checkSpan, mayKeepTheRegister } from './register.rules.js';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

describe('the register', () => {
  it('is kept by a steward, not by another person or a stranger', () => {
    expect(mayKeepTheRegister({ steward: true })).toBeNull();
    expect(mayKeepTheRegister({ steward: false })).toMatchObject({ code: 'NOT_A_STEWARD' });
    expect(mayKeepTheRegister(null)).toMatchObject({ code: 'NOT_A_STEWARD' });
  });
});

describe('a span', () => {
  it('may be open, and never ends when it begins or before', () => {
    expect(checkSpan({ beginsAt: at(1), endsAt: null })).toBeNull();
    expect(checkSpan({ beginsAt: at(1), endsAt: at(2) })).toBeNull();
    expect(checkSpan({ beginsAt: at(1), endsAt: at(1) })).toMatchObject({ code: 'SPAN_REVERSED' });
    expect(checkSpan({ beginsAt: at(2), endsAt: at(1) })).toMatchObject({ code: 'SPAN_REVERSED' });
  });
});

describe('an end', () => {
  const running = { beginsAt: at(1), endsAt: at(20) };

  it.each([
    ['now', running, at(10), null],
    ['later', running, at(15), null],
    ['when it ends anyway', running, at(20), null],
    ['for what has no end', { beginsAt: at(1), endsAt: null }, at(300), null],
    ['in the past', running, at(9), 'END_IN_THE_PAST'],
    ['later than it ends', running, at(21), 'END_PROLONGS'],
    ['for what is over', { beginsAt: at(1), endsAt: at(10) }, at(10), 'ALREADY_ENDED'],
    ['before it begins', { beginsAt: at(12), endsAt: null }, at(11), 'SPAN_REVERSED'],
  ])('can or cannot be set %s', (_, dated, endsAt, code) => {
    expect(checkEnd(dated, endsAt, at(10))?.code ?? null).toBe(code);
  });
});
