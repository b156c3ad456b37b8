/** What a user's phone sends to a number. */
export interface UserMessage {
  /** The user: digits, or a business-scoped user id. */
  from: string;
  /** Meta's id of the number. */
  phoneNumberId: string;
  /** As Meta's webhooks name it: `text`, `interactive`, `image`, … */
  type: string;
  /** What webhooks carry under the type's name; of an image `{dataBase64, mimeType, caption?}`. */
  content: Readonly<Record<string, unknown>>;
  profileName?: string;
  /** The wamid of the message that it answers. */
  replyTo?: string;
}

/**
 * A way to write to the tenants' numbers as their users do. There is one only while a simulator stands in for Meta, which provides it
 * in a global module; with Meta itself people have phones.
 */
export abstract class PhoneLine {
  /** Whether there is one. */
  abstract readonly isConnected: boolean;

  /**
   * Sends a message; it comes back as Meta's webhook.
   * @throws ProblemError 400 when the simulator does not take it, GatewayError SYS_002 when it is away
   */
  abstract send(message: UserMessage): Promise<{ wamid: string }>;
}
