import type { Schemas } from '../../api/client';
import { textAt } from '../../lib/json-path';

type Message = Schemas['ConversationMessage'];

/** A message of the chat with the reactions to it. */
export interface ChatLine {
  message: Message;
  /** The last emoji of each side, the tenant's first. */
  reactions: readonly string[];
  /** The message that it answers, where that is in the chat too. */
  answers: Message | undefined;
}

/**
 * The chat as a phone shows it: reactions lie on the messages they are about instead of standing for themselves, read receipts and what
 * never reached the phone are not there.
 */
export function chatLines(messages: readonly Message[]): readonly ChatLine[] {
  const byWamid = new Map(messages.flatMap((message) => (message.wamid ? [[message.wamid, message] as const] : [])));
  const reactions = reactionsOf(messages);
  return messages
    .filter((message) => isShown(message) && !isPlacedReaction(message, byWamid))
    .map((message) => ({
      message,
      reactions: [...(reactions.get(message.wamid ?? '')?.values() ?? [])].filter(Boolean),
      answers: byWamid.get(answeredBy(message) ?? ''),
    }));
}

function isShown({ direction, status, type }: Message): boolean {
  return type !== 'status' && (direction === 'inbound' || status !== 'failed');
}

function isPlacedReaction({ type, payload }: Message, known: ReadonlyMap<string, Message>): boolean {
  return type === 'reaction' && known.has(textAt(payload, 'reaction', 'message_id') ?? '');
}

function reactionsOf(messages: readonly Message[]): Map<string, Map<string, string>> {
  const byMessage = new Map<string, Map<string, string>>();
  for (const { type, payload, direction } of messages) {
    const wamid = type === 'reaction' ? textAt(payload, 'reaction', 'message_id') : undefined;
    if (wamid === undefined) continue;
    const bySide = byMessage.get(wamid) ?? new Map<string, string>();
    bySide.set(direction, textAt(payload, 'reaction', 'emoji') ?? '');
    byMessage.set(wamid, bySide);
  }
  return byMessage;
}

function answeredBy({ payload }: Message): string | undefined {
  return textAt(payload, 'context', 'message_id') ?? textAt(payload, 'context', 'id');
}
