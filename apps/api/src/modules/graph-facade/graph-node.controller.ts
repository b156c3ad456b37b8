import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type ApiKeyPrincipal, CurrentKey } from '../../http/principal';
import { AnyKeyRoute, KeyRoute } from '../../http/route-access.decorator';
import { GraphNodeService } from './graph-node.service';
import { GraphNodeQuery } from './graph-query.dto';
import { MAJOR, MINOR } from './graph-version';
import type { GraphMedia, GraphObject, GraphSuccess } from './graph-view';

/** Objects by their ids alone. What an id is of is known only once it is looked up. */
@Controller('v:major.:minor')
@ApiParam(MAJOR)
@ApiParam(MINOR)
export class GraphNodeController {
  constructor(private readonly nodes: GraphNodeService) {}

  /** A file (scope `media:read`), or one of the tenant's own numbers or accounts (any key). */
  @Get(':id')
  @AnyKeyRoute()
  read(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') id: string,
    @Query() query: GraphNodeQuery,
  ): Promise<GraphMedia | GraphObject> {
    return this.nodes.read(key, id, query);
  }

  /** Deletes a file at Meta and in the vault. */
  @Delete(':id')
  @KeyRoute({ scope: 'media:write' })
  async remove(
    @CurrentKey() key: ApiKeyPrincipal,
    @Param('id') id: string,
    @Query() query: GraphNodeQuery,
  ): Promise<GraphSuccess> {
    await this.nodes.remove(key, id, query.phone_number_id);
    return { success: true };
  }
}
