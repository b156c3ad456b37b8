import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { TENANT_ROLES } from '@switchboard/contracts';
import type { Response } from 'express';
import { ReadsOwnBody } from '../../http/console-body';
import type { Page } from '../../http/pagination';
import { CurrentUser, type EdgeRequest, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { DownloadQuery } from './download/download.dto';
import { DownloadAccess } from './download/download-access.service';
import { type ConsoleMediaView, MediaQuery, MediaUploadQuery, type UploadedMediaView } from './media.dto';
import { MediaService } from './media.service';
import { UploadService } from './upload/upload.service';

/** The files of a tenant at the console. */
@Controller('console/v1/tenants/:tenantId/media')
export class ConsoleMediaController {
  constructor(
    private readonly media: MediaService,
    private readonly downloads: DownloadAccess,
    private readonly uploads: UploadService,
  ) {}

  @Get()
  @ConsoleRoute({ tenant: TENANT_ROLES })
  list(@Param('tenantId') tenantId: string, @Query() query: MediaQuery): Promise<Page<ConsoleMediaView>> {
    return this.media.listForConsole(tenantId, query);
  }

  /**
   * Uploads a file to Meta and into the vault, to be sent by its `mediaId`: the body is the file, `Content-Type` says its type and
   * `X-Filename` (percent-encoded) its name.
   */
  @Post()
  @ReadsOwnBody()
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  upload(
    @Param('tenantId') tenantId: string,
    @Query() query: MediaUploadQuery,
    @Req() request: EdgeRequest,
  ): Promise<UploadedMediaView> {
    return this.uploads.uploadAtConsole(tenantId, query.phoneNumberId, request);
  }

  /** The file itself, for thumbnails and downloads; also by parts, and HEAD. */
  @Get(':mediaId/content')
  @ConsoleRoute({ tenant: TENANT_ROLES })
  content(
    @Param('tenantId') tenantId: string,
    @Param('mediaId') mediaId: string,
    @Query() query: DownloadQuery,
    @Req() request: EdgeRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.downloads.byOwnId(tenantId, mediaId, query.disposition, { request, response });
  }

  @Delete(':mediaId')
  @HttpCode(204)
  @ConsoleRoute({ tenant: ['owner', 'admin', 'developer'] })
  remove(
    @Param('tenantId') tenantId: string,
    @Param('mediaId') mediaId: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<void> {
    return this.media.removeAtConsole(tenantId, mediaId, { user, origin });
  }
}
