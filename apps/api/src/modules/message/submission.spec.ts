import { type ErrorCode, GatewayError } from '@switchboard/contracts';
import type { GraphClient, GraphMessageAccepted, GraphOutcome, GraphRefused } from '@switchboard/graph-client';
import type { FileAtMeta } from '../media/outbound/outbound-file';
import type { OutboundMediaService } from '../media/outbound/outbound-media.service';
import type { IntakeMessage } from './intake.repository';
import type { SettlementService, Submission } from './settlement.service';
import { type Handover, SubmissionService } from './submission.service';

const ACCEPTED = { kind: 'accepted', status: 200, rawBody: '{}', wamid: 'wamid.1' } as GraphMessageAccepted;
const ready = (metaMediaId: string): FileAtMeta => ({ kind: 'ready', metaMediaId, isReused: true });
const refused = (code: number): GraphRefused => ({
  kind: 'refused',
  httpStatus: 400,
  error: { code, message: 'no' },
  fromMeta: true,
  retryClass: 'never',
});
const unusable = (code: ErrorCode, params = {}): FileAtMeta => ({
  kind: 'unusable',
  error: new GatewayError(code, { params }),
});

/** Hands a message with a file over; `files` and `outcomes` are what becomes of it, one try after the other. */
async function submit(
  files: FileAtMeta[],
  outcomes: GraphOutcome<GraphMessageAccepted>[],
  given: { isLost?: boolean; sandbox?: boolean } = {},
) {
  const brought: (string | undefined)[] = [];
  const sent: string[] = [];
  const settled: Submission[] = [];
  const graph = {
    sendMessage: ({ body }: { body: string }) => {
      sent.push(body);
      return Promise.resolve(outcomes.shift());
    },
  };
  const media = {
    bringToMeta: (_file: unknown, _owner: unknown, lostId?: string) => {
      brought.push(lostId);
      return Promise.resolve(files.shift());
    },
    isLost: () => Promise.resolve(given.isLost ?? false),
  };
  const settlement = {
    settleSubmission: (_message: unknown, submission: Submission) => Promise.resolve(void settled.push(submission)),
  };
  const service = new SubmissionService(
    graph as unknown as GraphClient,
    settlement as unknown as SettlementService,
    media as unknown as OutboundMediaService,
  );
  const message = { messageId: '0-1', requestId: 'r-1', idempotency: {}, sandbox: given.sandbox ?? false };
  const handover = {
    sender: {},
    file: {},
    recipient: { kind: 'phone', digits: '905321234567' },
    bodyFor: (mediaId: string | null) => `body with ${mediaId}`,
  };
  const answer = await service.submit(
    { ...message, platformFeeMicros: 0n, metaFeeMicros: 0n, markupMicros: 0n } as IntakeMessage,
    handover as unknown as Handover,
  );
  return { answer, brought, sent, settled };
}

describe('A message with a file', () => {
  it('is sent with Meta’s id of the file', async () => {
    const { answer, sent, settled } = await submit([ready('7')], [ACCEPTED]);
    expect(sent).toEqual(['body with 7']);
    expect(answer.status).toBe(200);
    expect(settled).toMatchObject([{ event: { kind: 'submitted', wamid: 'wamid.1' } }]);
  });

  it.each<[ErrorCode, number]>([
    ['MEDIA_002', 413],
    ['MEDIA_003', 415],
    ['MEDIA_004', 422],
    ['SYS_002', 503],
  ])('fails without being sent when the file is not usable, and may be tried again: %s', async (code, status) => {
    const { answer, sent, settled } = await submit([unusable(code, { reason: 'The server is away.' })], []);
    expect(sent).toEqual([]);
    expect(answer).toMatchObject({ status, messageId: '0-1' });
    expect(JSON.parse(answer.body)).toMatchObject({ isSuccess: false, errors: { code }, requestId: 'r-1' });
    expect(settled).toEqual([
      {
        event: { kind: 'refused' },
        error: { code, title: expect.any(String), description: 'The server is away.' },
        response: 'forget',
      },
    ]);
  });

  it('fails without being sent when Meta refuses the file, in Meta’s own words', async () => {
    const { answer, sent, settled } = await submit([refused(131053)], []);
    expect([answer.status, sent]).toEqual([400, []]);
    expect(settled).toMatchObject([
      { event: { kind: 'refused' }, error: { code: '131053' }, response: { status: 400 } },
    ]);
  });

  it('is sent again, once, when Meta has forgotten the file', async () => {
    const mended = await submit([ready('7'), ready('8')], [refused(131053), ACCEPTED], { isLost: true });
    expect(mended.sent).toEqual(['body with 7', 'body with 8']);
    expect(mended.brought).toEqual([undefined, '7']);
    expect(mended.answer.status).toBe(200);
    const hopeless = await submit([ready('7'), ready('8')], [refused(131053), refused(100)], { isLost: true });
    expect(hopeless.sent).toHaveLength(2);
    expect(hopeless.settled).toMatchObject([{ event: { kind: 'refused' }, error: { code: '100' } }]);
  });

  it.each<[string, GraphOutcome<GraphMessageAccepted>]>([
    ['refused for another reason', refused(131053)],
    ['not answered', { kind: 'unknown', cause: new Error('reset') }],
    ['not reached', { kind: 'unreachable', reason: 'connect', cause: new Error('refused') }],
  ])('is never sent twice when it was %s', async (_, outcome) => {
    expect((await submit([ready('7')], [outcome], { isLost: outcome.kind !== 'refused' })).sent).toHaveLength(1);
  });

  it('does not leave the house in the sandbox, nor does its file', async () => {
    const { answer, brought, sent } = await submit([], [], { sandbox: true });
    expect([answer.status, brought, sent]).toEqual([200, [], []]);
  });
});
