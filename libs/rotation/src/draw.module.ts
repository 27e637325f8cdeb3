import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { RecordModule } from '#record';
import { BodyDrawsResolver, DrawResolver } from './draw.resolver.js';
import { Draws } from './draw.service.js';

/** Draws that anybody can draw again. */
@Module({
  imports: [RecordModule, AssemblyModule],
  providers: [Draws, DrawResolver, BodyDrawsResolver],
  exports: [Draws],
})
export class DrawModule {}
