import { create } from 'qrcode';
import { useMemo } from 'react';

/** Light cells around the code, which readers need (ISO/IEC 18004). */
const QUIET_CELLS = 4;

interface QrCodeProps {
  text: string;
  /** What it is, for people who do not see it. */
  label: string;
  sizePx?: number;
}

/** A QR code, drawn here: what is in it is sent to nobody. Dark on white in both schemes, as cameras want it. */
export function QrCode({ text, label, sizePx = 208 }: QrCodeProps) {
  const { path, cells } = useMemo(() => cellsOf(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={sizePx}
      height={sizePx}
      viewBox={`0 0 ${cells} ${cells}`}
      shapeRendering="crispEdges"
      style={{ borderRadius: 8, background: '#fff', border: '1px solid var(--line)', display: 'block' }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

function cellsOf(text: string): { path: string; cells: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const dark = Array.from(modules.data).flatMap((isDark, index) => {
    const [column, row] = [index % modules.size, Math.floor(index / modules.size)];
    return isDark ? [`M${column + QUIET_CELLS} ${row + QUIET_CELLS}h1v1h-1z`] : [];
  });
  return { path: dark.join(''), cells: modules.size + 2 * QUIET_CELLS };
}
