import 'reflect-metadata';
import { OperatorProblem, readConfig } from '#platform';
import { createServer } from './server.js';
import { welcome } from './welcome.js';

/** Serves until a signal stops the process; one that comes while it starts is obeyed once it has started. */
async function main(): Promise<void> {
  const stopRequested = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
  const config = readConfig(process.env);
  const server = await createServer(config);
  const invitations = await welcome(server.app, config, (message) => console.error(message));
  console.log(`Quorate is ready at ${server.url}`);
  console.log(
    config.production ? `  GraphQL     ${server.url}/graphql` : `  GraphiQL    ${server.url}/graphiql`,
  );
  console.log(`  the record  ${server.url}/log/<coalition>/checkpoint`);
  if (invitations.length > 0) console.log('Sign in, once each and within ten minutes, as');
  for (const { whom, path } of invitations) console.log(`  ${whom}\n    ${server.url}${path}`);
  await stopRequested;
  await server.stop();
  // Connections that clients hold open would keep the process.
  process.exit();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof OperatorProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
