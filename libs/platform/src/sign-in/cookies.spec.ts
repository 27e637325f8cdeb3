import { Cookies } from './cookies.js';
import { newSecret } from './secret.js';

const secure = new Cookies('https://quorate.example.org');
const local = new Cookies('http://localhost:4000');

describe('cookies', () => {
  it('are bound to the host, hidden from scripts and sent only over https', () => {
    expect(secure.write('session', 'abc', 60)).toBe(
      '__Host-quorate=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('have no prefix on plain http, where browsers refuse it', () => {
    expect(local.write('browser', 'abc', 60)).toBe(
      'quorate-browser=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
    );
  });

  it('are taken back by an empty value that is over', () => {
    expect(secure.clear('session')).toMatch(/^__Host-quorate=; Path=\/; Max-Age=0;/);
  });

  it('are read back from what the browser sends', () => {
    const secret = newSecret();
    const [pair = ''] = secure.write('session', secret, 60).split(';');
    expect(secure.read('session', `theme=dark; ${pair}; a=b`)).toBe(secret);
  });

  it.each<[string, string | undefined, string | null]>([
    ['no header', undefined, null],
    ['an empty header', '', null],
    ['another cookie', 'other=1', null],
    ['a name that only ends alike', 'x__Host-quorate=1', null],
    ['a name that only begins alike', '__Host-quorate-browser=1', null],
    ['the name without its prefix, which a neighbouring host could have set', 'quorate=1', null],
    ['no value', '__Host-quorate=', ''],
    ['a value with an equals sign', '__Host-quorate=a=b', 'a=b'],
    ['no separator', '__Host-quorate', null],
    ['two of one name', '__Host-quorate=1; __Host-quorate=2', '1'],
  ])('of %s are read without surprise', (_case, header, value) => {
    expect(secure.read('session', header)).toBe(value);
  });
});
