import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Response } from 'express';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute, PublicRoute } from '../../http/route-access.decorator';
import { UploadService } from '../media/upload/upload.service';
import { GraphDownloadService } from './graph-download.service';
import { GraphQuery } from './graph-query.dto';
import { MAJOR, MINOR } from './graph-version';
import type { GraphUpload } from './graph-view';

/** Files as at Meta: going up, and coming down from the addresses that their metadata names. */
@Controller()
export class GraphMediaController {
  constructor(
    private readonly uploads: UploadService,
    private readonly downloads: GraphDownloadService,
  ) {}

  /** A form with the part `file`; its parts may stand in any order. */
  @Post('v:major.:minor/:phoneNumberId/media')
  @HttpCode(200)
  @KeyRoute({ scope: 'media:write' })
  @ApiParam(MAJOR)
  @ApiParam(MINOR)
  async upload(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('phoneNumberId') phoneNumberId: string,
    @Query() query: GraphQuery,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GraphUpload> {
    const meta = { phoneNumberId, messagingProduct: query.messaging_product };
    const { metaMediaId } = await this.uploads.uploadAsMeta(key, meta, request, response);
    return { id: metaMediaId };
  }

  /** The bytes of a file. The signature in the address is the proof; a key may come along and is not looked at. */
  @Get('whatsapp_business/attachments')
  @PublicRoute()
  download(@Req() request: EdgeRequest, @Res() response: Response): Promise<void> {
    return this.downloads.send(request, response);
  }
}
