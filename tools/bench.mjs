import { build } from './build.mjs';

await build(['libs', 'test/bench']);
await import('../dist/test/bench/list.js');
