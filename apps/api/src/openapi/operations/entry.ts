import type { Type } from '@nestjs/common';
import type { ErrorCode, GatewayError } from '@switchboard/contracts';
import type { ProblemError } from '../../http/problem';
import type { Parameter, Schema } from '../document-types';

/** A body that is no JSON of a DTO: by MIME type. */
export type BodyContent = Readonly<Record<string, Schema>>;

/** A request of the document that is answered as the document says; a test sends it as it is written. */
export interface ExampleRequest {
  summary?: string;
  /** Parameters of the path, where they are not the usual ones. */
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** JSON, or text of the type that the header `Content-Type` says. */
  body?: unknown;
  /** The body breaks its schema, to show what becomes of that. */
  isBroken?: true;
}

/** What code cannot tell of a route. */
export interface OperationEntry {
  /** A few words in the imperative. */
  summary: string;
  /** In place of the handler's docstring. */
  description?: string;
  /** The class of the body where the handler's type does not name one alone; or what is read by hand. */
  body?: Type | BodyContent;
  isBodyOptional?: boolean;
  /** Parameters that the handler reads by hand. */
  parameters?: readonly Parameter[];
  /** The answer of a handler that writes it by hand. */
  answer?: {
    status?: number;
    content?: BodyContent;
    description?: string;
  };
  /** Names of headers of a successful answer. */
  headers?: readonly string[];
  /** Other answers than errors: by status, what each means. */
  otherAnswers?: Readonly<Record<number, { description: string; content?: BodyContent; headers?: readonly string[] }>>;
  /** Errors that following the calls of the handler does not find. */
  errors?: readonly (ErrorCode | GatewayError | ProblemError)[];
  /** Methods (`Class.method`) whose errors are the route's too, though the handler reaches them through a framework. */
  also?: readonly string[];
  /** Codes of errors that are caught on their way. */
  never?: readonly string[];
  /** It answers whatever the state of the platform is. */
  isAlwaysUp?: boolean;
  examples?: Readonly<Record<string, ExampleRequest>>;
}

export type Entries = Readonly<Record<string, OperationEntry>>;

/** A request that needs nothing but the usual values of its path. */
export const PLAIN: Readonly<Record<string, ExampleRequest>> = { plain: {} };
