import fc from 'fast-check';
import { readEmail } from './email.js';

describe('an e-mail address', () => {
  it.each([
    ['ada@example.org', 'ada@example.org'],
    ['  Ada.Lovelace+votes@Example.ORG ', 'Ada.Lovelace+votes@Example.ORG'],
    ['founder@localhost', 'founder@localhost'],
    ['zoë@exämple.org', 'zoë@exämple.org'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('%j is read as %j', (text, address) => {
    expect(readEmail(text)).toBe(address);
  });

  it.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@@example.org',
    'ada@example.org, bob@example.org',
    'ada@example.org;bob@example.org',
    'Ada <ada@example.org>',
    '"ada"@example.org',
    'ada@example.org\r\nBcc: everyone@example.org',
    'ada\n@example.org',
    'ada@exam ple.org',
    'ada\u0000@example.org',
    'ada\u202e@example.org',
    '.ada@example.org',
    'ada.@example.org',
    'a..b@example.org',
    'ada@.example.org',
    'ada@example.org.',
    'ada@[127.0.0.1]',
    'ada(comment)@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(190)}.org`,
    `${'ä'.repeat(64)}@${'ö'.repeat(64)}.org`,
    '\ud800@example.org',
  ])('%j is none', (text) => {
    expect(readEmail(text)).toBeNull();
  });

  it('never lets through what could break a header, and reads again what it has read', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))
        .map(([local, domain]) => `${local}@${domain}`),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const address = readEmail(text);
        if (address === null) return;
        expect(address).not.toMatch(/[\s\p{C}<>,;:"]/u);
        expect(address.split('@')).toHaveLength(2);
        expect(readEmail(address)).toBe(address);
      }),
    );
  });
});
