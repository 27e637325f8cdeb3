import { Module, type OnModuleInit } from '@nestjs/common';
import { Readiness } from '#platform';
import { Checkpoints } from './checkpoints.service.js';
import { DueActs } from './due-acts.service.js';
import { Ledger } from './ledger.service.js';
import { LogFiles } from './log-files.js';
import { LogQueries } from './log.queries.js';
import { LogRoutes } from './log.routes.js';
import { ReceiptResolver } from './receipt.resolver.js';
import { Receipts } from './receipts.service.js';
import { RecordKeeper } from './record-keeper.service.js';
import { RecordResolver } from './record.resolver.js';
import { Sequencer } from './sequencer.service.js';
import { RecordSignals } from './signals.js';

/** The ledger and the public record; every module that acts imports it. */
@Module({
  providers: [
    Ledger,
    RecordSignals,
    Sequencer,
    Checkpoints,
    RecordKeeper,
    Receipts,
    DueActs,
    LogQueries,
    LogFiles,
    LogRoutes,
    RecordResolver,
    ReceiptResolver,
  ],
  exports: [Ledger, Receipts, DueActs, LogQueries, LogFiles, Sequencer, Checkpoints],
})
export class RecordModule implements OnModuleInit {
  constructor(
    private readonly checkpoints: Checkpoints,
    private readonly readiness: Readiness,
  ) {}

  /** A server whose database does not extend what was published must not serve acts. */
  onModuleInit(): void {
    this.readiness.register({
      name: 'record',
      problem: async () => {
        const problems = await this.checkpoints.problems();
        return problems.length === 0 ? null : problems.join('; ');
      },
    });
  }
}
