import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type JsonObject, LIMITS, type MetaPage, type MetaPhoneNumber } from '@switchboard/contracts';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { AnyKeyRoute } from '../../http/route-access.decorator';
import { type OwnedNumber, PhoneNumberMeta } from '../tenant/phone-number-meta.service';
import { actorOf, type GraphActor } from './graph-actor';
import { readParameters } from './graph-body';
import { GraphPages } from './graph-pages.service';
import { GraphFieldsQuery, GraphQuery } from './graph-query.dto';
import { MAJOR, MINOR } from './graph-version';
import type { GraphObject } from './graph-view';
import { CurrentCall, type GraphCall, NumberChange } from './number-change.decorator';
import { queryOf } from './page-links';

/**
 * Numbers as at Meta. Every key may look at its tenant's numbers; changing them takes `templates:write`, because both are what Meta calls
 * `whatsapp_business_management`.
 */
@Controller('v:major.:minor/:id')
@ApiParam(MAJOR)
@ApiParam(MINOR)
export class GraphNumberController {
  constructor(
    private readonly numbers: PhoneNumberMeta,
    private readonly pages: GraphPages,
  ) {}

  /** The tenant's own numbers of an account. */
  @Get('phone_numbers')
  @AnyKeyRoute()
  list(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') wabaId: string,
    @Query() _checked: GraphFieldsQuery,
    @Req() request: EdgeRequest,
  ): Promise<MetaPage<MetaPhoneNumber>> {
    return this.pages.relay(request, (query) => this.numbers.list(key.tenantId, wabaId, query));
  }

  @Get('whatsapp_business_profile')
  @AnyKeyRoute()
  profile(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphFieldsQuery,
    @Req() request: EdgeRequest,
  ): Promise<GraphObject> {
    return this.numbers.profile(key.tenantId, phoneNumberId, queryOf(request.url));
  }

  @NumberChange('whatsapp_business_profile')
  changeProfile(
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @CurrentCall() call: GraphCall,
  ): Promise<GraphObject> {
    return change(call, phoneNumberId, (...parts) => this.numbers.changeProfile(...parts));
  }

  /** Registers the number for the Cloud API with its two-step verification PIN. Meta allows ten attempts in 72 hours. */
  @NumberChange('register')
  register(
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @CurrentCall() call: GraphCall,
  ): Promise<GraphObject> {
    return change(call, phoneNumberId, (...parts) => this.numbers.register(...parts));
  }

  /** Takes the number off the Cloud API; it cannot send until it is registered again. */
  @NumberChange('deregister')
  deregister(
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @CurrentCall() call: GraphCall,
  ): Promise<GraphObject> {
    return change(call, phoneNumberId, (...parts) => this.numbers.deregister(...parts));
  }

  /** Lets Meta send a verification code to the number. */
  @NumberChange('request_code')
  requestCode(
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @CurrentCall() call: GraphCall,
  ): Promise<GraphObject> {
    return change(call, phoneNumberId, (...parts) => this.numbers.requestCode(...parts));
  }

  /** Proves with the code that the number is the business's. */
  @NumberChange('verify_code')
  verifyCode(
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @CurrentCall() call: GraphCall,
  ): Promise<GraphObject> {
    return change(call, phoneNumberId, (...parts) => this.numbers.verifyCode(...parts));
  }
}

type Change = (owned: OwnedNumber, body: JsonObject, actor: GraphActor) => Promise<GraphObject>;

/** Makes a change to a number of the caller's with what the call says. */
async function change(
  { key, request, response }: GraphCall,
  phoneNumberId: string,
  makeChange: Change,
): Promise<GraphObject> {
  const body = await readParameters(request, response, LIMITS.bodyMaxBytes);
  return makeChange({ tenantId: key.tenantId, phoneNumberId }, body, actorOf(key, request));
}
