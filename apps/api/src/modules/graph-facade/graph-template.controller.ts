import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import {
  LIMITS,
  type MetaCreatedTemplate,
  type MetaPage,
  type MetaSuccess,
  type MetaTemplate,
} from '@switchboard/contracts';
import type { Response } from 'express';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { TemplateService } from '../template/template.service';
import { actorOf } from './graph-actor';
import { readParameters } from './graph-body';
import { GraphFieldsQuery, GraphTemplateDeletion } from './graph-query.dto';
import { GraphPages } from './graph-pages.service';
import { MAJOR, MINOR } from './graph-version';

/** Templates as at Meta, and with every change in the copy that is kept here too. */
@Controller('v:major.:minor/:wabaId/message_templates')
@ApiParam(MAJOR)
@ApiParam(MINOR)
export class GraphTemplateController {
  constructor(
    private readonly templates: TemplateService,
    private readonly pages: GraphPages,
  ) {}

  /** Meta's page of the account's templates. */
  @Get()
  @KeyRoute({ scope: 'templates:read' })
  list(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('wabaId') wabaId: string,
    @Query() _checked: GraphFieldsQuery,
    @Req() request: EdgeRequest,
  ): Promise<MetaPage<MetaTemplate>> {
    return this.pages.relay(request, (query) => this.templates.proxyList(key.tenantId, wabaId, query));
  }

  /** Makes a template, which then waits for Meta's review. */
  @Post()
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  async create(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('wabaId') wabaId: string,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MetaCreatedTemplate> {
    const definition = await readParameters(request, response, LIMITS.bodyMaxBytes);
    return this.templates.createFor(key.tenantId, wabaId, definition, actorOf(key, request));
  }

  /** Deletes a template in all its languages, or in one. */
  @Delete()
  @KeyRoute({ scope: 'templates:write' })
  remove(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('wabaId') wabaId: string,
    @Query() { name, hsm_id: metaTemplateId }: GraphTemplateDeletion,
    @Req() request: EdgeRequest,
  ): Promise<MetaSuccess> {
    return this.templates.deleteByName(key.tenantId, wabaId, name, metaTemplateId, actorOf(key, request));
  }
}
