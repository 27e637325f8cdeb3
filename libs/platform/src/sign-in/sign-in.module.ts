import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { LOG } from '../logging.js';
import { mailTransport } from '../mail/mail-transport.js';
import { MAIL_TRANSPORT } from '../mail/mail.js';
import { AccessTokens } from './access-tokens.js';
import { Accounts } from './accounts.js';
import { Attempts } from './attempts.js';
import { Cookies } from './cookies.js';
import { CredentialStrategy } from './credential.strategy.js';
import { Principals } from './principals.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignInRoutes } from './sign-in.routes.js';
import { SignIn } from './sign-in.service.js';
import { ViewerResolver } from './viewer.resolver.js';
import { Viewers } from './viewers.js';

/**
 * Who is calling: accounts, sign-in links, sessions and access tokens. Rests on the globally provided `CONFIG`,
 * `LOG` and data source. In a process without a web server, such as the steward's, it brings the services alone.
 */
@Module({
  providers: [
    { provide: Attempts, inject: [DataSource], useFactory: (database: DataSource) => new Attempts(database) },
    { provide: Cookies, inject: [CONFIG], useFactory: ({ origin }: Config) => new Cookies(origin) },
    { provide: MAIL_TRANSPORT, inject: [CONFIG, LOG], useFactory: mailTransport },
    AccessTokens,
    Accounts,
    CredentialStrategy,
    Principals,
    SignIn,
    SignInResolver,
    SignInRoutes,
    ViewerResolver,
    Viewers,
  ],
  exports: [AccessTokens, Accounts, MAIL_TRANSPORT, Principals, SignIn],
})
export class SignInModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: Partial<Pick<HttpAdapterHost, 'httpAdapter'>>,
    private readonly routes: SignInRoutes,
  ) {}

  /** Before the server listens: Fastify takes no hook afterwards. */
  onModuleInit(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter) this.routes.install(httpAdapter.getInstance<FastifyInstance>());
  }
}
