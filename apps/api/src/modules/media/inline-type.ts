/** Types in which a browser runs nothing of a file: it may show them as part of the console. SVG is none of them: it can hold scripts. */
const SHOWN: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/3gpp',
  'audio/aac',
  'audio/amr',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'application/pdf',
]);

/** Whether a browser may show a file of a type, instead of saving it. Parameters such as `codecs=opus` do not matter. */
export function isShownInline(mimeType: string): boolean {
  return SHOWN.has(mimeType.split(';', 1)[0]?.trim().toLowerCase() ?? '');
}
