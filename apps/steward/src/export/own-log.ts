import type { INestApplicationContext } from '@nestjs/common';
import { LogFiles, LogQueries } from '#record';
import { MissingFile, type FetchBytes } from '#transparency';
import { CommandProblem, UsageProblem } from '../problems.js';

/** Reads the files of one log straight from the database, as the server would serve them. */
export async function ownLog(
  application: INestApplicationContext,
  coalition: string | undefined,
): Promise<{ readonly slug: string; readonly fetchBytes: FetchBytes }> {
  const files = application.get(LogFiles, { strict: false });
  const slug = await slugOf(application.get(LogQueries, { strict: false }), coalition);
  return {
    slug,
    async fetchBytes(file) {
      const found = await files.read(slug, file);
      if (found === null) throw new MissingFile(file);
      return found.bytes;
    },
  };
}

async function slugOf(logs: LogQueries, coalition: string | undefined): Promise<string> {
  const slugs = await logs.slugs();
  const [only, ...others] = slugs;
  if (only === undefined) throw new CommandProblem('The database has no coalition.');
  if (coalition === undefined && others.length === 0) return only;
  if (coalition === undefined) {
    throw new UsageProblem(
      `The database has ${slugs.length} coalitions: name one of them by --coalition (${slugs.join(', ')}).`,
    );
  }
  if (!slugs.includes(coalition)) throw new UsageProblem(`The database has no coalition "${coalition}".`);
  return coalition;
}
