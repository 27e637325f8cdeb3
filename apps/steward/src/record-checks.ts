import type { RecordCheck } from '#transparency';
import { boxCheck } from '#voting';

/** What the modules recompute from a record, each a fresh check for one way through it. */
export function recordChecks(): RecordCheck[] {
  return [boxCheck()];
}
