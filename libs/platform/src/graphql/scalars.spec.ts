import fc from 'fast-check';
import type { GraphQLScalarType } from 'graphql';
import { parseValue } from 'graphql';
import { CalendarDate, DateTime, Digest, Duration, LanguageTag, UUID, WebAddress } from './scalars.js';

const digest = Buffer.alloc(32, 7).toString('base64');

function accepts(scalar: GraphQLScalarType, text: unknown): boolean {
  try {
    scalar.parseValue(text);
    return true;
  } catch {
    return false;
  }
}

describe('a scalar', () => {
  const cases: readonly (readonly [GraphQLScalarType, readonly string[], readonly unknown[]])[] = [
    [
      DateTime,
      ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.1Z', '2024-02-29T23:59:59.999Z'],
      [
        '2026-03-01',
        '2026-03-01T12:00:00',
        '2026-03-01T12:00:00+00:00',
        '2026-03-01t12:00:00z',
        '2026-02-29T12:00:00Z',
        '2026-03-01T24:00:00Z',
        '2026-03-01T12:00:60Z',
        '2026-03-01T12:00:00.1234Z',
        '2026-13-01T12:00:00Z',
        ' 2026-03-01T12:00:00Z',
        0,
        null,
      ],
    ],
    [
      CalendarDate,
      ['2026-03-01', '2024-02-29'],
      ['2026-02-29', '2026-3-1', '2026-03-01T00:00:00Z', '20260301', 1],
    ],
    [
      Duration,
      ['P14D', 'PT36H', 'P1Y2M3DT4H5M6S', 'P2W', 'PT0S'],
      ['P', 'PT', 'P1', '14D', 'P-1D', 'P1.5D', 'P1W2D', 'PT1D', 'p1d', 'P9999999D'],
    ],
    [
      UUID,
      ['01890000-0000-7000-8000-000000000001'],
      [
        '01890000000070008000000000000001',
        '01890000-0000-7000-8000-00000000000',
        '{01890000-0000-7000-8000-000000000001}',
        '',
      ],
    ],
    [
      WebAddress,
      ['https://quorate.example/a?b=c', 'http://[::1]/'],
      [
        'javascript:alert(1)',
        'ftp://x.example',
        '//x.example',
        'https://',
        'x',
        `https://x.example/${'a'.repeat(2048)}`,
      ],
    ],
    [LanguageTag, ['it', 'pt-BR', 'zh-Hant-TW'], ['', 'i', 'it_IT', 'it-', 'a'.repeat(36), 'en-a', '*']],
    [
      Digest,
      [digest],
      [
        digest.slice(0, -1),
        digest.replace('=', ''),
        `${digest}=`,
        digest.replace('B', '-'),
        'AAAA',
        ` ${digest}`,
      ],
    ],
  ];

  it.each(cases)('%s takes what it stands for and nothing else', (scalar, good, bad) => {
    expect(good.filter((text) => !accepts(scalar, text))).toEqual([]);
    expect(bad.filter((text) => accepts(scalar, text))).toEqual([]);
  });

  it.each(cases)('%s reads a literal as it reads a variable', (scalar, good, bad) => {
    const literal = (text: unknown) => () => scalar.parseLiteral(parseValue(JSON.stringify(text)));
    for (const text of good) expect(literal(text)()).toEqual(scalar.parseValue(text));
    for (const text of bad) expect(literal(text)).toThrow();
  });

  it.each(cases)('%s refuses by one sentence that shows what it wants', (scalar) => {
    expect(() => scalar.parseValue('')).toThrow(`Expected a ${scalar.name}: ${scalar.description ?? '?'}`);
  });

  it('DateTime writes every instant so that it reads it back', () => {
    const instants = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(instants, (at) => expect(DateTime.parseValue(DateTime.serialize(at))).toEqual(at)));
  });

  it('Digest writes 32 bytes as base64 and no other number of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        if (bytes.length === 32) {
          expect(Digest.serialize(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        } else expect(() => Digest.serialize(bytes)).toThrow(TypeError);
      }),
    );
  });

  it('writes one spelling', () => {
    expect(UUID.parseValue('01890000-0000-7000-8000-00000000000A')).toBe(
      '01890000-0000-7000-8000-00000000000a',
    );
    expect(LanguageTag.parseValue('PT-br')).toBe('pt-BR');
  });

  it('does not write a value of another kind', () => {
    for (const value of [new Date(NaN), '2026-03-01T12:00:00Z', 0, null]) {
      expect(() => DateTime.serialize(value)).toThrow(TypeError);
    }
    expect(() => CalendarDate.serialize(new Date(0))).toThrow(TypeError);
  });
});
