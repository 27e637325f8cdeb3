import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRefusal } from '#kernel';
import { CONFIG, type Config } from '../config.js';
import { connectionProblem } from '../database/index.js';
import { Fault } from '../fault.js';
import { LOG, type Log } from '../logging.js';
import { ANONYMOUS } from '../principal.js';
import { Cookies } from './cookies.js';
import { CredentialStrategy } from './credential.strategy.js';
import { isSecret } from './secret.js';
import { confirmPage, PAGE_HEADERS, refusedPage } from './sign-in.page.js';
import { SESSION_SECONDS, SignIn } from './sign-in.service.js';

/** Bytes of the form that the sign-in page posts: one field with a secret, and room. */
const FORM_BYTES = 1024;

/** What signing in adds to the web server: the principal of every request, and the pages behind a sign-in link. */
@Injectable()
export class SignInRoutes {
  constructor(
    private readonly strategy: CredentialStrategy,
    private readonly signIn: SignIn,
    private readonly cookies: Cookies,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  install(server: FastifyInstance): void {
    server.decorateRequest('principal');
    server.addHook('onRequest', (request, reply) => this.#identify(request, reply));
    void server.register((pages, _options, done) => {
      this.#installPages(pages);
      done();
    });
  }

  /** Fails closed: a token that proves nothing, or a credential that cannot be looked up, ends the request here. */
  async #identify(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    request.principal = ANONYMOUS;
    const principal = await this.strategy.principalOf(request.headers).catch((error: unknown) => {
      const problem = connectionProblem(error);
      if (problem === null) throw error;
      this.log.error('A credential could not be looked up.', { problem });
      throw new Fault('UNAVAILABLE', 'The server cannot answer now. Try again in a minute.', {
        cause: error,
      });
    });
    if (principal === false) {
      this.log.warn('An access token was refused.');
      void reply.header('www-authenticate', 'Bearer error="invalid_token"');
      throw new Fault('UNAUTHENTICATED', 'This access token is unknown, expired or revoked.');
    }
    request.principal = principal;
  }

  /** The pages read a form, which the rest of the server refuses: the parser is theirs alone. */
  #installPages(pages: FastifyInstance): void {
    pages.removeAllContentTypeParsers();
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(body.toString())),
    );
    pages.get<{ Params: { token: string } }>('/sign-in/:token', (request, reply) =>
      this.#confirm(request.params.token, reply),
    );
    pages.post<{ Body: unknown }>('/sign-in', (request, reply) => this.#enter(request, reply));
  }

  #confirm(token: string, reply: FastifyReply): FastifyReply {
    void reply.headers(PAGE_HEADERS);
    return isSecret(token)
      ? reply.send(confirmPage(new URL(this.config.origin).host, token))
      : reply.code(400).send(refusedPage('This link is not complete. Copy all of it from the mail.'));
  }

  async #enter(request: FastifyRequest<{ Body: unknown }>, reply: FastifyReply): Promise<FastifyReply> {
    void reply.headers(PAGE_HEADERS);
    if (!this.#comesFromHere(request)) {
      return reply
        .code(403)
        .send(refusedPage('This form was sent from another site. Open the link from the mail.'));
    }
    const token = request.body instanceof URLSearchParams ? request.body.get('token') : null;
    const { cookie } = request.headers;
    const begun = await this.signIn.enter(
      token ?? '',
      this.cookies.read('browser', cookie),
      this.cookies.read('session', cookie),
    );
    if (isRefusal(begun)) return reply.code(403).send(refusedPage(begun.because));
    return reply
      .header('set-cookie', this.cookies.write('session', begun.secret, SESSION_SECONDS))
      .header('set-cookie', this.cookies.clear('browser'))
      .redirect(this.config.production ? '/' : '/graphiql', 303);
  }

  /** Refuses a form of another site, which could sign its reader in as somebody else. */
  #comesFromHere({ headers }: FastifyRequest): boolean {
    const site = headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    return headers.origin === undefined || headers.origin === this.config.origin;
  }
}
