import type { LoggerService } from '@nestjs/common';
import type { Log } from '../logging.js';

/** Brings what Nest itself has to say into our log; its chatter about starting stays out. */
export function nestLog(log: Log): LoggerService {
  const at =
    (level: keyof Log) =>
    (message: unknown, ...details: unknown[]) =>
      log[level](String(message), details.length === 0 ? {} : { details: details.map(String) });
  return { log: () => undefined, warn: at('warn'), error: at('error'), fatal: at('error') };
}
