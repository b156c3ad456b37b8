import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './switchboard';

/** A block of code of a document, with the HTML comment that stands before it. */
export interface CodeBlock {
  language: string;
  /** Empty where there is none. */
  comment: string;
  code: string;
}

/** The blocks of code of a document of the project, in order. */
export function codeBlocksOf(file: string): CodeBlock[] {
  const text = readFileSync(path.join(PROJECT, file), 'utf8');
  const blocks = text.matchAll(/(?:<!-- (?<comment>.*?) -->\n+)?^```(?<language>\w+)\n(?<code>.*?)^```$/gms);
  return Array.from(blocks, ({ groups = {} }) => ({
    language: groups['language'] ?? '',
    comment: groups['comment'] ?? '',
    code: groups['code'] ?? '',
  }));
}
