import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CONFIG, Readiness, type Config } from '#platform';
import { DataSource } from 'typeorm';
import { Checkpoints } from './checkpoints.service.js';
import { Cosignatures } from './cosignatures.service.js';
import { DueActs } from './due-acts.service.js';
import { HistoryQueries } from './history.queries.js';
import { HistoryResolver } from './history.resolver.js';
import { KeyRotations } from './key-rotations.service.js';
import { Ledger } from './ledger.service.js';
import { LogFiles } from './log-files.js';
import { LogQueries } from './log.queries.js';
import { LogRoutes } from './log.routes.js';
import { PrivateReading } from './privacy-reading.service.js';
import { ReceiptResolver } from './receipt.resolver.js';
import { Receipts } from './receipts.service.js';
import { RecordKeeper } from './record-keeper.service.js';
import { RecordResolver } from './record.resolver.js';
import { reapplyErasures } from './privacy-restore.js';
import { SeenCheckpoints } from './seen-checkpoints.service.js';
import { Sequencer } from './sequencer.service.js';
import { requireHarmlessRole } from './role-check.js';
import { RecordSignals } from './signals.js';
import { VerifierRoutes } from './verifier.routes.js';
import { WitnessEvidence } from './witness-evidence.service.js';
import { WitnessKeeper } from './witness-keeper.service.js';
import { WitnessPolicy } from './witness-policy.js';
import { WitnessResolver } from './witness.resolver.js';
import { Witnesses } from './witnesses.service.js';

/** The ledger and the public record; every module that acts imports it. */
@Module({
  providers: [
    Ledger,
    RecordSignals,
    Sequencer,
    Checkpoints,
    RecordKeeper,
    Receipts,
    PrivateReading,
    DueActs,
    LogQueries,
    KeyRotations,
    LogFiles,
    LogRoutes,
    VerifierRoutes,
    RecordResolver,
    HistoryQueries,
    HistoryResolver,
    ReceiptResolver,
    WitnessPolicy,
    Cosignatures,
    SeenCheckpoints,
    Witnesses,
    WitnessEvidence,
    WitnessKeeper,
    WitnessResolver,
  ],
  exports: [
    Ledger,
    PrivateReading,
    Receipts,
    DueActs,
    LogQueries,
    KeyRotations,
    LogFiles,
    Sequencer,
    Checkpoints,
    Cosignatures,
    SeenCheckpoints,
  ],
})
export class RecordModule implements OnModuleInit {
  constructor(
    private readonly checkpoints: Checkpoints,
    private readonly readiness: Readiness,
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * A server whose database does not extend what was published must not serve acts; one in production whose role
   * might alter the record does not start. What a restored backup brought back of what was erased goes first.
   */
  async onModuleInit(): Promise<void> {
    const { production, databaseUrl } = this.config;
    if (production && databaseUrl !== null) await requireHarmlessRole(this.dataSource);
    await reapplyErasures(this.dataSource);
    this.readiness.register({
      name: 'record',
      problem: async () => {
        const problems = await this.checkpoints.problems();
        return problems.length === 0 ? null : problems.join('; ');
      },
    });
  }
}
