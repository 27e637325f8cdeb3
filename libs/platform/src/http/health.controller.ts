import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../access.js';
import { Readiness } from './readiness.js';

/** What a supervisor asks: does the process live, and may it be sent requests. */
@Access('public')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('healthz')
  live(): { live: true } {
    return { live: true };
  }

  /** 503 with the names of what fails where the process should be sent nothing. */
  @Get('readyz')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ ready: boolean; failing: string[] }> {
    const failing = await this.readiness.failing();
    if (failing.length > 0) reply.code(503);
    return { ready: failing.length === 0, failing };
  }
}
