import { choice, parametersFromText, parseParameters } from './index.js';

const SPECS = {
  mode: choice(['skip', 'stop'], 'What to do.', 'skip'),
  level: { type: 'integer', min: 1, max: 8, meaning: 'A level.' },
  share: { type: 'fraction', min: '0', max: '1', default: '1/2', meaning: 'A share.' },
  strict: { type: 'flag', default: false, meaning: 'More than the share.' },
} as const;

describe('parameters', () => {
  it('have their defaults filled in and their fractions brought to lowest terms', () => {
    expect(parseParameters(SPECS, { level: 3, share: '4/6' })).toEqual({
      mode: 'skip',
      level: 3,
      share: '2/3',
      strict: false,
    });
  });

  it.each([
    [{}, 'MISSING_PARAMETER'],
    [{ level: 9 }, 'BAD_PARAMETER'],
    [{ level: 1.5 }, 'BAD_PARAMETER'],
    [{ level: '1' }, 'BAD_PARAMETER'],
    [{ level: 1, mode: 'go' }, 'BAD_PARAMETER'],
    [{ level: 1, share: '-0.1' }, 'BAD_PARAMETER'],
    [{ level: 1, share: 0.5 }, 'BAD_PARAMETER'],
    [{ level: 1, share: '50%' }, 'BAD_PARAMETER'],
    [{ level: 1, strict: 'yes' }, 'BAD_PARAMETER'],
    [{ level: 1, toString: 1 }, 'UNKNOWN_PARAMETER'],
  ])('refuse %j as %s', (given, code) => {
    expect(parseParameters(SPECS, given)).toMatchObject({ refused: true, code });
  });

  it('are read from the texts of a command line', () => {
    expect(parametersFromText(SPECS, { level: '3', strict: 'true', share: '2/3', other: '1' })).toEqual({
      level: 3,
      strict: true,
      share: '2/3',
      other: '1',
    });
  });
});
