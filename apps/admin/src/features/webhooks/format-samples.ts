/** The same event in both formats, shortened, to compare them. The guide on webhooks has the whole of it. */
export const FORMAT_SAMPLES = {
  meta: {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
              contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: '16505551234' }],
              messages: [
                {
                  from: '16505551234',
                  id: 'wamid.HBgLMTY1…',
                  timestamp: '1791880200',
                  type: 'text',
                  text: { body: 'Hello' },
                },
              ],
            },
            field: 'messages',
          },
        ],
      },
    ],
  },
  envelope: {
    event: 'messages',
    tenant_id: '01998a3c-5f00-7000-8000-000000000001',
    phone_number_id: '106540352242922',
    timestamp: '2026-10-13T08:30:00.000Z',
    request_id: null,
    payload: {
      from: '16505551234',
      id: 'wamid.HBgLMTY1…',
      timestamp: '1791880200',
      type: 'text',
      text: { body: 'Hello' },
    },
  },
} as const;
