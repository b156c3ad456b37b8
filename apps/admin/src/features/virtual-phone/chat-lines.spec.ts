import type { Schemas } from '../../api/client';
import { chatLines } from './chat-lines';

function message(wamid: string, payload: object, more: object = {}): Schemas['ConversationMessage'] {
  return { id: wamid, wamid, direction: 'outbound', status: 'delivered', type: 'text', payload, ...more } as never;
}

const reaction = (wamid: string, emoji: string, about: string, direction = 'inbound') =>
  message(wamid, { reaction: { message_id: about, emoji } }, { type: 'reaction', direction });

describe('A chat on the virtual phone', () => {
  it('puts the last reaction of each side on the message that it is about', () => {
    const lines = chatLines([
      message('a', { text: { body: 'Hi' } }),
      reaction('b', '👍', 'a'),
      reaction('c', '❤️', 'a'),
      reaction('d', '🙏', 'a', 'outbound'),
    ]);
    expect(lines.map(({ message: { id }, reactions }) => [id, reactions])).toEqual([['a', ['❤️', '🙏']]]);
  });

  it('takes a reaction back', () => {
    expect(chatLines([message('a', {}), reaction('b', '👍', 'a'), reaction('c', '', 'a')])[0]?.reactions).toEqual([]);
  });

  it('shows a reaction alone when its message is not there any more', () => {
    expect(chatLines([reaction('b', '👍', 'gone')])).toHaveLength(1);
  });

  it('knows what a message answers, in either direction', () => {
    const lines = chatLines([
      message('a', {}),
      message('b', { context: { id: 'a' } }, { direction: 'inbound' }),
      message('c', { context: { message_id: 'b' } }),
    ]);
    expect(lines.map(({ answers }) => answers?.id)).toEqual([undefined, 'a', 'b']);
  });

  it('leaves out what never reached the phone', () => {
    const lines = chatLines([
      message('a', {}, { status: 'failed' }),
      message('b', {}, { type: 'status' }),
      message('c', {}, { status: 'read' }),
    ]);
    expect(lines.map(({ message: { id } }) => id)).toEqual(['c']);
  });
});
