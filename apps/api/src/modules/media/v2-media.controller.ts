import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { V2Envelope } from '../../http/envelope.interceptor';
import type { Page } from '../../http/pagination';
import { type ApiKeyPrincipal, CurrentKey, type EdgeRequest } from '../../http/principal';
import { KeyRoute } from '../../http/route-access.decorator';
import { DownloadQuery } from './download/download.dto';
import { DownloadAccess } from './download/download-access.service';
import { MediaQuery, type MediaView } from './media.dto';
import { MediaService } from './media.service';
import { UploadService } from './upload/upload.service';

/** Files of a tenant, by Meta's ids. */
@Controller('v2/media')
@V2Envelope()
export class V2MediaController {
  constructor(
    private readonly uploads: UploadService,
    private readonly media: MediaService,
    private readonly downloads: DownloadAccess,
  ) {}

  @Post('upload')
  @HttpCode(200)
  @KeyRoute({ scope: 'media:write' })
  async upload(
    @CurrentKey() key: ApiKeyPrincipal,
    @Req() request: EdgeRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ mediaId: string }> {
    const { metaMediaId } = await this.uploads.upload(key, request, response);
    return { mediaId: metaMediaId };
  }

  @Get()
  @KeyRoute({ scope: 'media:read' })
  list(@CurrentKey() key: ApiKeyPrincipal, @Query() query: MediaQuery): Promise<Page<MediaView>> {
    return this.media.list(key.tenantId, query);
  }

  @Get(':mediaId')
  @KeyRoute({ scope: 'media:read' })
  get(@CurrentKey() key: ApiKeyPrincipal, @Param('mediaId') mediaId: string): Promise<MediaView> {
    return this.media.get(key.tenantId, mediaId);
  }

  @Get(':mediaId/download')
  @KeyRoute({ scope: 'media:read', quota: 'media' })
  download(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('mediaId') mediaId: string,
    @Query() query: DownloadQuery,
    @Req() request: EdgeRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.downloads.byMediaId(key.tenantId, mediaId, query.disposition, { request, response });
  }

  @Delete(':mediaId')
  @KeyRoute({ scope: 'media:write' })
  async remove(@CurrentKey() key: ApiKeyPrincipal, @Param('mediaId') mediaId: string): Promise<{ deleted: true }> {
    await this.media.remove(key.tenantId, mediaId);
    return { deleted: true };
  }
}
