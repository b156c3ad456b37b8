import { readBalance, readQuote, readUsage } from './account';
import type { Balance, Quote, Usage, UsageQuery } from './log-types';
import { Media } from './media';
import type { OutgoingMessage } from './message-types';
import { Messages } from './messages';
import type { CallOptions, SenderOptions, SwitchboardOptions } from './options';
import { Templates } from './templates';
import { Transport } from './transport';
import { verifyWebhook } from './webhooks';

/**
 * A client of one Switchboard installation, for one API key. It holds no connection and needs no closing.
 *
 * Every call can be given a `signal`, a `timeoutMs`, a `totalTimeoutMs` and its `maxRetries`, and rejects with a `SwitchboardError`.
 * Answers of 429 and 503 and failures of the network are repeated, after the server's `Retry-After` or a growing random pause, as
 * long as that can do nothing twice.
 */
export class Switchboard {
  readonly messages: Messages;
  readonly media: Media;
  readonly templates: Templates;
  /** `verify` is also exported as `verifyWebhook`, for servers that only receive. */
  readonly webhooks: { readonly verify: typeof verifyWebhook } = { verify: verifyWebhook };
  readonly #transport: Transport;

  /** @throws TypeError when the base URL or the key is not one */
  constructor(options: SwitchboardOptions) {
    this.#transport = new Transport(options);
    this.messages = new Messages(this.#transport);
    this.media = new Media(this.#transport);
    this.templates = new Templates(this.#transport);
  }

  /** Messages and spend of a stretch of time. The key needs the scope `billing:read`. */
  usage(query: UsageQuery = {}, options?: CallOptions): Promise<Usage> {
    return readUsage(this.#transport, query, options);
  }

  /** The wallet. The key needs the scope `billing:read`. */
  balance(options?: CallOptions): Promise<Balance> {
    return readBalance(this.#transport, options);
  }

  /** What a message would cost at most; nothing is sent or charged. The key needs the scope `billing:read`. */
  quote(message: OutgoingMessage, options?: SenderOptions & { marketingLite?: boolean }): Promise<Quote> {
    return readQuote(this.#transport, message, options);
  }
}
