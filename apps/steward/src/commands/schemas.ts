import { jsonSchemaOf } from '#transparency';
import { defineCommand } from '../command.js';
import { RECORD_KINDS } from '../record-checks.js';

/** `steward schemas`. */
export const schemas = defineCommand({
  name: 'schemas',
  summary: 'Print what entries of each kind hold, as one JSON Schema document.',
  operands: '',
  operandCount: 0,
  options: {},
  notes: `"verify" holds every entry to the schema of its kind; this is for whoever writes a verifier of their own.`,
  run() {
    const document = jsonSchemaOf(RECORD_KINDS);
    return Promise.resolve({ document, text: `${JSON.stringify(document, null, 2)}\n` });
  },
});
