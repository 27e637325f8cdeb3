import { randomFillSync } from 'node:crypto';

const LOT = 8192;
let lot = Buffer.alloc(0);
let spent = 0;

/** Random bytes of the system, fetched in lots because the way there costs more than the bytes. None is given twice. */
export function freshBytes(length: number): Buffer {
  if (spent + length > lot.length) {
    lot = randomFillSync(Buffer.allocUnsafeSlow(Math.max(LOT, length)));
    spent = 0;
  }
  spent += length;
  return lot.subarray(spent - length, spent);
}
