import { PassingBytes, passingBytes } from './passing-bytes';

const MIB = 1 << 20;

describe('Bytes that go by', () => {
  it('have their memory freed every 16 MiB, however they are cut', () => {
    let collections = 0;
    const bytes = new PassingBytes(() => (collections += 1));
    for (let chunk = 0; chunk < 255; chunk += 1) bytes.count(MIB / 16);
    expect(collections).toBe(0);
    bytes.count(MIB / 16);
    expect(collections).toBe(1);
    bytes.count(100 * MIB);
    expect(collections).toBe(2);
    bytes.count(15 * MIB);
    expect(collections).toBe(2);
  });

  it('leave nothing of their chunks in memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    let highest = 0;
    for (let chunk = 0; chunk < 1_600; chunk += 1) {
      passingBytes.count(Buffer.allocUnsafeSlow(64 * 1024).byteLength);
      highest = Math.max(highest, process.memoryUsage().arrayBuffers - before);
    }
    expect(highest).toBeLessThan(40 * MIB);
  });
});
