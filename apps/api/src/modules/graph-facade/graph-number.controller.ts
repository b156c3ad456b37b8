import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type JsonObject, LIMITS, type MetaPage, type MetaPhoneNumber } from '@switchboard/contracts';
import type { Response } from 'express';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { AnyKeyRoute, KeyRoute } from '../../http/route-access.decorator';
import { type OwnedNumber, PhoneNumberMeta } from '../tenant/phone-number-meta.service';
import { actorOf } from './graph-actor';
import { readParameters } from './graph-body';
import { GraphPages } from './graph-pages.service';
import { GraphFieldsQuery, GraphQuery } from './graph-query.dto';
import { MAJOR, MINOR } from './graph-version';
import type { GraphObject } from './graph-view';
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

  @Post('whatsapp_business_profile')
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  async changeProfile(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GraphObject> {
    const body = await parameters(request, response);
    return this.numbers.changeProfile(ownedBy(key, phoneNumberId), body, actorOf(key, request));
  }

  /** Registers the number for the Cloud API with its two-step verification PIN. Meta allows ten attempts in 72 hours. */
  @Post('register')
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  async register(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GraphObject> {
    const body = await parameters(request, response);
    return this.numbers.register(ownedBy(key, phoneNumberId), body, actorOf(key, request));
  }

  /** Takes the number off the Cloud API; it cannot send until it is registered again. */
  @Post('deregister')
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  async deregister(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GraphObject> {
    const body = await parameters(request, response);
    return this.numbers.deregister(ownedBy(key, phoneNumberId), body, actorOf(key, request));
  }

  /** Lets Meta send a verification code to the number. */
  @Post('request_code')
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  async requestCode(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GraphObject> {
    const body = await parameters(request, response);
    return this.numbers.requestCode(ownedBy(key, phoneNumberId), body, actorOf(key, request));
  }

  /** Proves with the code that the number is the business's. */
  @Post('verify_code')
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  async verifyCode(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') phoneNumberId: string,
    @Query() _checked: GraphQuery,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GraphObject> {
    const body = await parameters(request, response);
    return this.numbers.verifyCode(ownedBy(key, phoneNumberId), body, actorOf(key, request));
  }
}

function ownedBy({ tenantId }: ApiKeyPrincipal, phoneNumberId: string): OwnedNumber {
  return { tenantId, phoneNumberId };
}

function parameters(request: EdgeRequest, response: Response): Promise<JsonObject> {
  return readParameters(request, response, LIMITS.bodyMaxBytes);
}
