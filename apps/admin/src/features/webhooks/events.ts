import type { Schemas } from '../../api/client';

/** An event as the API names it. */
export type EventName = Schemas['CreateEndpointRequest']['events'][number];

interface EventWords {
  name: EventName;
  label: string;
  /** When it is told. */
  when: string;
}

/** All events, in the words of people; those that most receivers want come first. */
export const EVENTS: readonly EventWords[] = [
  { name: 'messages', label: 'Messages from users', when: 'A user wrote, tapped a button, reacted or ordered.' },
  {
    name: 'message_status',
    label: 'Message status',
    when: 'A message of yours was sent, delivered, played or failed.',
  },
  { name: 'read', label: 'Read receipts', when: 'A message of yours was read.' },
  {
    name: 'media.stored',
    label: 'File stored',
    when: 'A file that a user sent is kept and can be fetched.',
  },
  { name: 'media.failed', label: 'File not stored', when: 'A file that a user sent could not be fetched.' },
  {
    name: 'message_template_status',
    label: 'Template changes',
    when: 'A template was approved, rejected, paused, or its quality or category changed.',
  },
  {
    name: 'account',
    label: 'Account changes',
    when: 'Something changed about a WhatsApp account or number, or we disabled one of your endpoints.',
  },
  {
    name: 'user_preferences',
    label: 'Marketing preferences',
    when: 'A user stopped or resumed marketing messages.',
  },
  { name: 'balance.low', label: 'Balance low', when: 'Your balance fell below the limit that you have set.' },
  { name: 'balance.depleted', label: 'Balance used up', when: 'Nothing is left to send with.' },
  { name: 'key.expiring', label: 'API key expiring', when: 'One of your API keys expires soon.' },
  { name: 'other', label: 'Everything else', when: 'Whatever else Meta tells, unchanged.' },
  { name: 'test', label: 'Test', when: 'Sent by the test alone.' },
];

/** What a new endpoint is told unless someone chooses otherwise. */
export const USUAL_EVENTS: readonly EventName[] = ['messages', 'message_status', 'read'];

export const EVENT_NAMES = EVENTS.map(({ name }) => name);

/** An event in words; one that is not known yet in its own. */
export function eventLabel(name: string): string {
  return EVENTS.find((event) => event.name === name)?.label ?? name;
}

/** For inputs to choose from. */
export const EVENT_CHOICES = EVENTS.map(({ name, label }) => ({ value: name, label: `${label} (${name})` }));
