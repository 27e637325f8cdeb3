import { registerEnumType } from '@nestjs/graphql';
import type { ShownTo } from './disclosure.types.js';

const SHOWN_TO = {
  BODIES: 'BODIES',
  COALITION: 'COALITION',
  PUBLIC: 'PUBLIC',
} as const satisfies Record<ShownTo, ShownTo>;
registerEnumType(SHOWN_TO, {
  name: 'ShownTo',
  description: 'Who is shown what was disclosed, besides those whom it is about.',
  valuesMap: {
    BODIES: { description: 'The bodies whose charters asked for it.' },
    COALITION: { description: 'The people of the coalition.' },
    PUBLIC: { description: 'Everybody.' },
  },
});
export { SHOWN_TO };
