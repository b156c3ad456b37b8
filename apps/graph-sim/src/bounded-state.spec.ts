import { MediaStore } from './media-store';
import { MessageLog } from './message-log';
import { RecentMap } from './recent-map';

describe('the log of messages', () => {
  it('drops the oldest beyond its number of messages', () => {
    const log = new MessageLog(3, 1_000_000);
    for (let index = 0; index < 5; index += 1) log.name(log.add('/', 'p', 't', `{"n":${index}}`), `wamid.${index}`);
    expect(log.counts).toEqual({ received: 5, accepted: 5, kept: 3 });
    expect(log.list({}, 10).map(({ rawBody }) => rawBody)).toEqual(['{"n":4}', '{"n":3}', '{"n":2}']);
    expect(log.findByWamid('wamid.1')).toBeUndefined();
    expect(log.findByWamid('wamid.2')).toBeDefined();
  });

  it('drops the oldest beyond its bytes', () => {
    const log = new MessageLog(1_000, 100);
    for (let index = 0; index < 10; index += 1) log.add('/', 'p', 't', 'x'.repeat(40));
    expect(log.counts.kept).toBe(2);
  });
});

describe('a map of recent entries', () => {
  it('never grows past its bound and keeps what is used', () => {
    const map = new RecentMap<number, string>(100);
    map.set(-1, 'kept');
    for (let key = 0; key < 10_000; key += 1) {
      map.set(key, 'x');
      expect(map.get(-1)).toBe('kept');
      expect(map.size).toBeLessThanOrEqual(100);
    }
    expect(map.get(0)).toBeUndefined();
    expect(map.get(9_999)).toBe('x');
  });
});

describe('the media store', () => {
  it('drops the oldest files beyond its bytes', () => {
    const store = new MediaStore();
    const first = store.add('upload', 'p', 'image/png', Buffer.alloc(100 * 1024 * 1024));
    store.add('upload', 'p', 'image/png', Buffer.alloc(100 * 1024 * 1024));
    store.add('upload', 'p', 'image/png', Buffer.alloc(100 * 1024 * 1024));
    expect(store.find(first.id)).toBeUndefined();
    expect(store.counts).toMatchObject({ files: 2 });
  });
});
