import { Injectable } from '@nestjs/common';
import { isJsonObject, type JsonObject, type JsonValue } from '@switchboard/contracts';
import { GraphClient, type GraphOutcome } from '@switchboard/graph-client';
import { ProblemError } from '../../http/problem';
import { presentProfile, profileOfRequest } from './business-profile';
import { type GraphFailure, graphProblem, isTokenRefusal } from './graph-problem';
import { changesFromMeta } from './meta-phone-number';
import { type NumberClaim, PhoneNumberLookup } from './phone-number-lookup.service';
import type {
  AddPhoneNumberRequest,
  BusinessProfileView,
  ChangeProfileRequest,
  PhoneNumberCheckView,
  PhoneNumberView,
  RequestCodeRequest,
} from './phone-number.dto';
import type { PhoneNumberChanges, StoredPhoneNumber } from './phone-number.repository';
import { type NumberActor, PhoneNumberService } from './phone-number.service';
import { TenantDirectory } from './tenant-directory';

const STANDARD_THROUGHPUT = 80;
const PROFILE_FIELDS = 'about,address,description,email,profile_picture_url,websites,vertical';

/** What is arranged with Meta about a number, from the console. Meta is asked outside of any transaction. */
@Injectable()
export class PhoneNumberRegistrationService {
  constructor(
    private readonly numbers: PhoneNumberService,
    private readonly tenants: TenantDirectory,
    private readonly lookup: PhoneNumberLookup,
    private readonly graph: GraphClient,
  ) {}

  /**
   * Adds a number after Meta was asked about it, and subscribes our app to the webhooks of its account. While Meta cannot be asked the
   * number is added as `unverified`, and verified as soon as it can.
   * @throws ProblemError 400 with the field that Meta denies, 409 when the number is live already, 422 `meta_refused`
   */
  async add(tenantId: string, request: AddPhoneNumberRequest, actor: NumberActor): Promise<PhoneNumberView> {
    await this.tenants.requireOpen(tenantId);
    await this.numbers.requireFree(request.phoneNumberId);
    return this.numbers.add(tenantId, request, actor, await this.factsOf(request));
  }

  /**
   * What Meta says about a number that could be added; nothing is kept or changed.
   * @throws ProblemError 400 with the field that Meta denies, 422 `meta_refused`, 502, 504
   */
  async check(tenantId: string, claim: NumberClaim): Promise<PhoneNumberCheckView> {
    await this.tenants.requireOpen(tenantId);
    const verdict = await this.lookup.check(claim);
    if (verdict.kind === 'denied') throw ProblemError.invalid(verdict.fields);
    if (verdict.kind === 'failed') throw graphProblem(verdict.failure, claim.accessToken);
    const { displayPhoneNumber, verifiedName, status, ...facts } = changesFromMeta(verdict.meta, {
      throughput: STANDARD_THROUGHPUT,
    });
    return {
      phoneNumberId: claim.phoneNumberId,
      wabaId: claim.wabaId,
      displayPhoneNumber: displayPhoneNumber ?? null,
      verifiedName: verifiedName ?? null,
      nameStatus: facts.nameStatus ?? null,
      qualityRating: facts.qualityRating,
      throughput: facts.throughput,
      messagingLimitTier: facts.messagingLimitTier ?? null,
      health: facts.health,
      healthIssues: facts.healthIssues,
      isRegistered: status === 'connected',
      webhookSubscribed: verdict.webhookSubscribed,
    };
  }

