import { messageOfEvent } from './event-message';

const meta = (value: object): string =>
  JSON.stringify({ object: 'x', entry: [{ id: '1', changes: [{ value, field: 'f' }] }] });

describe('The message of an event', () => {
  it.each([
    ['a message of a user', meta({ messages: [{ id: 'wamid.a' }] })],
    ['a status', meta({ statuses: [{ id: 'wamid.a', status: 'read' }] })],
    ['a file', meta({ media_id: '1', message_id: 'wamid.a' })],
    ['an envelope', JSON.stringify({ event: 'messages', payload: { id: 'wamid.a' } })],
    ['an envelope of a file', JSON.stringify({ event: 'media.stored', payload: { message_id: 'wamid.a' } })],
  ])('is found in %s', (_, body) => {
    expect(messageOfEvent(body)).toBe('wamid.a');
  });

  it.each([
    ['an event about something else', JSON.stringify({ event: 'key.expiring', payload: { id: '01998a3c' } })],
    ['no JSON', 'hello'],
    ['nothing', ''],
  ])('is none in %s', (_, body) => {
    expect(messageOfEvent(body)).toBeUndefined();
  });
});
