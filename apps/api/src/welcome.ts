import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Accounts, SignIn, type Config } from '#platform';
import { DataSource } from 'typeorm';
import { guestLinks, hasDemo, hasNoCoalition, loadDemo } from '../../steward/src/demo/load-demo.js';

/** A newcomer's way in: a path on the server that signs in once, and as whom. */
interface Invitation {
  readonly whom: string;
  readonly path: string;
}

/**
 * Prepares a server with a database of its own for whoever has just started it: fills an empty one with the
 * demonstration coalition, unless that is switched off, and makes links to come in by. An external database is
 * touched only where the operator has asked for the demonstration.
 *
 * @param say is told what takes time
 */
export async function welcome(
  app: NestFastifyApplication,
  config: Config,
  say: (message: string) => void,
): Promise<readonly Invitation[]> {
  const isEmpty = await hasNoCoalition(app);
  if (config.demo && isEmpty) {
    say('Filling the empty database with a coalition that we made up; this takes some seconds ...');
    await loadDemo(app);
  }
  if (config.demo && (await hasDemo(app))) {
    const links = await guestLinks(app);
    return links.map(({ role, name, path }) => ({ whom: `${role}, ${name}`, path }));
  }
  return isEmpty && config.databaseUrl === null ? [await founderLink(app, config)] : [];
}

/** The first account of an empty server: it may found coalitions, and is the steward of those that it founds. */
async function founderLink(app: NestFastifyApplication, config: Config): Promise<Invitation> {
  const email = `founder@${new URL(config.origin).hostname}`;
  const account = await app.get(Accounts).ensure(app.get(DataSource), email, { founder: true });
  return { whom: `the founding steward, ${email}`, path: await app.get(SignIn).issueLink(account) };
}
