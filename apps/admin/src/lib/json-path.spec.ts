import { pathText, recordsAt, textAt, valueAt, withValueAt } from './json-path';

describe('JSON that nobody has checked', () => {
  const message = { text: { body: 'Hi' }, contacts: [{ name: 'Ada' }, 'nonsense'], latitude: 1.5 };

  it('is read without surprises', () => {
    expect(textAt(message, 'text', 'body')).toBe('Hi');
    expect(textAt(message, 'latitude')).toBe('1.5');
    expect(textAt(message, 'text')).toBeUndefined();
    expect(valueAt(message, 'contacts', 0, 'name')).toBe('Ada');
    expect(valueAt(null, 'contacts', 0)).toBeUndefined();
    expect(recordsAt(message, 'contacts')).toEqual([{ name: 'Ada' }]);
    expect(recordsAt(message, 'text')).toEqual([]);
  });

  it('is changed in a copy, with what is missing on the way', () => {
    const changed = withValueAt(message, ['text', 'preview_url'], true);
    expect(changed).toEqual({ ...message, text: { body: 'Hi', preview_url: true } });
    expect(message.text).toEqual({ body: 'Hi' });
    expect(withValueAt({}, ['action', 'buttons', 0, 'id'], 'a')).toEqual({ action: { buttons: [{ id: 'a' }] } });
  });

  it('keeps no empty objects when a field is taken out', () => {
    expect(withValueAt({ a: 1, footer: { text: 'x' } }, ['footer', 'text'], undefined)).toEqual({ a: 1 });
    expect(withValueAt({ header: { type: 'text', text: 'x' } }, ['header', 'text'], undefined)).toEqual({
      header: { type: 'text' },
    });
    expect(withValueAt({ a: 1, phones: [{ phone: '1' }] }, ['phones', 0, 'phone'], undefined)).toEqual({ a: 1 });
  });

  it('has paths as the API writes them', () => {
    expect(pathText(['interactive', 'action', 'buttons', 0, 'reply', 'id'])).toBe(
      'interactive.action.buttons[0].reply.id',
    );
  });
});
