import { Global, Module } from '@nestjs/common';
import { HousekeepingService } from './housekeeping.service';
import { JobRunner } from './job-runner.service';

@Global()
@Module({ providers: [JobRunner, HousekeepingService], exports: [JobRunner] })
export class JobsModule {}
