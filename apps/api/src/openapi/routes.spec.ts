import { Body, Controller, Get, HttpCode, Module, Param, Post, Query, Res } from '@nestjs/common';
import { IsString } from 'class-validator';
import { V2Envelope } from '../http/envelope.interceptor';
import { KeyRoute, PublicRoute } from '../http/route-access.decorator';
import { routesOf } from './routes';
import { tagOf, tagsOf } from './tags';

class Thing {
  @IsString()
  name!: string;
}

@Controller('v2/media')
@V2Envelope()
@PublicRoute()
class Things {
  @Get(':mediaId')
  read(@Param('mediaId') mediaId: string, @Query() query: Thing): string {
    return mediaId + query.name;
  }

  @Post(['make', ':mediaId/make/'])
  @KeyRoute({ scope: 'media:write' })
  make(@Body() body: Thing): string {
    return body.name;
  }

  @Post('written')
  @HttpCode(200)
  write(@Res() response: unknown): void {
    void response;
  }

  @Post('passed')
  pass(@Res({ passthrough: true }) response: unknown): void {
    void response;
  }
}

@Controller('v:major.:minor/:phoneNumberId')
class Facade {
  @Get('messages')
  @PublicRoute()
  read(): string {
    return '';
  }
}

@Module({ controllers: [Facade] })
class Inner {}

@Module({ imports: [Inner], controllers: [Things] })
class Outer {}

const routes = routesOf({ module: Outer, imports: [Inner] });
const routeOf = (key: string) => routes.find((route) => route.key === key)!;

describe('the routes of a program', () => {
  it('are found in every module, once, and written as OpenAPI writes them', () => {
    expect(routes.map(({ key }) => key)).toEqual([
      'GET /{version}/{phone_number_id}/messages',
      'GET /v2/media/{mediaId}',
      'POST /v2/media/make',
      'POST /v2/media/{mediaId}/make',
      'POST /v2/media/written',
      'POST /v2/media/passed',
    ]);
  });

  it('know what they take, answer and whom they let in', () => {
    expect(routeOf('GET /v2/media/{mediaId}')).toMatchObject({
      status: 200,
      access: { kind: 'public' },
      envelope: 'v2',
      surface: 'v2',
      inputs: [
        { from: 'param', name: 'mediaId' },
        { from: 'query', name: undefined, type: Thing },
      ],
    });
    expect(routeOf('POST /v2/media/make')).toMatchObject({
      status: 201,
      alias: 0,
      access: { kind: 'key', scope: 'media:write' },
    });
    expect(routeOf('POST /v2/media/{mediaId}/make')).toMatchObject({ alias: 1 });
    expect(routeOf('GET /{version}/{phone_number_id}/messages')).toMatchObject({ surface: 'graph', envelope: null });
  });

  it('know whether the handler writes the answer itself', () => {
    expect(routeOf('POST /v2/media/written')).toMatchObject({ writesItself: true, status: 200 });
    expect(routeOf('POST /v2/media/passed')).toMatchObject({ writesItself: false, status: 201 });
  });
});

describe('the areas of the description', () => {
  it('are those of the routes, in their order', () => {
    expect(tagsOf(routes).map(({ name }) => name)).toEqual(['Media (v2)', 'Graph façade']);
  });

  it('must have one for every path', () => {
    expect(() => tagOf({ path: '/v9/nothing/here' })).toThrow(/belongs to no area/);
  });
});
