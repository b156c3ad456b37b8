import type { Schemas } from '../../api/client';
import type { Tap } from '../../components/whatsapp/chat-parts';

type PhoneMessage = Omit<Schemas['PhoneMessageBody'], 'phoneNumberId' | 'user'>;

/** Where a user is who taps "Send location": somewhere to be seen on a map. */
const SOMEWHERE = { latitude: 41.008238, longitude: 28.978359, name: 'Sultanahmet', address: 'Fatih, Istanbul' };

/** What a user's phone sends when something is tapped; null for what leads out of the chat. */
export function tapMessage({ button, row }: Tap, wamid: string | null): PhoneMessage | null {
  const replyTo = wamid ?? undefined;
  switch (button.kind) {
    case 'reply':
      return { type: 'button_reply', replyId: button.id, title: button.label, replyTo };
    case 'quick_reply':
      return { type: 'template_button', text: button.label, replyId: button.id ?? button.label, replyTo };
    case 'list':
      return row
        ? { type: 'list_reply', replyId: row.id, title: row.title, description: row.description || undefined, replyTo }
        : null;
    case 'location':
      return { type: 'location', ...SOMEWHERE, replyTo };
    default:
      return null;
  }
}
