import { GatewayError, type JsonValue } from '@switchboard/contracts';
import { type RelayOutcome, relayedObject, relayedPage } from './relayed';

function accepted(json: JsonValue): RelayOutcome {
  return { kind: 'accepted', status: 200, rawBody: JSON.stringify(json), json };
}

function failureOf(work: () => unknown): GatewayError {
  try {
    work();
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('There was no GatewayError.');
}

describe('An answer that is passed on', () => {
  it("is Meta's object as it is", () => {
    expect(relayedObject(accepted({ id: '1', extra: [1] }))).toEqual({ id: '1', extra: [1] });
  });

  it("is Meta's error with the status that Meta answered", () => {
    const error = { message: 'no', code: 100, error_subcode: 33 };
    const refused: RelayOutcome = { kind: 'refused', httpStatus: 400, error, fromMeta: true, retryClass: 'never' };
    expect(failureOf(() => relayedObject(refused))).toMatchObject({
      code: 'GW_002',
      metaHttpStatus: 400,
      params: { meta: error },
    });
  });

  it.each<[JsonValue]>([[null], [[1]], ['ok']])('is in doubt when it is no object: %j', (json) => {
    expect(failureOf(() => relayedObject(accepted(json))).code).toBe('GW_004');
    expect(failureOf(() => relayedPage(accepted(json))).code).toBe('GW_004');
  });

  it('never shows the token that Meta writes into the addresses of other pages', () => {
    const address = 'https://graph.facebook.com/v25.0/1/message_templates?access_token=EAA-secret&limit=25&after=Y';
    const paging = { cursors: { before: 'X', after: 'Y' }, next: address, previous: address };
    const page = relayedPage(accepted({ data: [{ id: '1' }], paging, summary: { total: 3 } }));
    expect(JSON.stringify(page)).not.toContain('EAA-secret');
    const shown = 'https://graph.facebook.com/v25.0/1/message_templates?limit=25&after=Y';
    expect(page).toEqual({
      data: [{ id: '1' }],
      paging: { cursors: { before: 'X', after: 'Y' }, next: shown, previous: shown },
      summary: { total: 3 },
    });
  });

  it('is a page without other pages when Meta names none', () => {
    expect(relayedPage(accepted({ data: [] }))).toEqual({ data: [] });
    expect(relayedPage(accepted({ data: [], paging: { next: 'not an address' } }))).toEqual({ data: [], paging: {} });
  });
});
