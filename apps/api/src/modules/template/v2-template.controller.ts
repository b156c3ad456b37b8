import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { V2Envelope } from '../../http/envelope.interceptor';
import { type ApiKeyPrincipal, CurrentKey, Origin, type RequestOrigin } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { type Posted, PostedJson } from '../../http/v2-json';
import type { TemplateSyncView } from './template.dto';
import {
  type V2CreatedTemplate,
  type V2Deleted,
  type V2Template,
  V2TemplateAccount,
  type V2TemplateDefinition,
  type V2TemplatePage,
  V2TemplateQuery,
} from './v2-template.dto';
import { V2TemplateService } from './v2-template.service';

/** Templates of the accounts of the tenant's numbers: Meta's, and our copy of them. */
@Controller('v2/templates')
@V2Envelope()
export class V2TemplateController {
  constructor(private readonly templates: V2TemplateService) {}

  @Get()
  @KeyRoute({ scope: 'templates:read' })
  list(@CurrentKey() key: ApiKeyPrincipal, @Query() query: V2TemplateQuery): Promise<V2TemplatePage> {
    return this.templates.list(key, query);
  }

  @Get(':name')
  @KeyRoute({ scope: 'templates:read' })
  get(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('name') name: string,
    @Query() { phoneNumberId }: V2TemplateAccount,
  ): Promise<V2Template> {
    return this.templates.get(key, name, phoneNumberId ?? undefined);
  }

  /** Makes a template at Meta, which reviews it. */
  @Post()
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  create(
    @CurrentKey() key: ApiKeyPrincipal,
    @PostedJson() { value }: Posted<V2TemplateDefinition>,
    @Origin() origin: RequestOrigin,
  ): Promise<V2CreatedTemplate> {
    return this.templates.create(key, value, origin);
  }

  /** Makes the copy equal to what Meta has now. */
  @Post('sync')
  @HttpCode(200)
  @KeyRoute({ scope: 'templates:write' })
  sync(
    @CurrentKey() key: ApiKeyPrincipal,
    @Body() { phoneNumberId = null }: V2TemplateAccount,
    @Origin() origin: RequestOrigin,
  ): Promise<TemplateSyncView> {
    return this.templates.sync(key, phoneNumberId, origin);
  }

  /** Deletes a template at Meta, in all its languages. */
  @Delete(':name')
  @KeyRoute({ scope: 'templates:write' })
  async remove(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('name') name: string,
    @Query() { phoneNumberId }: V2TemplateAccount,
    @Origin() origin: RequestOrigin,
  ): Promise<V2Deleted> {
    await this.templates.remove(key, name, phoneNumberId ?? undefined, origin);
    return { deleted: true };
  }
}
