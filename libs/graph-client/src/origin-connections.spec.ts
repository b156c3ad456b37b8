import { OriginConnections } from './origin-connections';

const LIMITS = { origins: 2, connections: 1, waitingMax: 1, connectTimeoutMs: 100, responseMaxBytes: 100 };

let connections: OriginConnections;

beforeEach(() => {
  connections = new OriginConnections(LIMITS);
});

afterEach(() => connections.destroy());

it('keeps the connections to an origin for the next download', () => {
  expect(connections.to('https://a.example')).toBe(connections.to('https://a.example'));
  expect(connections.size).toBe(1);
});

it('keeps no more origins than it may: those used last', () => {
  const [a, b] = [connections.to('https://a.example'), connections.to('https://b.example')];
  expect(connections.to('https://a.example')).toBe(a);
  connections.to('https://c.example');
  expect(connections.size).toBe(2);
  expect(connections.to('https://a.example')).toBe(a);
  expect(connections.to('https://b.example')).not.toBe(b);
});

it('lets idle origins go before those in use', () => {
  const a = connections.to('https://a.example');
  a.enter();
  const b = connections.to('https://b.example');
  connections.to('https://c.example');
  expect(connections.to('https://a.example')).toBe(a);
  expect(connections.to('https://b.example')).not.toBe(b);
});

it('keeps no more origins even when all are in use', () => {
  for (const name of 'abcdefgh') connections.to(`https://${name}.example`).enter();
  expect(connections.size).toBe(2);
});
