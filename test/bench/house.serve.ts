/*
 * One measured server in a process of its own: `quorate` as it runs in production, or `by-hand`. It says where it
 * listens and answers questions until its parent lets it go.
 */
import 'reflect-metadata';
import { createLog, openWrappingKeys, readConfig, Vault } from '#platform';
import { createServer } from '../../apps/api/src/server.js';
import { write, type Writes } from './house.acts.js';
import { serveByHand } from './house.by-hand.js';
import type { Answer, Question } from './house.process.js';

interface Serving {
  readonly url: string;
  write(writes: Writes): Promise<void>;
}

async function serveQuorate(): Promise<Serving> {
  const log = createLog((line) => process.stderr.write(`${line}\n`));
  const { app, url } = await createServer(readConfig(process.env), log);
  return { url, write: (writes) => write(app, writes) };
}

async function serve(kind: string | undefined): Promise<Serving> {
  if (kind === 'quorate') return serveQuorate();
  const { databaseUrl, wrappingKeysDir } = readConfig(process.env);
  const url = await serveByHand(databaseUrl ?? '', new Vault(await openWrappingKeys(wrappingKeysDir)));
  return { url, write: () => Promise.reject(new Error('Acts are carried out by the other server.')) };
}

const serving = await serve(process.argv[2]);

async function answer(question: Question): Promise<Answer> {
  const start = performance.now();
  const before = question.ask === 'cpu' ? undefined : process.cpuUsage();
  if (question.ask === 'write') await serving.write(question);
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, milliseconds: performance.now() - start };
}

process.on('message', (question: Question) => {
  void answer(question).then((told) => process.send?.(told));
});
process.on('disconnect', () => process.exit());
process.send?.(serving.url);
