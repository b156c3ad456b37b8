import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { Response } from 'express';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { DownloadAccess } from './download/download-access.service';

/** Files as they are, for tenants' programs. Queries are read as they come: what they may not hold is as if there were no such file. */
@Controller()
export class V1MediaController {
  constructor(private readonly downloads: DownloadAccess) {}

  /** By Meta's ids of the file and of its number. */
  @Get('v1/wa/media/:mediaId')
  @KeyRoute({ scope: 'media:read', quota: 'media' })
  @ApiQuery({ name: 'phone_number_id', type: String })
  byNumber(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('mediaId') mediaId: string,
    @Req() request: EdgeRequest,
    @Res() response: Response,
  ): Promise<void> {
    const phoneNumberId = request.query['phone_number_id'];
    const number = typeof phoneNumberId === 'string' ? phoneNumberId : undefined;
    return this.downloads.byNumber(key.tenantId, mediaId, number, { request, response });
  }

  /** By the `media_path` of a webhook. */
  @Get('media')
  @KeyRoute({ scope: 'media:read', quota: 'media' })
  @ApiQuery({ name: 'path', type: String })
  byPath(@CurrentKey() key: ApiKeyPrincipal, @Req() request: EdgeRequest, @Res() response: Response): Promise<void> {
    return this.downloads.byPath(key.tenantId, request.query['path'], { request, response });
  }
}
