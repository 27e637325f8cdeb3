import { build } from '../../tools/build.mjs';

await build(['libs', 'apps', 'test/bench', 'test/support']);
await import('../../dist/test/bench/house.js');
