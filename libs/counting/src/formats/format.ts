import type { BallotGroup, OptionId } from '../ballot.js';
import type { ParameterValues } from '../parameters.js';
import type { CountOption } from '../rule.js';

export type FormatId = 'blt' | 'condorcet' | 'debian' | 'elekto' | 'pb' | 'preflib' | 'rctab' | 'starvote';

/** A place in a file that cannot be read, and why. `line` counts from 1; 0 speaks of the whole file. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What a file says about how it is to be counted. */
export interface FileParameters {
  readonly rule?: string;
  readonly params?: ParameterValues;
  readonly seats?: number;
  readonly budget?: string;
  readonly lot?: readonly OptionId[];
}

/** Ballots of one content, and the line from 1 where the file has the first of them; none where it has no lines. */
export interface FileGroup extends BallotGroup {
  readonly line?: number;
}

/** An election as a file holds it. */
export interface FileElection {
  readonly title: string | null;
  readonly options: readonly CountOption[];
  /** Ballots grouped by content. */
  readonly groups: readonly FileGroup[];
  readonly parameters: FileParameters;
}

/** Reads one text file line by line; `line` counts from 1. The memory it needs grows with distinct ballots only. */
export interface LineReader {
  line(text: string, line: number): void;
  end(): FileElection | Promise<FileElection>;
}

/** Tells what is wrong at a line; the reader goes on, so that one run names more than one problem. */
export type Report = (line: number, reason: string, file?: string) => void;

/** Opens a file that the one being read names, such as cast vote records; null when there is none. */
export type OpenCompanion = (path: string) => Promise<Uint8Array | null>;

/** A text format: how it is recognised by its beginning, and how it is read. */
export interface TextFormat {
  readonly id: FormatId;
  readonly encoding: 'utf-8' | 'latin1';
  readonly recognises: (head: string) => boolean;
  readonly open: (report: Report, openCompanion: OpenCompanion) => LineReader;
}
