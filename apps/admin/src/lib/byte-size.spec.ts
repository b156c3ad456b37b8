import { formatBytes } from './byte-size';

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1_023, '1,023 bytes'],
  [1_536, '1.5 KiB'],
  [5 * 1024 ** 3, '5 GiB'],
  [2 ** 70, '1,048,576 PiB'],
])('%d bytes are written %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
