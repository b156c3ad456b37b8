import { API_SAMPLES, SAMPLE_FILES } from '@switchboard/contracts';
import { marketing } from './bodies';
import type { DocumentedExample } from './documented-example';
import type { EventServer } from './event-server';
import { ExamplePeople, type Wishes } from './example-people';
import { expectStatus, HttpClient } from './http-client';
import { metaId, type OpenedTenant, UNLIMITED_PLAN } from './operator';
import type { Testbed } from './testbed';
import { waitFor } from './wait-for';

/** What a request of the document needs before it can be sent. */
export interface Preparation {
  /** Real values, by those of the document. */
  values: Record<string, string>;
  headers: Record<string, string>;
}

const { tenantId, id, messageId, phoneNumberId, wabaId, mediaId, inboundWamid, recipient } = API_SAMPLES;
const ENDPOINT_URL = 'https://example.com/whatsapp';
const PLAN = {
  ...UNLIMITED_PLAN,
  code: 'EXAMPLES',
  name: 'Examples',
  features: ['v2_api', 'mmlite', 'webhook_envelope'],
};

/** Tenants and people for the requests of the document: a settled tenant that is only read, and others that are changed. */
export class ExampleWorld {
  private readonly people: ExamplePeople;

  private constructor(
    readonly bed: Testbed,
    private readonly events: EventServer,
    /** Nothing happens to it any more. */
    private readonly settled: OpenedTenant & { messageId: string; mediaId: string; templateId: string },
    /** Sends and uploads. */
    private readonly busy: OpenedTenant,
    /** Its wallet, plan and numbers change. */
    private readonly changing: OpenedTenant,
  ) {
    this.people = new ExamplePeople(bed, busy);
  }

  static async open(bed: Testbed, events: EventServer): Promise<ExampleWorld> {
    const { operator } = bed;
    await operator.putPlan(PLAN);
    const open = async (name: string): Promise<OpenedTenant> => {
      const number = { phoneNumberId: metaId(), displayPhoneNumber: '+1 555-078-3881' };
      const key = { name: 'Shop', phoneNumberId: number.phoneNumberId };
      const tenant = await operator.openTenant({ planCode: PLAN.code, number, key });
      await operator.request(200, 'PATCH', `/tenants/${tenant.id}`, { name });
      return tenant;
    };
    const settled = await open('Settled Ltd');
    const busy = await open('Busy Ltd');
    const changing = await open('Changing Ltd');
    await events.subscribe(operator, settled.id, 'settled', { events: ['messages'] });
    for (const tenant of [settled, busy]) await operator.request(200, 'POST', `/tenants/${tenant.id}/templates/sync`);
    const world = new ExampleWorld(
      bed,
      events,
      { ...settled, messageId: '', mediaId: '', templateId: '' },
      busy,
      changing,
    );
    await world.settle();
    return world;
  }

