import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { AppConfig } from '../config/env';
import { ApiKeyService } from '../modules/api-key/api-key.service';
import { WalletService } from '../modules/billing/wallet.service';
import { PhoneNumberService } from '../modules/tenant/phone-number.service';
import { TenantDirectory } from '../modules/tenant/tenant-directory';
import { TenantService } from '../modules/tenant/tenant.service';

/** The tenant that a development start can be tried with. */
export interface DemoTenant {
  tenantId: string;
  apiKey: string;
  /** Meta's id of its number. */
  phoneNumberId: string;
}

const FILE = 'demo-tenant.json';
const PHONE_NUMBER_ID = '106540352242922';
const FUNDS = '100.00';

/** Seeds the demo tenant once per data folder; its key is kept there (readable by its owner alone) to be shown at every start. */
@Injectable()
export class SeedDemo {
  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly directory: TenantDirectory,
    private readonly tenants: TenantService,
    private readonly numbers: PhoneNumberService,
    private readonly keys: ApiKeyService,
    private readonly wallets: WalletService,
  ) {}

  /** Null where the database has a demo tenant already whose key this data folder does not know. */
  async run(): Promise<DemoTenant | null> {
    const connection = await this.database.pool.connect();
    try {
      // Of several processes on a new database, one seeds and the others see that it has.
      await connection.query("SELECT pg_advisory_lock(hashtextextended('switchboard.demo', 0))");
      return await this.seed();
    } finally {
      await connection.query("SELECT pg_advisory_unlock(hashtextextended('switchboard.demo', 0))");
      connection.release();
    }
  }

  private async seed(): Promise<DemoTenant | null> {
    const file = path.join(this.config.dataDir, FILE);
    const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoTenant) : null;
    // The folder may be older than the database, and the database may serve other folders too.
    if (known && (await this.directory.get(known.tenantId))) return known;
    if (await this.directory.ownerOf(PHONE_NUMBER_ID)) return null;
    const demo = await this.open();
    mkdirSync(this.config.dataDir, { recursive: true });
    writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
    return demo;
  }

  private async open(): Promise<DemoTenant> {
    const { id: tenantId } = await this.tenants.create({ name: 'Demo', planCode: 'PREMIUM' }, 'system', null);
    const actor = { user: 'system', origin: null } as const;
    await this.numbers.add(
      tenantId,
      {
        phoneNumberId: PHONE_NUMBER_ID,
        wabaId: '102290129340398',
        displayPhoneNumber: '+1 555 078 3881',
        verifiedName: 'Demo',
        accessToken: 'demo-access-token',
      },
      actor,
      // Meta is asked about it in the first round of the refresh: it may not answer yet.
      { refreshTriedAt: new Date(0) },
    );
    const { key } = await this.keys.create(tenantId, { name: 'Demo' }, actor);
    await this.wallets.topUp(tenantId, { amount: FUNDS, reference: 'Demo funds' }, undefined, actor);
    return { tenantId, apiKey: key, phoneNumberId: PHONE_NUMBER_ID };
  }
}
