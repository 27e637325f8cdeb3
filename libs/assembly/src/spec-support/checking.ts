import type { Entry } from '#transparency';
import { attendanceCheck } from '../attendance.check.js';
import { handoverCheck } from '../handover.check.js';
import { remedyCheck } from '../remedy.check.js';
import { termCheck } from '../term.check.js';

/** What the checks of the assembly find wrong with entries, in the order of their log. */
export async function faultsIn(entries: readonly Entry[]): Promise<string[]> {
  const faults: string[] = [];
  for (const check of [termCheck(), attendanceCheck(), remedyCheck(), handoverCheck()]) {
    entries.forEach((entry, index) => check.see(entry, index, new Uint8Array(32)));
    const { failures } = await check.finish(() =>
      Promise.reject(new Error('These checks read no document.')),
    );
    faults.push(...failures.map(({ code, because, index }) => `${code} ${index ?? ''}: ${because}`));
  }
  return faults;
}
