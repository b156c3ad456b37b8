import { tapMessage } from './tap-message';

describe('A tap on the virtual phone', () => {
  it.each([
    [
      { button: { kind: 'reply', label: 'Yes', id: 'y' } },
      { type: 'button_reply', replyId: 'y', title: 'Yes', replyTo: 'wamid.1' },
    ],
    [
      { button: { kind: 'quick_reply', label: 'Stop', id: 'stop' } },
      { type: 'template_button', text: 'Stop', replyId: 'stop', replyTo: 'wamid.1' },
    ],
    [
      { button: { kind: 'list', label: 'Choose' }, row: { id: 'r', title: 'Row', description: '' } },
      { type: 'list_reply', replyId: 'r', title: 'Row', description: undefined, replyTo: 'wamid.1' },
    ],
  ] as const)('answers the message with what was tapped: %j', (tap, message) => {
    expect(tapMessage(tap, 'wamid.1')).toEqual(message);
  });

  it('tells a place when the message asks for one', () => {
    expect(tapMessage({ button: { kind: 'location', label: 'Send location' } }, 'wamid.1')).toMatchObject({
      type: 'location',
      latitude: expect.any(Number) as number,
    });
  });

  it('does nothing where a button leads out of the chat, or the list was only opened', () => {
    expect(tapMessage({ button: { kind: 'url', label: 'Shop' } }, 'wamid.1')).toBeNull();
    expect(tapMessage({ button: { kind: 'list', label: 'Choose' } }, 'wamid.1')).toBeNull();
  });
});
