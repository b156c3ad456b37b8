import { RECIPIENT } from './support/bodies';
import { type Answer, expectStatus } from './support/http-client';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed();
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant({ money: '10.00' });
});
afterAll(() => bed?.close());

function message(name: string, values: string[] = []): object {
  const parameters = values.map((text) => ({ type: 'text', text }));
  const components = parameters.length > 0 ? [{ type: 'body', parameters }] : [];
  return {
    messaging_product: 'whatsapp',
    to: RECIPIENT,
    type: 'template',
    template: { name, language: { code: 'en' }, components },
  };
}

const definition = (name: string): object => ({
  name,
  language: 'en',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Order {{1}}: {{2}}', example: { body_text: [['42', 'shipped']] } }],
});

/** Someone makes a template at Meta itself. */
async function defineAtMeta(name: string): Promise<void> {
  const response = await fetch(`${bed.simulator.baseUrl}/v25.0/${tenant.number.wabaId}/message_templates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.number.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(definition(name)),
  });
  expect(response.status).toBe(200);
}

async function templates(query: string): Promise<{ id: string; name: string; status: string; category: string }[]> {
  return (await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/templates?${query}`)).items;
}

function templateWith(status: string, name: string): Promise<unknown> {
  return waitFor(`template ${name} to be ${status}`, async () =>
    (await templates(`search=${name}`)).find((template) => template.name === name && template.status === status),
  );
}

/** What is priced and checked by is heard of within a second. */
function pricedAs(category: string, name: string): Promise<unknown> {
  return waitFor(
    `${name} to be priced as ${category}`,
    async () => (await tenant.client.quote(message(name, ['1', '2']))).category === category,
    2_000,
  );
}

describe('a template', () => {
  it('that is made at Meta is priced by its category as soon as Meta reports it', async () => {
    expect(await tenant.client.quote(message('order_state', ['1', '2']))).toMatchObject({ category: 'marketing' });
    await defineAtMeta('order_state');
    await templateWith('APPROVED', 'order_state');
    await pricedAs('utility', 'order_state');
    const { wabaId } = tenant.number;
    await bed.simulator.control('POST', 'changes', {
      wabaId,
      field: 'template_category_update',
      value: {
        message_template_id: '1',
        message_template_name: 'order_state',
        message_template_language: 'en',
        previous_category: 'UTILITY',
        new_category: 'MARKETING',
      },
    });
    await pricedAs('marketing', 'order_state');
  });

  it('that is deleted at Meta is not known here any more', async () => {
    await defineAtMeta('short_lived');
    await templateWith('APPROVED', 'short_lived');
    const address = `${bed.simulator.baseUrl}/v25.0/${tenant.number.wabaId}/message_templates?name=short_lived`;
    await fetch(address, { method: 'DELETE', headers: { authorization: `Bearer ${tenant.number.accessToken}` } });
    await waitFor('the template to be gone', async () => (await templates('search=short_lived')).length === 0);
  });

  it('is made from the console, and sent with once Meta has approved it', async () => {
    const made = await bed.operator.request(201, 'POST', `/tenants/${tenant.id}/templates`, {
      wabaId: tenant.number.wabaId,
      ...definition('from_console'),
    });
    expect(made).toMatchObject({ name: 'from_console', status: 'PENDING', category: 'UTILITY' });
    await templateWith('APPROVED', 'from_console');
    const { id } = await tenant.client.sendAccepted(message('from_console', ['42', 'shipped']));
    expect(await tenant.client.messageWith('read', id)).toMatchObject({ category: 'utility' });
    const [template] = await templates('search=from_console');
    await bed.operator.request(204, 'DELETE', `/tenants/${tenant.id}/templates/${template!.id}`);
    expect(await templates('search=from_console')).toEqual([]);
  });
});

describe('parameters that do not fit a template', () => {
  async function refusalOf(name: string, values: string[]): Promise<Answer> {
    return waitFor('the copy to be known', async () => {
      const before = (await bed.simulator.counts()).received;
      const answer = await tenant.client.send(message(name, values));
      return (await bed.simulator.counts()).received === before ? answer : undefined;
    });
  }

  it('are refused before anything is charged, and it is said which component expects what', async () => {
    await bed.operator.request(200, 'POST', `/tenants/${tenant.id}/templates/sync`);
    const answer = await refusalOf('order_update', ['Ada']);
    expect([answer.status, answer.json.errors.code]).toEqual([400, 'GW_001']);
    expect(answer.json.errors.params.problems).toEqual([
      { component: 'body', path: 'template.components[0]', expected: '2 parameters', received: '1 parameter' },
    ]);
    expect(await tenant.client.balance()).toMatchObject({ available: '10.000000', reserved: '0.000000' });
    const { data } = expectStatus(await tenant.client.http.get('/v1/wa/messages'), 200);
    expect(data.items).toEqual([]);
  });

  it('of a template that is paused are for Meta to judge, as the pause is, and cost nothing when it refuses', async () => {
    const { wabaId } = tenant.number;
    await bed.operator.request(200, 'POST', `/tenants/${tenant.id}/templates/sync`);
    const paused = { wabaId, name: 'order_update', language: 'en', status: 'PAUSED' };
    await bed.simulator.control('POST', 'templates/status', paused);
    await templateWith('PAUSED', 'order_update');
    await pricedAs('utility', 'order_update');
    const answer = await tenant.client.send(message('order_update', ['Ada', '1842']));
    expect(answer.json.errors).toMatchObject({ code: 'GW_002', params: { meta: { code: 132015 } } });
    expect(await tenant.client.balance()).toMatchObject({ available: '10.000000', reserved: '0.000000' });
  });
});
