import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { noteSigner, SIGNATURE_TYPE, type NoteSigner } from '#transparency';
import { makeFolder, placeFile } from './durable.js';
import { isCode, WitnessProblem } from './problem.js';

/**
 * The witness's own key: an Ed25519 key in `key.pem` of its folder, which only its owner may read. Made when there is
 * none; one that was made elsewhere may be put there before the first start.
 *
 * @throws WitnessProblem for a file that others may read or that holds no such key
 */
export async function openKey(dataDir: string, name: string): Promise<NoteSigner> {
  const file = path.join(dataDir, 'key.pem');
  await makeFolder(dataDir);
  const key = (await findKey(file)) ?? (await makeKey(file));
  return noteSigner(name, SIGNATURE_TYPE.cosignature, key);
}

async function findKey(file: string): Promise<KeyObject | null> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new WitnessProblem(`Others may read the key in ${file}; run: chmod 600 ${file}`);
    }
    return readKey(file, await readFile(file));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function readKey(file: string, pem: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(Buffer.from(pem));
  } catch (error) {
    throw new WitnessProblem(`${file} holds no private key that can be read.`, { cause: error });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new WitnessProblem(`The key in ${file} is not an Ed25519 key.`);
}

async function makeKey(file: string): Promise<KeyObject> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  if (await placeFile(file, pem)) return createPrivateKey(pem);
  const key = await findKey(file);
  if (key === null) throw new WitnessProblem(`The key in ${file} vanished while it was being made.`);
  return key;
}
