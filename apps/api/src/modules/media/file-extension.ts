/** The types that names tell, each with its extensions; the first is the one that we give. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'image/bmp': ['bmp'],
  'image/tiff': ['tiff', 'tif'],
  'image/heic': ['heic'],
  'image/heif': ['heif'],
  'image/avif': ['avif'],
  'image/svg+xml': ['svg'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'audio/mpeg': ['mp3', 'mpga'],
  'audio/mp4': ['m4a'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/wav': ['wav'],
  'audio/flac': ['flac'],
  'audio/midi': ['mid', 'midi'],
  'video/mp4': ['mp4', 'm4v'],
  'video/3gpp': ['3gp', '3gpp'],
  'video/quicktime': ['mov', 'qt'],
  'video/webm': ['webm'],
  'video/matroska': ['mkv'],
  'video/vnd.avi': ['avi'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'text', 'log'],
  'application/msword': ['doc'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.ms-excel': ['xls'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.ms-powerpoint': ['ppt'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'application/epub+zip': ['epub'],
  'application/vnd.android.package-archive': ['apk'],
  'application/rtf': ['rtf'],
  'application/json': ['json'],
  'application/xml': ['xml'],
  'application/zip': ['zip'],
  'application/gzip': ['gz'],
  'application/x-rar-compressed': ['rar'],
  'application/x-7z-compressed': ['7z'],
  'text/calendar': ['ics'],
  'text/csv': ['csv'],
  'text/html': ['html', 'htm'],
  'text/markdown': ['md'],
  'text/vcard': ['vcf'],
};

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSIONS).flatMap(([mimeType, extensions]) => extensions.map((extension) => [extension, mimeType])),
);

const DEFAULT_EXTENSION = 'bin';
const EXTENSION = /\.([a-z0-9]{1,8})$/;

/** The extension of a file name in lower case, when it is up to eight letters and digits. */
function extensionOfName(filename: string | null): string | null {
  return EXTENSION.exec(filename?.toLowerCase() ?? '')?.[1] ?? null;
}

/** The MIME type that the extension of a file name stands for; null when there is none or it is not known. */
export function mimeTypeOfName(filename: string | null): string | null {
  return TYPES.get(extensionOfName(filename) ?? '') ?? null;
}

/** The extension for a file, `[a-z0-9]{1,8}`: that of its type (in lower case, without parameters), else its name's, else `bin`. */
export function extensionOf(mimeType: string, filename: string | null = null): string {
  const known = Object.hasOwn(EXTENSIONS, mimeType) ? EXTENSIONS[mimeType]?.[0] : undefined;
  return known ?? extensionOfName(filename) ?? DEFAULT_EXTENSION;
}
