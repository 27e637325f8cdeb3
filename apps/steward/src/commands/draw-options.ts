import type { Option } from '../command.js';
import { UsageProblem } from '../problems.js';

/** The option by which commands are handed a seed. */
export const SEED_OPTION = {
  type: 'string',
  value: 'HEX',
  help: 'The seed, 64 hexadecimal digits.',
} as const satisfies Option;

/** 32 bytes that were typed as hexadecimal digits. Throws UsageProblem for anything else. */
export function hashOf(option: string, text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new UsageProblem(`${option} has 64 hexadecimal digits.`);
  return Buffer.from(text, 'hex');
}
