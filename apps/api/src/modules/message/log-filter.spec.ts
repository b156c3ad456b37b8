import 'reflect-metadata';
import { filterOf, passes } from './log-filter';
import type { LogMessage } from './message-log.repository';
import { MessageFilter } from './message-query.dto';

const message: Partial<LogMessage> = {
  id: '01a1fa1a-26f6-702b-b0ec-3ac427ae2414',
  direction: 'outbound',
  status: 'sent',
  type: 'text',
  to: '905321234567',
  metaPhoneNumberId: '1065',
  sandbox: false,
  category: 'service',
  error: { code: '131026' },
};

const matches = (given: Partial<MessageFilter>): boolean =>
  passes(message as LogMessage, filterOf(Object.assign(new MessageFilter(), given)));

describe('A filter of the log, on one message', () => {
  it.each([
    [{}],
    [{ direction: 'outbound', status: 'sent', type: 'text', sandbox: false, category: 'service' }],
    [{ phoneNumberId: '1065', to: '+90 (532) 123-4567' }],
    [{ errorCode: '131026' }],
    [{ fromTime: '2026-11-20T00:00:00Z', toTime: '2026-11-21T00:00:00Z' }],
  ])('lets it pass for %j', (given) => expect(matches(given)).toBe(true));

  it.each([
    [{ direction: 'inbound' }],
    [{ status: 'read' }],
    [{ type: 'image' }],
    [{ sandbox: true }],
    [{ category: 'marketing' }],
    [{ phoneNumberId: '1' }],
    [{ errorCode: '131047' }],
    [{ to: '905321234568' }],
    [{ fromTime: '2026-11-21T00:00:00Z' }],
    [{ toTime: '2026-11-20T00:00:00Z' }],
    [{ status: 'sent', type: 'image' }],
  ])('does not let it pass for %j', (given) => expect(matches(given)).toBe(false));
});
