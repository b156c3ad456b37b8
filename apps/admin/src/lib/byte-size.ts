const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Writes a number of bytes for people: `1.5 GiB`. Units are powers of 1,024, as plans count them. */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const step = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = (bytes / 1024 ** step).toLocaleString('en-US', { maximumFractionDigits: 1 });
  return `${value} ${UNITS[step] ?? 'bytes'}`;
}
