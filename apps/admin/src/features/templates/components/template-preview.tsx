import { ChatSurface } from '../../../components/whatsapp/chat-surface';
import { chatContentOf } from '../../../components/whatsapp/chat-content';
import { MessageBubble } from '../../../components/whatsapp/message-bubble';

interface TemplatePreviewProps {
  components: readonly object[];
  /** What fills the variables, in the shape of a message's components; a variable without is shown as `{{1}}`. */
  parameters: readonly object[];
}

/** A template as it comes to a phone. */
export function TemplatePreview({ components, parameters }: TemplatePreviewProps) {
  const message = { type: 'template', template: { components: parameters } };
  return (
    <ChatSurface role="group" aria-label="Preview">
      <MessageBubble content={chatContentOf(message, { components })} side="in" />
    </ChatSurface>
  );
}
