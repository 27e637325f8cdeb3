import fc from 'fast-check';
import { clear, MOST_CASES, underEveryReading, type Read, type Readings } from './reading.rules.js';

const either = <T>(a: T, b: T): Readings<T> => [
  { words: 'first', value: a },
  { words: 'second', value: b },
];
const NONE = new Map<string, string>();

describe('a decision under every reading', () => {
  it('is one where all readings agree', () => {
    const decided = underEveryReading(NONE, (read) => read('q', either(1, 2)) > 0);
    expect(decided).toMatchObject({ agreed: true, cases: [{ answer: true }, { answer: true }] });
  });

  it('is none where they do not, and says what each gives', () => {
    const decided = underEveryReading(NONE, (read) => read('q', either(true, false)));
    expect(decided).toEqual({
      agreed: false,
      cases: [
        { readings: [{ question: 'q', reading: 'first' }], answer: true },
        { readings: [{ question: 'q', reading: 'second' }], answer: false },
      ],
    });
  });

  it('asks only what it meets on its way', () => {
    const decided = underEveryReading(NONE, (read) =>
      read('open', either(true, false)) ? 'yes' : read('hours', either('by ten', 'by noon')),
    );
    expect(decided.cases.map(({ answer }) => answer)).toEqual(['yes', 'by ten', 'by noon']);
  });

  it('takes one question for one, however often it is asked', () => {
    const twice = (read: Read) => read('q', either(0, 1)) * 2 + read('q', either(0, 1));
    expect(underEveryReading(NONE, twice).cases.map(({ answer }) => answer)).toEqual([0, 3]);
  });

  it('follows a ruling, and asks anew where the ruled reading is gone', () => {
    const ruled = (reading: string) =>
      underEveryReading(new Map([['q', reading]]), (read) => read('q', either(1, 2)));
    expect(ruled('second')).toEqual({ agreed: true, cases: [{ readings: [], answer: 2 }] });
    expect(ruled('third').agreed).toBe(false);
  });

  it('is no decision where more is open than can be tried', () => {
    const many = (count: number) =>
      underEveryReading(NONE, (read) => {
        for (let n = 0; n < count; n += 1) read(`q${n}`, either(1, 2));
        return 'same';
      });
    expect(many(6)).toMatchObject({ agreed: true });
    expect(many(6).cases).toHaveLength(MOST_CASES);
    expect(many(7)).toMatchObject({ agreed: false });
  });

  it('meets every combination exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), (sizes) => {
        const readingsOf = (size: number): Readings<number> => [
          { words: '0', value: 0 },
          ...Array.from({ length: size - 1 }, (_, n) => ({ words: `${n + 1}`, value: n + 1 })),
        ];
        const { cases } = underEveryReading(NONE, (read) =>
          sizes.map((size, n) => read(`q${n}`, readingsOf(size))).join(),
        );
        const combinations = sizes.reduce((product, size) => product * size, 1);
        expect(new Set(cases.map(({ answer }) => answer)).size).toBe(combinations);
        expect(cases).toHaveLength(combinations);
      }),
    );
  });

  it('asks nothing about what is clear', () => {
    const decided = underEveryReading(NONE, (read) => read('q', clear(7)));
    expect(decided.cases).toEqual([{ readings: [], answer: 7 }]);
  });
});
