/** What a cookie of the server is for: `session` proves who is there, `browser` binds a sign-in link to its browser. */
export type CookieKind = 'session' | 'browser';

const NAMES: Readonly<Record<CookieKind, string>> = { session: 'quorate', browser: 'quorate-browser' };

/**
 * The cookies of one server. Under https they carry the `__Host-` prefix (RFC 6265bis section 4.1.3.2), so that no
 * neighbouring host can plant one; browsers refuse that prefix on plain http, where development runs.
 */
export class Cookies {
  readonly #secure: boolean;

  constructor(origin: string) {
    this.#secure = new URL(origin).protocol === 'https:';
  }

  /** The value of a cookie in a request's Cookie header, or null. Of two with one name the first counts. */
  read(kind: CookieKind, header: string | undefined): string | null {
    const start = `${this.#name(kind)}=`;
    const pair = header?.split(';').find((one) => one.trimStart().startsWith(start));
    return pair === undefined ? null : pair.trim().slice(start.length);
  }

  /**
   * The Set-Cookie header that hands a cookie over.
   *
   * @param value base64url, which needs no quoting
   * @param seconds how long the browser keeps it
   */
  write(kind: CookieKind, value: string, seconds: number): string {
    const cookie = `${this.#name(kind)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
    return this.#secure ? `${cookie}; Secure` : cookie;
  }

  /** The Set-Cookie header that takes a cookie back. */
  clear(kind: CookieKind): string {
    return this.write(kind, '', 0);
  }

  #name(kind: CookieKind): string {
    return this.#secure ? `__Host-${NAMES[kind]}` : NAMES[kind];
  }
}
