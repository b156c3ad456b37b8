import { Injectable } from '@nestjs/common';
import { GraphClient } from '@switchboard/graph-client';
import { type GraphFailure, graphProblem, isTokenRefusal } from './graph-problem';
import { changesFromMeta, VERIFIED_FIELDS } from './meta-phone-number';
import type { PhoneNumberView } from './phone-number.dto';
import type { StoredPhoneNumber } from './phone-number.repository';
import { type NumberActor, PhoneNumberService } from './phone-number.service';

/** What is arranged with Meta about a number. Meta is asked outside of any transaction. */
@Injectable()
export class PhoneNumberRegistrationService {
  constructor(
    private readonly numbers: PhoneNumberService,
    private readonly graph: GraphClient,
  ) {}

  /**
   * Asks Meta about the number with its own token and stores the answer.
   * @throws ProblemError 422 `meta_refused` (then the number's status is `error` when it was for the token), 502, 504
   */
  async verify(tenantId: string, reference: string, actor: NumberActor): Promise<PhoneNumberView> {
    const number = await this.numbers.require(tenantId, reference);
    const accessToken = this.numbers.openToken(number);
    const outcome = await this.graph.getPhoneNumber(number.phoneNumberId, accessToken, VERIFIED_FIELDS);
    if (outcome.kind !== 'accepted') return this.fail(number, outcome, accessToken, actor);
    return this.numbers.update(number, changesFromMeta(outcome.json, number), 'verified', actor);
  }

  /** Registers the number for the Cloud API with its two-step verification PIN. Meta allows ten attempts in 72 hours. */
  async register(tenantId: string, reference: string, pin: string, actor: NumberActor): Promise<PhoneNumberView> {
    const number = await this.numbers.require(tenantId, reference);
    const accessToken = this.numbers.openToken(number);
    const outcome = await this.graph.register(number.phoneNumberId, accessToken, pin);
    if (outcome.kind !== 'accepted') return this.fail(number, outcome, accessToken, actor);
    return this.numbers.update(number, { status: 'connected' }, 'registered', actor);
  }

  /** Takes the number off the Cloud API; it cannot send until it is registered again. */
  async deregister(tenantId: string, reference: string, actor: NumberActor): Promise<PhoneNumberView> {
    const number = await this.numbers.require(tenantId, reference);
    const accessToken = this.numbers.openToken(number);
    const outcome = await this.graph.deregister(number.phoneNumberId, accessToken);
    if (outcome.kind !== 'accepted') return this.fail(number, outcome, accessToken, actor);
    return this.numbers.update(number, { status: 'unverified' }, 'deregistered', actor);
  }

  private async fail(
    number: StoredPhoneNumber,
    failure: GraphFailure,
    accessToken: string,
    actor: NumberActor,
  ): Promise<never> {
    if (isTokenRefusal(failure) && number.status !== 'error') {
      await this.numbers.update(number, { status: 'error' }, 'token_refused', actor);
    }
    throw graphProblem(failure, accessToken);
  }
}
