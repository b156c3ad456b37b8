import type { FieldProblem } from '../../../api/problem';

/** Something that is wrong with a file, and where. */
export interface FileProblem {
  /** From 1; null for what concerns the file as a whole. */
  line: number | null;
  /** The column: `Market`, `utility`. */
  column: string | null;
  message: string;
  /** The line as it stands in the file. */
  text: string | null;
}

const LINE_PATH = /^line (\d+)(?:, (.+))?$/;

/** What the server has against a CSV file, line by line; null when its problems are about something else. */
export function fileProblems(fields: readonly FieldProblem[], file: string): readonly FileProblem[] | null {
  const lines = file.split(/\r\n|\n|\r/);
  const found = fields.flatMap(({ path, message }): FileProblem[] => {
    const match = LINE_PATH.exec(path);
    if (match) {
      const line = Number(match[1]);
      return [{ line, column: match[2] ?? null, message, text: lines[line - 1] ?? null }];
    }
    return path === 'file' ? [{ line: null, column: null, message, text: null }] : [];
  });
  if (found.length === 0) return null;
  // What the file lacks follows from its lines more often than the other way round.
  const place = ({ line }: FileProblem): number => line ?? Number.MAX_SAFE_INTEGER;
  return found.sort((one, other) => place(one) - place(other));
}

/** The problems as CSV, to send to whoever made the file. */
export function problemReport(problems: readonly FileProblem[]): string {
  const rows = problems.map(({ line, column, message, text }) =>
    [line === null ? 'file' : String(line), column ?? '', message, text ?? ''].map(csvCell).join(','),
  );
  return ['Line,Column,Problem,As it stands', ...rows].join('\r\n');
}

function csvCell(value: string): string {
  // A cell that begins like a formula would be run by spreadsheets.
  const safe = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
