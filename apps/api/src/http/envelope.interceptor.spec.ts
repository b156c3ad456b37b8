import { Controller, Delete, Get, Res } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import { type EdgeApplication, startEdge } from '../../test/support/edge-application';
import { V1Envelope, V2Envelope } from './envelope.interceptor';

const BYTES = Buffer.from([0xff, 0xd8, 0xff, 0x00]);

@Controller('v1/wa')
@V1Envelope()
class V1Controller {
  @Get('thing')
  thing(): object {
    return { id: 1 };
  }
}

@Controller('v2')
@V2Envelope()
class V2Controller {
  @Get('thing')
  thing(): Promise<object> {
    return Promise.resolve({ id: 1 });
  }

  @Delete('thing')
  remove(): object {
    return { deleted: true };
  }

  @Get('file')
  file(@Res() response: Response): void {
    response.type('image/jpeg').end(BYTES);
  }

  /** As downloads do: the handler is done when the last byte is. */
  @Get('stream')
  async stream(@Res() response: Response): Promise<void> {
    response.type('image/jpeg').write(BYTES.subarray(0, 2));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => response.end(BYTES.subarray(2), resolve));
  }

  @Get('file-missing')
  missing(@Res() _response: Response): Promise<void> {
    return Promise.reject(new GatewayError('MEDIA_001'));
  }
}

@Controller('v2/single')
class SingleController {
  @Get('wrapped')
  @V2Envelope()
  wrapped(): string[] {
    return ['a'];
  }

  @Get('bare')
  bare(): string[] {
    return ['a'];
  }
}

let edge: EdgeApplication;

beforeAll(async () => {
  edge = await startEdge([V1Controller, V2Controller, SingleController]);
});
afterAll(() => edge.close());

const json = async (path: string, method = 'GET'): Promise<unknown> =>
  (await fetch(edge.url + path, { method })).json();

describe('The envelope', () => {
  it('of v1 says isSuccess', async () => {
    expect(await json('/v1/wa/thing')).toEqual({ isSuccess: true, data: { id: 1 } });
  });

  it('of v2 says success', async () => {
    expect(await json('/v2/thing')).toEqual({ success: true, data: { id: 1 } });
    expect(await json('/v2/thing', 'DELETE')).toEqual({ success: true, data: { deleted: true } });
  });

  it('of v2 can be given to single handlers', async () => {
    expect(await json('/v2/single/wrapped')).toEqual({ success: true, data: ['a'] });
    expect(await json('/v2/single/bare')).toEqual(['a']);
  });

  it.each(['/v2/file', '/v2/stream'])('of v2 leaves alone what a handler writes itself: %s', async (path) => {
    const response = await fetch(edge.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
    expect(edge.errors).toEqual([]);
  });

  it('of v2 gives way to an error of a handler that writes itself', async () => {
    expect(await json('/v2/file-missing')).toMatchObject({ success: false, error: 'NOT_FOUND' });
  });
});
