/** What Personio accepts, by the extension of the file's name. */
const EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'pdf docx doc jpg zip png txt jpeg odt xlsx rtf htm xls p7s pptx pages rar ppt gif tif html msg asc tiff wps bmp ' +
    '7z csv ics vcf dotx numbers eps gz ods otf odp odg rtfd txz webarchive xml xps md fax'
  ).split(' '),
);

const BY_TYPE: Readonly<Record<string, string>> = {
  'application/gzip': 'gz',
  'application/msword': 'doc',
  'application/pdf': 'pdf',
  'application/pkcs7-signature': 'p7s',
  'application/rtf': 'rtf',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-outlook': 'msg',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.rar': 'rar',
  'application/x-7z-compressed': '7z',
  'application/xml': 'xml',
  'application/zip': 'zip',
  'image/bmp': 'bmp',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tif',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'text/rtf': 'rtf',
  'text/vcard': 'vcf',
  'text/xml': 'xml',
};

/** The extension at the end of a name, if Personio accepts it. */
export function extensionIn(name: string | undefined): string | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name ?? '')?.[1]?.toLowerCase();
  return extension !== undefined && EXTENSIONS.has(extension) ? extension : undefined;
}

/** The extension for a content type like `text/plain; charset=utf-8`. */
export const extensionFor = (contentType: string | undefined): string | undefined =>
  BY_TYPE[(contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''];

const LONGEST_NAME = 200;

/** A file's name without its extension, and without what systems do not allow in names. */
export function stemOf(name: string): string {
  const clean = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_');
  const length = extensionIn(clean) === undefined ? clean.length : clean.lastIndexOf('.');
  return clean.slice(0, Math.min(length, LONGEST_NAME));
}

/** The name of a file, with this extension. */
export const fileNameOf = (name: string, extension: string): string =>
  `${stemOf(name)}.${extensionIn(name) === extension ? name.slice(name.lastIndexOf('.') + 1) : extension}`;
