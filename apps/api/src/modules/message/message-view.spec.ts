import { MESSAGE_STATUSES } from '@switchboard/contracts';
import fc from 'fast-check';
import type { LogEvent, LogMessage, LogTransfer } from './message-log.repository';
import { presentDetail, presentMessage } from './message-view';

const CREATED = new Date('2026-11-20T12:00:00.123Z');
const at = (seconds: number): Date => new Date(CREATED.getTime() + seconds * 1_000);

const message = (given: Partial<LogMessage> = {}): LogMessage => ({
  id: '019aa0f0-1200-7000-8000-000000000001',
  wamid: 'wamid.A',
  direction: 'outbound',
  status: 'delivered',
  type: 'template',
  to: '905321234567',
  from: '+1 555 0100',
  phoneNumberId: '019aa0f0-1200-7000-8000-00000000000a',
  metaPhoneNumberId: '106540352242922',
  sandbox: false,
  category: 'marketing',
  error: null,
  currency: 'USD',
  heldMicros: 0n,
  platformFeeMicros: 1_000n,
  metaFeeMicros: 10_900n,
  markupMicros: 1_363n,
  createdAt: CREATED,
  updatedAt: at(5),
  ...given,
});

const event = (name: string, seconds: number, detail: LogEvent['detail'] = null): LogEvent => ({
  event: name,
  at: at(seconds),
  detail,
});

/** The events of a timeline, in the order in which they are shown. */
const order = (of: LogMessage, events: readonly LogEvent[]): string[] =>
  presentDetail(of, { events, transfers: [], webhooks: [], charge: null }, null).timeline.map((entry) => entry.event);

describe('A message in the log', () => {
  it('is shown with Meta’s number, money as decimal strings and times in RFC 3339', () => {
    expect(presentMessage(message({ heldMicros: 5n }), null)).toEqual({
      id: '019aa0f0-1200-7000-8000-000000000001',
      wamid: 'wamid.A',
      direction: 'outbound',
      status: 'delivered',
      type: 'template',
      to: '905321234567',
      from: '+1 555 0100',
      phoneNumberId: '106540352242922',
      sandbox: false,
      category: 'marketing',
      cost: {
        currency: 'USD',
        reserved: '0.000005',
        platformFee: '0.001000',
        metaFee: '0.010900',
        markup: '0.001363',
        total: '0.013263',
      },
      windowOpenUntil: null,
      createdAt: '2026-11-20T12:00:00.123Z',
      updatedAt: '2026-11-20T12:00:05.123Z',
    });
  });

  it('shows why it failed, and has no such field otherwise', () => {
    const error = { code: '131026', title: 'Message undeliverable', description: 'x' };
    expect(presentMessage(message({ status: 'failed', error }), null).error).toEqual(error);
    expect(presentMessage(message(), null)).not.toHaveProperty('error');
  });

  it('does not show in lists what was posted', () => {
    expect(presentMessage({ ...message(), payload: { secret: true } }, null)).not.toHaveProperty('payload');
  });

  it('costs what was charged, not what is held', () => {
    const held = message({ heldMicros: 9_000n, platformFeeMicros: 1_000n, metaFeeMicros: 0n, markupMicros: 0n });
    expect(presentMessage(held, null).cost).toMatchObject({ reserved: '0.009000', total: '0.001000' });
  });
});

describe('The timeline of a message', () => {
  it('begins with its acceptance and tells what happened, in the order of a message’s life', () => {
    // Meta’s times are whole seconds, and reports come in any order.
    const events = [
      event('read', 2),
      event('delivered', 2, { pricing: { billable: true } }),
      event('submitted', 2.5),
      event('sent', 2),
    ];
    expect(presentDetail(message(), { events, transfers: [], webhooks: [], charge: null }, null).timeline).toEqual([
      { at: '2026-11-20T12:00:00.123Z', event: 'accepted' },
      { at: '2026-11-20T12:00:02.623Z', event: 'submitted' },
      { at: '2026-11-20T12:00:02.123Z', event: 'sent' },
      { at: '2026-11-20T12:00:02.123Z', event: 'delivered', detail: { pricing: { billable: true } } },
      { at: '2026-11-20T12:00:02.123Z', event: 'read' },
    ]);
  });

  it('ends with the failure of a message that was uncertain', () => {
    expect(order(message({ status: 'failed' }), [event('failed', 90_000), event('uncertain', 30)])).toEqual([
      'accepted',
      'uncertain',
      'failed',
    ]);
  });

  it('of an inbound message begins with its receipt', () => {
    expect(order(message({ direction: 'inbound', status: 'received' }), [])).toEqual(['received']);
  });

  it('is the same whatever order the events are read in', () => {
    const names = MESSAGE_STATUSES.filter((status) => status !== 'accepted' && status !== 'received');
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...names]),
        fc.array(fc.nat(3), { minLength: 7, maxLength: 7 }),
        (chosen, seconds) => {
          const events = chosen.map((name, index) => event(name, seconds[index]!));
          expect(order(message(), events)).toEqual(
            order(
              message(),
              [...events].sort((one, other) => (one.event < other.event ? -1 : 1)),
            ),
          );
          expect(order(message(), events)[0]).toBe('accepted');
        },
      ),
    );
  });
});

describe('The charges of a message', () => {
  it('are its transfers, in their order', () => {
    const transfer = (step: string, amountMicros: bigint, seconds: number): LogTransfer => ({
      id: `019aa0f0-1200-7000-8000-00000000000${seconds}`,
      step,
      fromKind: 'reserved',
      toKind: 'platform_fees',
      amountMicros,
      createdAt: at(seconds),
    });
    const transfers = [
      transfer('reserve', 13_263n, 0),
      transfer('platform_fee', 1_000n, 1),
      transfer('release', 12_263n, 2),
    ];
    const detail = presentDetail(
      { ...message(), payload: { type: 'text' } },
      { events: [], transfers, webhooks: [], charge: null },
      null,
    );
    expect(detail.charges).toEqual([
      { at: '2026-11-20T12:00:00.123Z', kind: 'reserve', amount: '0.013263' },
      { at: '2026-11-20T12:00:01.123Z', kind: 'platform_fee', amount: '0.001000' },
      { at: '2026-11-20T12:00:02.123Z', kind: 'release', amount: '0.012263' },
    ]);
    expect(detail.payload).toEqual({ type: 'text' });
  });
});
