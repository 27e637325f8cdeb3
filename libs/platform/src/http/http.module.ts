import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { connectionProblem } from '../database/index.js';
import { HealthController } from './health.controller.js';
import { MaskingFilter } from './masking.filter.js';
import { Readiness } from './readiness.js';

/** What every server of ours has: masked errors, and whether it lives and is ready. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [Readiness, { provide: APP_FILTER, useClass: MaskingFilter }],
  exports: [Readiness],
})
export class HttpModule implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    private readonly database: DataSource,
  ) {}

  onModuleInit(): void {
    this.readiness.register({ name: 'database', problem: () => this.#databaseProblem() });
  }

  async #databaseProblem(): Promise<string | null> {
    try {
      await this.database.query('SELECT');
      return null;
    } catch (error) {
      const problem = connectionProblem(error);
      if (problem === null) throw error;
      return problem;
    }
  }
}
