import { parentPort, workerData } from 'node:worker_threads';
import { answerSortition, type SortitionTask } from './sortition-answer.js';
import { loadSolver } from './sortition-programs.js';
import type { ThreadMessage } from './sortition-thread.js';

/** The file of the thread in which `solveSortition` lets the solver run. */
const task = workerData as SortitionTask;
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);
tell({ answer: answerSortition(await loadSolver(), task, (progress) => tell({ progress })) });
