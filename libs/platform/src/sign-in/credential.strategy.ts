import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-custom';
import type { Principal } from '../principal.js';
import { Cookies } from './cookies.js';
import { Principals } from './principals.js';

const NAME = 'credential';

type OwnPassport = passport.Authenticator<
  unknown,
  (request: object, response: object, next: (error: unknown) => void) => void
>;

/** The passport strategy of this server: a session cookie or a personal access token shows who is calling. */
@Injectable()
export class CredentialStrategy extends PassportStrategy(Strategy, NAME) {
  /** Only declared: the parent's constructor asks for it before this class could set a value. */
  declare private passport: OwnPassport | undefined;

  constructor(
    private readonly principals: Principals,
    private readonly cookies: Cookies,
  ) {
    super();
  }

  /** A passport of its own: strategies of one shared passport would replace each other where two servers run. */
  getPassportInstance(): OwnPassport {
    return (this.passport ??= new passport.Passport());
  }

  /** What passport asks of a strategy: the caller, or false for a bearer token that proves nothing. */
  async validate({ headers }: { headers: IncomingHttpHeaders }): Promise<Principal | false> {
    const session = this.cookies.read('session', headers.cookie);
    return (await this.principals.resolve({ session, authorization: headers.authorization })) ?? false;
  }

  /** Runs the strategy on the headers of a request. Passport marks only a carrier, not the request itself. */
  principalOf(headers: IncomingHttpHeaders): Promise<Principal | false> {
    return new Promise((resolve, reject) => {
      const finish = (error: Error | null, principal: Principal | false) =>
        error ? reject(error) : resolve(principal);
      this.getPassportInstance().authenticate(NAME, { session: false }, finish)({ headers }, {}, reject);
    });
  }
}
