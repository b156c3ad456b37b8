import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CopyButtonProps {
  value: string;
  /** What is copied: "API key". */
  what: string;
  /** A button with words instead of the small icon. */
  withLabel?: boolean;
}

/** Copies a text, and says that it did. */
export function CopyButton({ value, what, withLabel = false }: CopyButtonProps) {
  return (
    <MantineCopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => {
        const words = copied ? `${what} copied` : `Copy ${what}`;
        const icon = copied ? <IconCheck size={16} /> : <IconCopy size={16} />;
        const announcement = (
          <span role="status" className="visually-hidden">
            {copied ? words : ''}
          </span>
        );
        return withLabel ? (
          <Button variant="default" leftSection={icon} onClick={copy}>
            {copied ? 'Copied' : words}
            {announcement}
          </Button>
        ) : (
          <Tooltip label={words}>
            <ActionIcon onClick={copy} aria-label={words} size="md">
              {icon}
              {announcement}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </MantineCopyButton>
  );
}