  private async settle(): Promise<void> {
    const { settled, bed } = this;
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${settled.id}/templates?search=order_update`);
    settled.templateId = (items as { id: string }[])[0]!.id;
    settled.mediaId = await this.uploadedBy(settled);
    await this.receivedBy(settled);
    const sent = await settled.client.sendAccepted(marketing());
    await settled.client.messageWith('read', sent.id);
    settled.messageId = sent.id;
    await waitFor('the event to be delivered', () => this.events.at('settled').length > 0);
    await waitFor('the usage to be counted', async () => {
      const { rates } = await bed.operator.request(200, 'GET', `/tenants/${settled.id}/overview`);
      return rates.read === 1;
    });
  }

  /** Everything that an example needs: who asks, and what its ids stand for. */
  async prepare(example: DocumentedExample): Promise<Preparation> {
    const tenant = this.tenantFor(example);
    const own = await this.special(example, tenant);
    const asked = own.headers ?? this.usualHeaders(example, own.tenant ?? tenant);
    return { values: { ...this.usualValues(own.tenant ?? tenant), ...own.values }, headers: asked };
  }

  private tenantFor({ method, path, key }: DocumentedExample): OpenedTenant {
    if (method === 'GET' || key.endsWith('/quote')) return this.settled;
    return /\/(wallet|plan|settings|phone-numbers|opt-outs|members)|\{tenantId\}$|\/(de)?register|_code$|_profile$/.test(
      path,
    )
      ? this.changing
      : this.busy;
  }

  private usualValues(tenant: OpenedTenant): Record<string, string> {
    const { settled } = this;
    return {
      [tenantId]: tenant.id,
      [phoneNumberId]: tenant.number.phoneNumberId,
      [wabaId]: tenant.number.wabaId,
      [messageId]: settled.messageId,
      [mediaId]: settled.mediaId,
      [ENDPOINT_URL]: this.events.urlOf('examples'),
    };
  }

  private usualHeaders({ caller }: DocumentedExample, tenant: OpenedTenant): Record<string, string> {
    if (caller === 'anyone') return {};
    return { authorization: caller === 'key' ? `Bearer ${tenant.key.key}` : this.bed.operator.authorization };
  }

  /** What one route needs beyond the usual. */
  private async special({ key, name }: DocumentedExample, tenant: OpenedTenant): Promise<Wishes> {
    const [method = '', path = ''] = key.split(' ');
    if (name === 'unknown') return {};
    if (/^\/console\/v1\/(session|sessions|access-tokens|account|password|totp)/.test(path))
      return this.people.asPerson(key);
    if (path.startsWith('/console/v1/platform/members')) return this.people.asOperatorInSession(method, path);
    if (path.startsWith('/console/v1/invitations')) return this.people.invited(tenant);
    if (path.endsWith('/members/{memberId}')) return { values: { [id]: (await this.people.invite(tenant)).id } };
    if (path === '/console/v1/plans/{code}') await this.bed.operator.putPlan({ code: 'STARTER', name: 'Starter' });
    if (key === 'DELETE /console/v1/tenants/{tenantId}' || /\/(suspend|resume)$/.test(path))
      return this.bareTenant(path);
    if (path.includes('/api-keys/{kid}'))
      return { values: { [id]: (await this.bed.operator.createKey(tenant.id, { name: 'Shop' })).id } };
    if (path.includes('/webhook-endpoints/')) return { values: await this.delivery(tenant, path) };
    if (path.includes('/templates/{tid}')) return { values: await this.template(method, tenant) };
    if (method === 'DELETE' && /message_templates|\/templates\/\{name\}$/.test(path))
      return { values: await this.template(method, tenant) };
    if (key === 'DELETE /console/v1/tenants/{tenantId}/media/{mediaId}')
      return { values: await this.consoleFile(tenant) };
    if (method === 'DELETE' && /(\{mediaId\}|\{version\}\/\{id\})$/.test(path))
      return { values: { [mediaId]: await this.uploadedBy(tenant) } };
    if (path === '/v2/messages/{wamid}/read' || name === 'sent')
      return { values: { [inboundWamid]: await this.receivedBy(tenant) } };
    if (key.startsWith('DELETE') && path.endsWith('/opt-outs/{recipient}'))
      await this.bed.operator.request(201, 'POST', `/tenants/${tenant.id}/opt-outs`, { recipient });
    if (method !== 'GET' && /(\{pid\}|\/(de)?register|_code|_profile)/.test(path))
      return { values: { [phoneNumberId]: await this.spareNumber(tenant) } };
    return {};
  }

  private async bareTenant(path: string): Promise<{ values: Record<string, string> }> {
    const { id: bare } = await this.bed.operator.createTenant();
    if (path.endsWith('/resume')) await this.bed.operator.request(200, 'POST', `/tenants/${bare}/suspend`);
    return { values: { [tenantId]: bare } };
  }

  /** An endpoint, or where a delivery is wanted one that has been told something. */
  private async delivery(tenant: OpenedTenant, path: string): Promise<Record<string, string>> {
    const endpoints = `/tenants/${tenant.id}/webhook-endpoints`;
    const { operator } = this.bed;
    if (tenant === this.settled) {
      const { items } = await operator.request(200, 'GET', endpoints);
      const { id: eid } = (items as { id: string }[])[0]!;
      if (!path.includes('{did}')) return { [id]: eid };
      const deliveries = await operator.request(200, 'GET', `${endpoints}/${eid}/deliveries`);
      return { [id]: (deliveries.items as { id: string }[])[0]!.id, '{eid}': eid };
    }
    const wishes = { url: this.events.urlOf('examples'), events: ['messages'] };
    const { id: eid } = await operator.request(201, 'POST', endpoints, wishes);
    if (!path.includes('{did}')) return { [id]: eid };
    await this.receivedBy(tenant);
    const did = await waitFor('a delivery', async () => {
      const { items } = await operator.request(200, 'GET', `${endpoints}/${eid}/deliveries`);
      return (items as { id: string; status: string }[]).find(({ status }) => status === 'delivered')?.id;
    });
    return { [id]: did, '{eid}': eid };
  }

  private async template(method: string, tenant: OpenedTenant): Promise<Record<string, string>> {
    if (method === 'GET') return { [id]: this.settled.templateId };
    const body = {
      wabaId: tenant.number.wabaId,
      name: 'old_offer',
      language: 'en_US',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Everything must go.' }],
    };
    const created = await this.bed.operator.request(201, 'POST', `/tenants/${tenant.id}/templates`, body);
    return { [id]: created.id };
  }

  private async uploadedBy({ key, number }: OpenedTenant): Promise<string> {
    const http = new HttpClient(this.bed.switchboard.url, { authorization: `Bearer ${key.key}` });
    const { mimeType, bytes } = SAMPLE_FILES.jpeg;
    const headers = { 'content-type': mimeType, 'x-phone-number-id': number.phoneNumberId, 'x-filename': 'photo.jpg' };
    const answer = await http.post('/v2/media/upload', bytes, headers);
    await http.close();
    return expectStatus(answer, 200).data.mediaId;
  }

  /** A file by our id, as the console has it. */
  private async consoleFile(tenant: OpenedTenant): Promise<Record<string, string>> {
    const uploaded = await this.uploadedBy(tenant);
    const { items } = await this.bed.operator.request(200, 'GET', `/tenants/${tenant.id}/media`);
    return { [id]: (items as { id: string; mediaId: string }[]).find((file) => file.mediaId === uploaded)!.id };
  }

  private async receivedBy({ client, number }: OpenedTenant): Promise<string> {
    const message = {
      from: recipient,
      phoneNumberId: number.phoneNumberId,
      type: 'text',
      text: { body: 'Are you open?' },
    };
    const { wamid } = await this.bed.simulator.phoneSends(message);
    await client.messageWith('received', wamid);
    return wamid;
  }

  /** A number of its own for a request that changes it. */
  private async spareNumber(tenant: OpenedTenant): Promise<string> {
    const number = { wabaId: tenant.number.wabaId, phoneNumberId: metaId() };
    await this.bed.operator.addNumber(tenant.id, number);
    return number.phoneNumberId;
  }
}
