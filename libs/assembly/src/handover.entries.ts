import type { HandoverSide } from './handover.types.js';

/** The kinds of entries on what is handed over with a seat. */
export const HANDOVER_OPENED = 'handover.opened';
export const ITEM_HANDED_OVER = 'handover.itemHandedOver';
export const ITEM_RECEIVED = 'handover.itemReceived';

/** By which entry each side tells that it has done its part. */
export const TICKED_BY = {
  HANDED_OVER: ITEM_HANDED_OVER,
  RECEIVED: ITEM_RECEIVED,
} as const satisfies Record<HandoverSide, string>;