  /**
   * Asks Meta about the number with its own token and stores the answer.
   * @throws ProblemError 422 `meta_refused` (then the number's status is `error` when it was for the token), 502, 504
   */
  async verify(tenantId: string, reference: string, actor: NumberActor): Promise<PhoneNumberView> {
    const number = await this.numbers.require(tenantId, reference);
    const accessToken = this.numbers.openToken(number);
    const outcome = await this.lookup.read(number.phoneNumberId, accessToken);
    if (outcome.kind !== 'accepted') return this.fail(number, outcome, accessToken, actor);
    const isSubscribed = await this.lookup.subscribe(number.wabaId, accessToken);
    const changes = verifiedChanges(changesFromMeta(outcome.json, number), isSubscribed);
    return this.numbers.update(number, changes, 'verified', actor);
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

  /** Lets Meta send a code to the number, by which it proves that it is its owner's. */
  async requestCode(
    tenantId: string,
    reference: string,
    { codeMethod, language }: RequestCodeRequest,
    actor: NumberActor,
  ): Promise<PhoneNumberView> {
    const body = { code_method: codeMethod, language };
    const number = await this.post(tenantId, reference, { edge: 'request_code', body }, actor);
    return this.numbers.update(number, {}, 'code_requested', actor);
  }

  /** Proves the number with the code that came to it. */
  async verifyCode(tenantId: string, reference: string, code: string, actor: NumberActor): Promise<PhoneNumberView> {
    const number = await this.post(tenantId, reference, { edge: 'verify_code', body: { code } }, actor);
    return this.numbers.update(number, {}, 'code_verified', actor);
  }

  /** What recipients see of the business, as Meta has it now. */
  async profile(tenantId: string, reference: string): Promise<BusinessProfileView> {
    const number = await this.numbers.require(tenantId, reference);
    return this.readProfile(number);
  }

  /** Changes the profile at Meta and answers with what Meta then has. */
  async changeProfile(
    tenantId: string,
    reference: string,
    request: ChangeProfileRequest,
    actor: NumberActor,
  ): Promise<BusinessProfileView> {
    const body = profileOfRequest(request);
    const number = await this.post(tenantId, reference, { edge: 'whatsapp_business_profile', body }, actor);
    await this.numbers.recordProfile(number, request, actor);
    return this.readProfile(number);
  }

  private async factsOf(claim: NumberClaim): Promise<PhoneNumberChanges> {
    const verdict = await this.lookup.check(claim);
    if (verdict.kind === 'denied') throw ProblemError.invalid(verdict.fields);
    if (verdict.kind === 'failed') {
      const problem = graphProblem(verdict.failure, claim.accessToken);
      if (problem.code === 'meta_refused') throw problem;
      return {
        problem: 'Meta could not be asked about this number yet; it is asked again.',
        refreshTriedAt: new Date(),
      };
    }
    const isSubscribed = await this.lookup.subscribe(claim.wabaId, claim.accessToken);
    return verifiedChanges(changesFromMeta(verdict.meta, { throughput: STANDARD_THROUGHPUT }), isSubscribed);
  }

  private async readProfile(number: StoredPhoneNumber): Promise<BusinessProfileView> {
    const accessToken = this.numbers.openToken(number);
    const path = [number.phoneNumberId, 'whatsapp_business_profile'];
    const query = new URLSearchParams({ fields: PROFILE_FIELDS });
    const outcome = await this.graph.relay({ method: 'GET', path, query, accessToken });
    if (outcome.kind !== 'accepted') throw graphProblem(outcome, accessToken);
    return presentProfile(outcome.json);
  }

  /** Asks Meta to do something with the number, and returns the number when it has. */
  private async post(
    tenantId: string,
    reference: string,
    { edge, body }: { edge: string; body: JsonObject },
    actor: NumberActor,
  ): Promise<StoredPhoneNumber> {
    const number = await this.numbers.require(tenantId, reference);
    const accessToken = this.numbers.openToken(number);
    const path = [number.phoneNumberId, edge];
    const outcome = doneOf(await this.graph.relay({ method: 'POST', path, body, accessToken }));
    if (outcome.kind !== 'accepted') return this.fail(number, outcome, accessToken, actor);
    return number;
  }

  private async fail(
    number: StoredPhoneNumber,
    failure: GraphFailure,
    accessToken: string,
    actor: NumberActor,
  ): Promise<never> {
    const problem = graphProblem(failure, accessToken);
    if (isTokenRefusal(failure) && number.status !== 'error') {
      await this.numbers.update(number, { status: 'error', problem: problem.message }, 'token_refused', actor);
    }
    throw problem;
  }
}

function verifiedChanges(changes: PhoneNumberChanges, webhookSubscribed: boolean): PhoneNumberChanges {
  const at = new Date();
  return { ...changes, webhookSubscribed, problem: null, refreshedAt: at, refreshTriedAt: at };
}

/** Meta says success; anything else leaves it open whether it was done. */
function doneOf<Accepted extends { readonly kind: 'accepted'; readonly json: JsonValue }>(
  outcome: GraphOutcome<Accepted>,
): GraphOutcome<Accepted> {
  if (outcome.kind !== 'accepted') return outcome;
  const isDone = isJsonObject(outcome.json) && [true, 'true'].includes(outcome.json['success'] as boolean | string);
  return isDone ? outcome : { kind: 'unknown', cause: new Error("Meta's answer does not say success") };
}
