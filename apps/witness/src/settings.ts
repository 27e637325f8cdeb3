import path from 'node:path';
import { isKeyName } from '#transparency';
import { WitnessProblem } from './problem.js';

/** What the organization that runs the witness decides; read once, from the environment. */
export interface Settings {
  /** The witness's name, which is part of its key and stands in front of each of its signatures. */
  readonly name: string;
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
  /** Folder of its key, of what it has cosigned and of the evidence that it keeps; absolute. */
  readonly dataDir: string;
  /** File with the verifier keys of the logs that it watches, one a line; absolute. */
  readonly logsFile: string;
}

export const HELP = `A witness cosigns the checkpoints of transparency logs, each only when it extends the last one that it
cosigned: so no log can show two histories to two people. It needs Node and nothing else.

Usage: node dist/apps/witness/src/main.js [--key | --help]

  --key   Print the witness's verifier key, made if there is none yet, and end.
  --help  Print this.

Settings, from the environment:
  WITNESS_NAME  Its name, like witness.example.org; it never changes. Required.
  WITNESS_DATA  The folder of its key and of what it has cosigned. Never set it back. Default: .witness
  WITNESS_LOGS  The file with the verifier keys of the logs that it watches, one a line, # before a comment; read
                again when it changes. Default: logs in WITNESS_DATA
  HOST, PORT    Where it listens. Default: localhost, 4100

It answers POST /add-checkpoint and GET /<SHA-256 of a log's origin in hex>/checkpoint (C2SP tlog-witness), GET / with
its key and its logs, and GET /healthz.
`;

/** Reads the settings. Throws WitnessProblem naming the first one that cannot be used. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string) => (env[name]?.trim() ?? '') || null;
  const name = text('WITNESS_NAME');
  if (name === null || !isKeyName(name)) {
    throw new WitnessProblem(
      'WITNESS_NAME must be the name of the witness, like witness.example.org, without a space or a plus.',
    );
  }
  const portText = text('PORT') ?? '4100';
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535))
    throw new WitnessProblem(`PORT must be a whole number up to 65535, not "${portText}".`);
  const dataDir = path.resolve(text('WITNESS_DATA') ?? '.witness');
  return {
    name,
    host: text('HOST') ?? 'localhost',
    port,
    dataDir,
    logsFile: path.resolve(text('WITNESS_LOGS') ?? path.join(dataDir, 'logs')),
  };
}
