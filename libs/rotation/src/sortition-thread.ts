import { Worker } from 'node:worker_threads';
import type { SortitionAnswer, SortitionTask } from './sortition-answer.js';
import type { SortitionProgress } from './sortition-leximin.js';

/** What the thread says; the answer is its last word. */
export type ThreadMessage = { readonly progress: SortitionProgress } | { readonly answer: SortitionAnswer };

/** A thread runs what is built, also where the code beside it is read from its sources. */
const THREAD = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/libs/rotation/src/sortition-worker.js', import.meta.url)
  : new URL('./sortition-worker.js', import.meta.url);

interface Watch {
  readonly onProgress?: (progress: SortitionProgress) => void;
  /** Ends the thread in the middle of its work; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Lets the solver work in a thread of its own, because it blocks the one in which it runs. */
export async function solveSortition(task: SortitionTask, watch: Watch = {}): Promise<SortitionAnswer> {
  watch.signal?.throwIfAborted();
  const worker = new Worker(THREAD, { workerData: task });
  try {
    return await answerOf(worker, watch);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, { onProgress, signal }: Watch): Promise<SortitionAnswer> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.on('message', (message: ThreadMessage) => {
      if ('answer' in message) resolve(message.answer);
      else onProgress?.(message.progress);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`The solver's thread ended with ${code} and no answer.`)));
  });
}
