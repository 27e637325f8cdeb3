import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { RecordModule } from '#record';
import { Proposals } from './proposal.service.js';

/** Proposals, from the draft to the end of their vote. */
@Module({ imports: [RecordModule, AssemblyModule], providers: [Proposals], exports: [Proposals] })
export class ProposalsModule {}
