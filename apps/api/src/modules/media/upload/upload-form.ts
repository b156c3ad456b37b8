import type { Readable } from 'node:stream';
import { type FieldError, GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { fieldError, validationError } from '../../../http/json/field-errors';
import type { EdgeRequest } from '../../../http/principal';
import { UPLOAD_MAX_BYTES } from './upload-session';

/** The one file part of a form. */
export interface FormFile {
  bytes: AsyncIterable<Uint8Array>;
  /** The part's own Content-Type; multer makes `text/plain` of none. */
  mimeType: string;
  /** As the client wrote it. */
  filename: string;
}

/** A text field that counts; more are let go by, up to a bound. */
export type FieldName = 'phoneNumberId' | 'type' | 'messaging_product';

/** The text fields so far: what stands before the file while it is read, and all of them at the end. */
export type FormFields = Readonly<Partial<Record<FieldName, string>>>;

/** What to read a form for. */
export interface FormRules {
  /** Of the whole body: when more comes, the rest is not waited for. */
  maxBytes: number;
  fields: readonly FieldName[];
}

const FILE_FIELD = 'file';
const LIMITS = { files: 1, fields: 20, fieldNameSize: 100, fieldSize: 4_096, parts: 25, headerPairs: 50 };

/** Multer's own codes, as rules of ours. */
const RULES: Readonly<Partial<Record<MulterError['code'], [path: string, rule: string, message: string]>>> = {
  LIMIT_FILE_COUNT: [FILE_FIELD, 'single', 'must be one file only'],
  LIMIT_UNEXPECTED_FILE: [FILE_FIELD, 'name', `a file must be in the part "${FILE_FIELD}", and only there`],
  LIMIT_PART_COUNT: ['', 'maxParts', `must have at most ${LIMITS.parts} parts`],
  LIMIT_FIELD_COUNT: ['', 'maxFields', `must have at most ${LIMITS.fields} fields`],
  LIMIT_FIELD_KEY: ['', 'maxLength', `a field's name must have at most ${LIMITS.fieldNameSize} characters`],
  LIMIT_FIELD_VALUE: ['', 'maxLength', `a field must have at most ${LIMITS.fieldSize} bytes`],
  MISSING_FIELD_NAME: ['', 'name', 'every part must have a name'],
};

/**
 * Reads a `multipart/form-data` body whose parts may stand in any order, handing the file on while it comes.
 * @param receive takes the file in; the form is read on when it has
 * @returns the text fields, and whether there was a file
 * @throws GatewayError VAL_001 for a form that is not as it should be, MEDIA_002 for one that is too large, and whatever `receive`
 *   throws, at once; `receive` may then still be at work
 */
export function readUploadForm(
  request: EdgeRequest,
  response: Response,
  { maxBytes, fields }: FormRules,
  receive: (file: FormFile, before: FormFields) => Promise<void>,
): Promise<{ fields: FormFields; hasFile: boolean }> {
  return new Promise((resolve, reject) => {
    let hasFile = false;
    const storage: StorageEngine = {
      _handleFile: (_request, file, done) => {
        hasFile = true;
        const given = { bytes: wholeOf(file.stream), mimeType: file.mimetype, filename: file.originalname };
        // Multer is not told of a failure, because it would read the rest: so it waits for the file to be read, and nothing is.
        attempt(() => receive(given, fieldsOf(request, fields))).then(() => done(null, {}), reject);
      },
      // There is nothing of multer's to remove: whoever called this ends what was begun.
      _removeFile: (_request, _file, done) => done(null),
    };
    // What multer passes over (preambles, parts without a name, whatever follows a mistake) has no bound of its own.
    boundBody(request, maxBytes, reject);
    const read = multer({ storage, limits: LIMITS, defParamCharset: 'utf8', preservePath: true }).single(FILE_FIELD);
    read(request, response, (error: unknown) => {
      if (error !== undefined && error !== null) reject(formError(error));
      // Multer passes over what it does not take for a form.
      else if (request.body === undefined) reject(formError(new Error('Boundary not found')));
      else attempt(async () => ({ fields: fieldsOf(request, fields), hasFile })).then(resolve, reject);
    });
  });
}

/** Called in the same tick as the parser, so that neither misses a byte. */
function boundBody(request: EdgeRequest, maxBytes: number, reject: (error: Error) => void): void {
  let sizeBytes = 0;
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) reject(new GatewayError('MEDIA_002', { params: { maxBytes: UPLOAD_MAX_BYTES } }));
  });
}

/** A part that breaks off is an error of the form, and not the end of the file. */
async function* wholeOf(part: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* part as AsyncIterable<Buffer>;
  } catch (error) {
    throw formError(error);
  }
}

/** @throws GatewayError VAL_001 for a field that came twice, or as a list or an object (`type[]`, `type[a]`) */
function fieldsOf({ body }: EdgeRequest, names: readonly FieldName[]): FormFields {
  const given = (body ?? {}) as Partial<Record<FieldName, unknown>>;
  const fields: { -readonly [Name in keyof FormFields]: string } = {};
  const odd: FieldError[] = [];
  for (const name of names) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (typeof value === 'string') fields[name] = value;
    else if (value !== undefined) odd.push(fieldError([name], 'single', 'must be given once, and as text'));
  }
  if (odd.length > 0) throw validationError(odd);
  return fields;
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function formError(error: unknown): Error {
  if (error instanceof GatewayError) return error;
  const [path, rule, message] = (error instanceof MulterError ? RULES[error.code] : undefined) ?? [
    '',
    'multipart',
    `is not a complete form: ${error instanceof Error ? error.message : String(error)}`,
  ];
  return validationError([fieldError(path === '' ? [] : [path], rule, message)]);
}
