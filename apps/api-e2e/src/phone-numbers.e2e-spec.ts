import { text } from './support/bodies';
import type { Answer } from './support/http-client';
import { metaId, type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed();
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant();
});
afterEach(() => bed.simulator.clearFaults());
afterAll(() => bed?.close());

/** A number as its owner would name it. */
function claim(): { phoneNumberId: string; wabaId: string; accessToken: string } {
  return { phoneNumberId: metaId(), wabaId: metaId(), accessToken: `EAAG${metaId()}` };
}

function post(path: string, body: object): Promise<Answer> {
  return bed.operator.http.post(`/console/v1/tenants/${tenant.id}/phone-numbers${path}`, body);
}

function shown(): Promise<Answer['json']> {
  return bed.operator.request(200, 'GET', `/tenants/${tenant.id}/phone-numbers/${tenant.number.id}`);
}

describe('a phone number', () => {
  it('is checked with Meta, then added as Meta knows it', async () => {
    const { accessToken, ...number } = claim();
    const declared = { ...number, verifiedName: 'Lucky Shrub', displayPhoneNumber: '15550783881' };
    await bed.simulator.control('POST', 'phone-numbers', declared);
    const asMetaSays = { verifiedName: 'Lucky Shrub', displayPhoneNumber: '+1 555-078-3881', qualityRating: 'GREEN' };
    expect(await post('/check', { ...number, accessToken })).toMatchObject({ status: 200, json: asMetaSays });
    const added = await post('', { ...number, accessToken, displayPhoneNumber: '+1 (555) 078 3881' });
    expect(added).toMatchObject({ status: 201, json: { ...asMetaSays, status: 'connected', health: 'AVAILABLE' } });
    expect(added.text).not.toContain(accessToken);
  });

  it('is not added when Meta denies it, and the field at fault is named', async () => {
    const mine = claim();
    await bed.simulator.control('POST', 'tokens', { token: mine.accessToken, state: 'expired' });
    const displayPhoneNumber = '+1 555-078-3881';
    expect(await post('', { ...mine, displayPhoneNumber })).toMatchObject({
      status: 400,
      json: { code: 'validation_failed', fields: [{ path: 'accessToken' }] },
    });
    const other = claim();
    await bed.simulator.control('POST', 'phone-numbers', { phoneNumberId: other.phoneNumberId, wabaId: metaId() });
    expect(await post('', { ...other, displayPhoneNumber })).toMatchObject({
      status: 400,
      json: { fields: [{ path: 'wabaId' }] },
    });
  });

  it('is added unverified while Meta is away, and verified when it is asked for', async () => {
    await bed.simulator.fault({ kind: 'http', httpStatus: 503, body: '' });
    const added = await post('', { ...claim(), displayPhoneNumber: '+1 555-078-3881' });
    expect(added).toMatchObject({ status: 201, json: { status: 'unverified', refreshedAt: null } });
    expect(added.json.problem).toMatch(/Meta could not be asked/);
    await bed.simulator.clearFaults();
    expect(await post(`/${added.json.id}/verify`, {})).toMatchObject({
      status: 200,
      json: { status: 'connected', problem: null, webhookSubscribed: true },
    });
  });

  it('is taken off the Cloud API, proven again by a code and registered, and then sends again', async () => {
    const { id, phoneNumberId } = tenant.number;
    expect((await tenant.client.send(text())).status).toBe(200);
    expect(await post(`/${id}/deregister`, {})).toMatchObject({ status: 200, json: { status: 'unverified' } });
    expect((await tenant.client.send(text())).status).not.toBe(200);
    expect((await post(`/${id}/request-code`, { codeMethod: 'VOICE', language: 'en_US' })).status).toBe(200);
    expect(await post(`/${id}/register`, { pin: '123456' })).toMatchObject({
      status: 422,
      json: { code: 'meta_refused' },
    });
    expect((await post(`/${phoneNumberId}/verify-code`, { code: '123456' })).status).toBe(200);
    expect(await post(`/${id}/register`, { pin: '123456' })).toMatchObject({ json: { status: 'connected' } });
    await waitFor('it to send', async () => (await tenant.client.send(text())).status === 200, 2_000);
  });

  it('shows what Meta reports about its quality and its limit', async () => {
    const { wabaId } = tenant.number;
    const { displayPhoneNumber } = await shown();
    await bed.simulator.control('POST', 'changes', {
      wabaId,
      field: 'phone_number_quality_update',
      value: { display_phone_number: displayPhoneNumber, event: 'FLAGGED', current_limit: 'TIER_1K' },
    });
    await waitFor('the report', async () => {
      const { qualityRating, messagingLimitTier } = await shown();
      return qualityRating === 'RED' && messagingLimitTier === 'TIER_1K';
    });
  });
});
