import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import type { EdgeRequest } from '../../http/principal';
import { KeyQuotaService } from '../../http/quota/key-quota.service';
import { PlanDirectory } from '../billing/plan-directory.service';
import { DownloadAccess } from '../media/download/download-access.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import { MediaLinks } from './media-links.service';

/** Files behind the addresses that the façade hands out. */
@Injectable()
export class GraphDownloadService {
  constructor(
    private readonly links: MediaLinks,
    private readonly tenants: TenantDirectory,
    private readonly plans: PlanDirectory,
    private readonly quotas: KeyQuotaService,
    private readonly downloads: DownloadAccess,
  ) {}

  /**
   * Answers with the file. It counts as a media download of its tenant, which has to be active still.
   * @throws GatewayError MEDIA_001 for an address that is forged, has expired or leads nowhere any more, RATE_001
   */
  async send(request: EdgeRequest, response: Response): Promise<void> {
    const { tenantId, mediaId, phoneNumberId } = this.links.read(request.query, new Date());
    const tenant = await this.tenants.get(tenantId);
    if (tenant?.status !== 'active') throw new GatewayError('MEDIA_001');
    const { mediaPerMinute } = await this.plans.get(tenantId);
    await this.quotas.takeMedia(tenantId, mediaPerMinute);
    await this.downloads.byNumber(tenantId, mediaId, phoneNumberId, { request, response });
  }
}
