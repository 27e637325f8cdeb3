#!/usr/bin/env node
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
await build();
await import('../dist/apps/steward/src/main.js');
