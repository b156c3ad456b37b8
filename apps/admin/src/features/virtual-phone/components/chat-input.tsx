import { ActionIcon, FileButton, Textarea } from '@mantine/core';
import { IconPhoto, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTenant } from '../../../lib/tenant';
import { useAction } from '../../../lib/use-action';
import { actOnPhone, sendPhoto } from '../api/act-on-phone';
import classes from './virtual-phone.module.css';

const TEXT_MAX_CHARS = 4096;

/** What the user writes, and a photo to send. Enter sends; with Shift it begins a new line. */
export function ChatInput({ who }: { who: { phoneNumberId: string; user: string } }) {
  const { id: tenantId } = useTenant();
  const [text, setText] = useState('');
  const write = useAction(actOnPhone, { failed: 'The message was not sent' });
  const photo = useAction(sendPhoto, { failed: 'The photo was not sent' });

  const send = async (): Promise<void> => {
    const written = text.trim();
    if (written === '' || write.isRunning) return;
    if (await write.run(tenantId, { ...who, type: 'text', text: written }))
      setText((now) => (now.trim() === written ? '' : now));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className={classes.input}>
      <FileButton accept="image/jpeg,image/png" onChange={(file) => file && void photo.run(tenantId, who, file)}>
        {(props) => (
          <ActionIcon {...props} aria-label="Send a photo (JPEG or PNG, at most 5 MiB)" loading={photo.isRunning}>
            <IconPhoto size={20} />
          </ActionIcon>
        )}
      </FileButton>
      <Textarea
        aria-label="Message as the user"
        placeholder="Write as the user"
        autosize
        minRows={1}
        maxRows={5}
        maxLength={TEXT_MAX_CHARS}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        style={{ flex: 1 }}
      />
      <ActionIcon
        variant="filled"
        color="brand"
        aria-label="Send"
        disabled={text.trim() === ''}
        loading={write.isRunning}
        onClick={() => void send()}
      >
        <IconSend size={18} />
      </ActionIcon>
    </div>
  );
}
