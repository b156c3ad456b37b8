import { Box } from '@mantine/core';
import { CopyButton } from './copy-button';
import classes from './code-block.module.css';

interface CodeBlockProps {
  code: string;
  /** What it is, for the copy button and for people who do not see it: "curl command". */
  label: string;
  height?: string;
}

/** Text for machines, to read and to copy. */
export function CodeBlock({ code, label, height = '24rem' }: CodeBlockProps) {
  return (
    <Box className={classes.frame}>
      <Box className={classes.copy}>
        <CopyButton value={code} what={label} />
      </Box>
      <pre className={classes.code} style={{ maxHeight: height }} tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
    </Box>
  );
}
