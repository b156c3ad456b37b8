/** Where the tests' messages go: Turkey, unless told. */
export const RECIPIENT = '905321234567';

export function text(body = 'Hello', more: object = {}): object {
  return { messaging_product: 'whatsapp', to: RECIPIENT, type: 'text', text: { body }, ...more };
}

/** A template that nobody has synced: priced as marketing, by us and by the simulated Meta. */
export function marketing(more: object = {}): object {
  return {
    messaging_product: 'whatsapp',
    to: RECIPIENT,
    type: 'template',
    template: { name: 'summer_sale', language: { code: 'en' } },
    ...more,
  };
}

export function image(more: object = {}): object {
  return {
    messaging_product: 'whatsapp',
    to: RECIPIENT,
    type: 'image',
    image: { link: 'https://example.com/menu.png', caption: 'Menu' },
    ...more,
  };
}
