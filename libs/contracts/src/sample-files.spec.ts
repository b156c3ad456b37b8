import { padTo, SAMPLE_FILES, type SampleFile, type SampleName } from './sample-files';

const SAMPLES = Object.entries(SAMPLE_FILES) as [SampleName, SampleFile][];

describe('sample files', () => {
  it.each(SAMPLES)('%s can be made any size, and begins as before', (_name, sample) => {
    const { bytes, mimeType } = padTo(sample, 100_001);
    expect(bytes).toHaveLength(100_001);
    expect(Buffer.compare(bytes.subarray(0, sample.bytes.length), sample.bytes)).toBe(0);
    expect(mimeType).toBe(sample.mimeType);
    expect(padTo(sample, sample.bytes.length)).toEqual(sample);
    expect(() => padTo(sample, sample.bytes.length - 1)).toThrow(RangeError);
  });

  it('are padded with bytes that do not repeat', () => {
    const { bytes } = padTo(SAMPLE_FILES.jpeg, 300_000);
    const blocks = Array.from({ length: 290 }, (_, index) =>
      Buffer.from(bytes.subarray(1_000 + index * 1_024, 2_024 + index * 1_024)).toString('hex'),
    );
    expect(new Set(blocks).size).toBe(blocks.length);
  });

  it('are padded with printable text when they are text', () => {
    for (const sample of [SAMPLE_FILES.text, SAMPLE_FILES.html, SAMPLE_FILES.svg]) {
      const added = padTo(sample, 5_000).bytes.subarray(sample.bytes.length);
      expect(Buffer.from(added).toString('latin1')).toMatch(/^[\n -~]+$/);
    }
  });
});
