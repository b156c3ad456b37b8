import { Injectable } from '@nestjs/common';
import type { MetaPage } from '@switchboard/contracts';
import { AppConfig } from '../../config/env';
import type { EdgeRequest } from '../../http/principal';
import { ownAddress, queryOf } from './page-links';

/** Pages of Meta's lists, whose addresses of other pages lead back here. */
@Injectable()
export class GraphPages {
  private readonly publicUrl: string;

  constructor({ publicUrl }: AppConfig) {
    this.publicUrl = publicUrl;
  }

  /** @param list asks Meta, with the request's own query */
  async relay<Item>(
    request: Pick<EdgeRequest, 'url' | 'path'>,
    list: (query: URLSearchParams) => Promise<MetaPage<Item>>,
  ): Promise<MetaPage<Item>> {
    const query = queryOf(request.url);
    const page = await list(query);
    if (!page.paging) return page;
    const { next, previous, ...rest } = page.paging;
    const here = { url: `${this.publicUrl}${request.path}`, accessToken: query.get('access_token') };
    return {
      ...page,
      paging: {
        ...rest,
        ...(next !== undefined && { next: ownAddress(next, here) }),
        ...(previous !== undefined && { previous: ownAddress(previous, here) }),
      },
    };
  }
}
