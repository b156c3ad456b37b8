import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { EventStream } from './event-stream';

/** What a stream writes, without a network. */
class FakeResponse extends EventEmitter {
  headers: Record<string, string> = {};
  text = '';
  writableLength = 0;
  isEnded = false;
  isDestroyed = false;

  writeHead(_status: number, headers: Record<string, string>): void {
    this.headers = headers;
  }

  write(text: string): void {
    this.text += text;
  }

  end(text: string): void {
    this.text += text;
    this.isEnded = true;
    this.emit('close');
  }

  destroy(): void {
    this.isDestroyed = true;
    this.emit('close');
  }
}

let response: FakeResponse;
let isAllowed: boolean;

const open = (): EventStream =>
  new EventStream(
    response as unknown as ServerResponse,
    () => Promise.resolve(isAllowed),
    () => '7:9:',
  );

beforeEach(() => {
  jest.useFakeTimers();
  response = new FakeResponse();
  isAllowed = true;
});
afterEach(() => jest.useRealTimers());

describe('A stream of events', () => {
  it('tells everyone on its way not to hold it back', () => {
    open();
    expect(response.headers).toMatchObject({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    expect(response.text).toBe('retry: 2000\n\n');
  });

  it('writes events as browsers read them, those without an id too', () => {
    const stream = open();
    response.text = '';
    stream.send([
      { event: 'message', id: '1:2:', data: { body: 'a\nb' } },
      { event: 'gap', id: null, data: {} },
    ]);
    expect(response.text).toBe('id: 1:2:\nevent: message\ndata: {"body":"a\\nb"}\n\nevent: gap\ndata: {}\n\n');
  });

  it('gives a sign of life every 15 s, with the place to come back to', async () => {
    open();
    response.text = '';
    await jest.advanceTimersByTimeAsync(15_000);
    expect(response.text).toBe(': heartbeat\nid: 7:9:\n\n');
    await jest.advanceTimersByTimeAsync(30_000);
    expect(response.text.match(/heartbeat/g)).toHaveLength(3);
  });

  it('ends once its reader may not read any more', async () => {
    const stream = open();
    isAllowed = false;
    await jest.advanceTimersByTimeAsync(15_000);
    expect(response.text).toContain('event: end\ndata: {"reason":"access"}');
    expect([response.isEnded, stream.hasEnded]).toEqual([true, true]);
    stream.send([{ event: 'message', id: null, data: { late: true } }]);
    expect(response.text).not.toContain('late');
  });

  it('ends after an hour', async () => {
    open();
    await jest.advanceTimersByTimeAsync(60 * 60_000);
    expect(response.text).toContain('event: end\ndata: {"reason":"age"}');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('cuts a reader off that leaves a megabyte unread', () => {
    const stream = open();
    response.writableLength = (1 << 20) + 1;
    stream.send([{ event: 'message', id: null, data: {} }]);
    expect([response.isDestroyed, stream.hasEnded]).toEqual([true, true]);
  });

  it('does nothing more when its reader has gone', async () => {
    let hasEnded = false;
    open().onEnd(() => (hasEnded = true));
    response.emit('close');
    expect([hasEnded, jest.getTimerCount()]).toEqual([true, 0]);
  });
});
