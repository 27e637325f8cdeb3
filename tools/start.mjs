import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
await build();
stopWithNpm();
await import('../dist/apps/api/src/main.js');

/**
 * A signal that is sent to npm ends npm and the shell between us, but reaches nobody else: when they are gone, this
 * process stops as if it had been signalled itself.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
