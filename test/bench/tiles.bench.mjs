import { build } from '../../tools/build.mjs';

await build(['libs', 'apps', 'test/bench', 'test/support']);
// Only there once it is built.
await import(new URL('../../dist/test/bench/tiles.js', import.meta.url).href);
