import { Global, Injectable, Module } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { AppConfig } from './config/env';
import { ProblemError } from './http/problem';
import { PhoneLine, type UserMessage } from './modules/virtual-phone/phone-line';

const TIMEOUT_MS = 10_000;

/** The phones of the simulator's users: its control API, `POST /_sim/phone/messages` (see apps/graph-sim/README.md). */
@Injectable()
class SimulatorPhone extends PhoneLine {
  readonly isConnected: boolean;
  private readonly url: string;

  constructor({ graph: { baseUrl, isSimulated } }: AppConfig) {
    super();
    this.isConnected = isSimulated;
    this.url = `${baseUrl ?? ''}/_sim/phone/messages`;
  }

  async send({ from, phoneNumberId, type, content, profileName, replyTo }: UserMessage): Promise<{ wamid: string }> {
    const context = replyTo === undefined ? undefined : { id: replyTo };
    const body = JSON.stringify({ from, phoneNumberId, type, [type]: content, profileName, context });
    const answer = await this.post(body);
    if (answer.wamid !== undefined) return { wamid: answer.wamid };
    throw new ProblemError(
      400,
      'refused_by_simulator',
      `The simulator does not take it: ${answer.error ?? 'no reason'}.`,
    );
  }

  private async post(body: string): Promise<{ wamid?: string; error?: string }> {
    try {
      const response = await fetch(this.url, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      return (await response.json()) as { wamid?: string; error?: string };
    } catch (cause) {
      throw new GatewayError('SYS_002', { description: 'The simulator does not answer.', cause });
    }
  }
}

/** Global, so that `virtual-phone`, which must not know the simulator, finds its `PhoneLine` here. */
@Global()
@Module({ providers: [{ provide: PhoneLine, useClass: SimulatorPhone }], exports: [PhoneLine] })
export class SimulatorPhoneModule {}
