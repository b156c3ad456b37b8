import { CodeBlock } from './code-block';

interface JsonViewProps {
  /** A value, or the JSON text itself (as webhook bodies are kept). */
  value: unknown;
  label: string;
  height?: string;
}

/** JSON, indented, to read and to copy. Text that is no JSON is shown as it is. */
export function JsonView({ value, label, height }: JsonViewProps) {
  return <CodeBlock code={prettyJson(value)} label={label} height={height} />;
}

/** Indents JSON. A text that already is JSON is parsed first; one that is not is given back. */
export function prettyJson(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
