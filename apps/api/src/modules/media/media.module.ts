import { Global, Logger, Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { JobRunner } from '../../jobs/job-runner.service';
import { AuditModule } from '../audit/audit.module';
import { PhoneNumberRemoval } from '../tenant/phone-number-removal';
import { TenantModule } from '../tenant/tenant.module';
import { CleanUpController } from './clean-up.controller';
import { CleanUpRepository } from './clean-up.repository';
import { CleanUpService } from './clean-up.service';
import { ConsoleMediaController } from './console-media.controller';
import { DownloadAccess } from './download/download-access.service';
import { DownloadService } from './download/download.service';
import { EraseJob } from './erase.job';
import { InboundFetchJob } from './inbound-fetch.job';
import { MediaRepository } from './media.repository';
import { MediaLookup } from './media-lookup.service';
import { MediaService } from './media.service';
import { MetaMediaService } from './meta-media.service';
import { NumberMediaRemoval } from './number-media-removal.service';
import { KeptUploadService } from './outbound/kept-upload.service';
import { LinkFetchService } from './outbound/link-fetch.service';
import { OutboundMediaService } from './outbound/outbound-media.service';
import { MediaStore } from './store/media-store';
import { mediaStoreProvider } from './store/media-store.provider';
import { UploadService } from './upload/upload.service';
import { V1MediaController } from './v1-media.controller';
import { V2MediaController } from './v2-media.controller';
import { Vault } from './vault.service';

/** How often it is looked whether the daily clean-up is due, and for what killed uploads have left. */
const CLEAN_UP_EVERY_MS = 10 * 60_000;

/** Files: in, out, and kept. Global, so that `tenant`, which must not know it, finds its `PhoneNumberRemoval` here. */
@Global()
@Module({
  imports: [AuditModule, TenantModule],
  controllers: [V1MediaController, V2MediaController, ConsoleMediaController, CleanUpController],
  providers: [
    CleanUpRepository,
    CleanUpService,
    DownloadAccess,
    DownloadService,
    EraseJob,
    InboundFetchJob,
    KeptUploadService,
    LinkFetchService,
    MediaLookup,
    MediaRepository,
    MediaService,
    MetaMediaService,
    OutboundMediaService,
    UploadService,
    Vault,
    mediaStoreProvider,
    { provide: PhoneNumberRemoval, useClass: NumberMediaRemoval },
  ],
  exports: [DownloadAccess, MediaLookup, OutboundMediaService, PhoneNumberRemoval, UploadService],
})
export class MediaModule implements OnApplicationBootstrap, OnModuleInit {
  private readonly logger = new Logger(MediaModule.name);

  constructor(
    private readonly runner: JobRunner,
    private readonly fetch: InboundFetchJob,
    private readonly erase: EraseJob,
    private readonly cleanUp: CleanUpService,
    private readonly store: MediaStore,
  ) {}

  /** A store that cannot be used is told at the start, and does not stop it: messages without files need none. */
  onApplicationBootstrap(): void {
    this.store.check().catch((error: unknown) => this.logger.error({ err: error }, 'The media store cannot be used.'));
  }

  onModuleInit(): void {
    this.runner.register(
      [this.fetch, this.erase],
      [{ name: 'Clean-up of the vault', everyMs: CLEAN_UP_EVERY_MS, run: () => this.cleanUp.runIfDue() }],
    );
  }
}
