/** What a caller may do with a failed request: nothing, send it again later, or send it again under the same key. */
export type RetryAdvice = 'no' | `yes, ${string}` | `with the same Idempotency-Key${string}`;

/** The coarse class of a failure, one per HTTP status that the gateway answers with. */
export type ErrorGroup =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'PAYMENT_REQUIRED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UNPROCESSABLE'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL'
  | 'BAD_GATEWAY'
  | 'UNAVAILABLE'
  | 'GATEWAY_TIMEOUT';

/** The statuses an error can have; a success status in the catalogue does not compile. */
export type ErrorHttpStatus = 400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503 | 504;

/** Everything that is said about one error code, in the answer and in docs/errors.md. */
export interface ErrorDefinition {
  /** The HTTP status of the answer. */
  readonly httpStatus: ErrorHttpStatus;
  /** The value of `errors.group`. */
  readonly group: ErrorGroup;
  /** One sentence: the default `errors.description`. It never carries data of the request. */
  readonly description: string;
  /** Why this happens, for the documentation. */
  readonly cause: string;
  /** What the caller can do about it, for the documentation. */
  readonly remedy: string;
  /** Whether sending the same request again can help. */
  readonly retry: RetryAdvice;
}

/**
 * Every error of the gateway API, once. The HTTP edge reads the status from here and docs/errors.md is
 * generated from here, by a tool that reads this file alone: it imports nothing.
 */
export const ERROR_CATALOGUE = {
  AUTH_001: {
    httpStatus: 401,
    group: 'UNAUTHORIZED',
    description: 'The API key is unknown, revoked or expired.',
    cause:
      'The key is well formed, but no active key with this value exists: it was never issued, was revoked or rotated, or its expiry has passed.',
    remedy: 'Use a current key of this installation. Create or rotate one in the console if none is left.',
    retry: 'no',
  },
  AUTH_002: {
    httpStatus: 401,
    group: 'UNAUTHORIZED',
    description: 'The Authorization header is missing.',
    cause: 'The request carries no Authorization header. Some proxies and redirects drop it.',
    remedy: 'Send `Authorization: Bearer pk_…` with every request.',
    retry: 'no',
  },
  AUTH_003: {
    httpStatus: 401,
    group: 'UNAUTHORIZED',
    description: 'The Authorization header is not a Bearer token holding a well-formed API key.',
    cause:
      'The header is not of the form `Bearer <key>`, or the key is not `pk_` and 32 letters and digits, or its last six characters are not the checksum of the ones before: it was cut off or mistyped.',
    remedy: 'Copy the whole key again, without quotation marks or line breaks.',
    retry: 'no',
  },
  AUTH_004: {
    httpStatus: 500,
    group: 'INTERNAL',
    description: 'The API key could not be checked.',
    cause: 'The gateway could not look the key up because of a fault of its own. The key may well be valid.',
    remedy: 'Wait a moment. If it persists, give the request id to the operator.',
    retry: 'yes, after a few seconds, with exponential backoff',
  },
  AUTH_005: {
    httpStatus: 500,
    group: 'INTERNAL',
    description: 'The stored data of this API key is corrupt.',
    cause: 'The record of the key was found but cannot be understood.',
    remedy: 'Rotate the key in the console and give the request id to the operator.',
    retry: 'no',
  },
  AUTH_006: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: 'The API key lacks the scope that this route needs.',
    cause: 'The key was issued without the scope named in `params.scope`.',
    remedy: 'Use a key that has the scope, or issue a new one with it.',
    retry: 'no',
  },
  AUTH_007: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: "The caller's IP address is not on the API key's allow-list.",
    cause: 'The key has an allow-list of addresses, and the request came from another one.',
    remedy: "Send from an allowed address, or add the caller's address to the key's allow-list.",
    retry: 'no',
  },
  AUTH_008: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: 'The tenant is suspended.',
    cause: 'The operator suspended the tenant that the key belongs to, or closed it.',
    remedy: 'Contact the operator.',
    retry: 'no',
  },
  PLAN_001: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: 'The plan has expired or does not include this feature.',
    cause: "The period of the tenant's plan is over, or the plan lacks the feature named in `params.feature`.",
    remedy: 'Renew the plan or change to one that includes the feature.',
    retry: 'no',
  },
  RATE_001: {
    httpStatus: 429,
    group: 'TOO_MANY_REQUESTS',
    description: 'The rate limit is exceeded.',
    cause:
      'More requests arrived in the sliding second or minute (`params.limit_type`) than the limit allows. A refused request costs nothing.',
    remedy:
      'Wait for the time in `Retry-After` and `params.retry_after`. Spread requests by the `X-RateLimit-*` headers, or ask for a plan with higher limits.',
    retry: 'yes, after the time in Retry-After',
  },
  VAL_001: {
    httpStatus: 400,
    group: 'BAD_REQUEST',
    description: 'The request is not valid.',
    cause:
      'The body or a query parameter breaks a rule. `params.fields` lists each breach as `{path, rule, message}`; the path `""` means the whole body.',
    remedy: 'Correct the fields that are listed.',
    retry: 'no',
  },
  VAL_002: {
    httpStatus: 400,
    group: 'BAD_REQUEST',
    description: 'The sender is ambiguous or absent.',
    cause:
      'Neither the query, the `X-Phone-Number-Id` header nor the key names a sender, and the tenant does not have exactly one phone number.',
    remedy: 'Name the sender with `phone_number_id`, or give the key a default phone number.',
    retry: 'no',
  },
  NUM_001: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: 'The phone number does not exist or is not yours.',
    cause: "The named sender is not one of the tenant's phone numbers.",
    remedy: 'Use the Meta phone number id of one of your own numbers.',
    retry: 'no',
  },
  NUM_002: {
    httpStatus: 404,
    group: 'NOT_FOUND',
    description: 'The tenant has no phone number.',
    cause: 'The routes under `/v2` work with a phone number, and the tenant has none, or none any more.',
    remedy: 'Add a phone number in the console.',
    retry: 'yes, after a phone number is added',
  },
  OPT_001: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: 'The recipient opted out of marketing messages.',
    cause: 'The recipient asked not to receive marketing messages, in WhatsApp or through your opt-out list.',
    remedy:
      'Do not send marketing messages to this recipient until they opt in again. Other categories are not affected.',
    retry: 'no',
  },
  BILL_001: {
    httpStatus: 402,
    group: 'PAYMENT_REQUIRED',
    description: 'The balance is insufficient for this message.',
    cause:
      'The available balance is lower than the highest price this message can have. Money reserved for messages under way is not available.',
    remedy: 'Top the wallet up.',
    retry: 'yes, after a top-up',
  },
  BILL_002: {
    httpStatus: 402,
    group: 'PAYMENT_REQUIRED',
    description: "The API key's monthly spend limit is reached.",
    cause: 'The key has a monthly spend limit and this message would pass it.',
    remedy: "Raise the key's limit in the console or use another key.",
    retry: 'yes, after the limit is raised or the next calendar month (UTC) begins',
  },
  IDEM_001: {
    httpStatus: 409,
    group: 'CONFLICT',
    description: 'A request with the same Idempotency-Key is still running.',
    cause: 'The first request with this key has not been answered yet.',
    remedy: 'Wait, then repeat the request to receive the answer of the first one.',
    retry: 'with the same Idempotency-Key, after a second',
  },
  IDEM_002: {
    httpStatus: 422,
    group: 'UNPROCESSABLE',
    description: 'The Idempotency-Key was already used for a different request.',
    cause: 'Within the last 24 hours another request with this key was answered, and this request differs from it.',
    remedy: 'Use a new key for each new message. Repeat a request only unchanged.',
    retry: 'no',
  },
  GW_001: {
    httpStatus: 400,
    group: 'BAD_REQUEST',
    description: 'The template parameters do not match the template.',
    cause:
      "The number or the type of the parameters differs from what the template defines. `params` holds what the gateway found or, when Meta refused the message, Meta's error object.",
    remedy: 'Compare `components` with the definition of the template and correct the parameters.',
    retry: 'no',
  },
  GW_002: {
    httpStatus: 400,
    group: 'BAD_REQUEST',
    description: 'Meta refused the message.',
    cause:
      'Meta answered with an error that repeating does not cure. `params.meta` holds its error object. The reserved money is released.',
    remedy: 'Read `params.meta.code` and its details, and correct the request.',
    retry: 'no',
  },
  GW_003: {
    httpStatus: 502,
    group: 'BAD_GATEWAY',
    description: 'Meta failed or rejects the stored access token.',
    cause:
      'Meta could not be reached, answered with a failure of its own, or does not accept the access token of the phone number. The message was not sent and the reserved money is released.',
    remedy: 'Retry a little later. If it persists, verify the phone number in the console and renew its access token.',
    retry: 'yes, after a few seconds, with exponential backoff',
  },
  GW_004: {
    httpStatus: 504,
    group: 'GATEWAY_TIMEOUT',
    description: 'Meta did not answer; whether the message was sent is not known yet.',
    cause:
      'The connection to Meta timed out or broke after the request was written. The message (`params.message_id`) stays `uncertain` with its money held until a status webhook settles it or the hold ends.',
    remedy:
      'Do not send the message again under another key. Read it with `GET /v1/wa/messages/{id}` or wait for the status webhook.',
    retry: 'with the same Idempotency-Key, which repeats this answer and never sends twice; without one, no',
  },
  GW_005: {
    httpStatus: 429,
    group: 'TOO_MANY_REQUESTS',
    description: "Meta's throughput or pair limit is reached.",
    cause:
      'Meta limits the messages per second of a phone number and the messages to one recipient. The message was not sent and the reserved money is released.',
    remedy: 'Wait for `params.retry_after`. When one recipient is concerned, pause only that recipient.',
    retry: 'yes, after the time in Retry-After',
  },
  MEDIA_001: {
    httpStatus: 404,
    group: 'NOT_FOUND',
    description: 'The media does not exist, is not yours or has expired.',
    cause:
      'The media id or path is unknown, belongs to someone else, or its file is no longer kept by Meta or by the vault.',
    remedy: 'Check the id or path. Upload the file again if it has expired.',
    retry: 'no',
  },
  MEDIA_002: {
    httpStatus: 413,
    group: 'PAYLOAD_TOO_LARGE',
    description: 'The file is larger than the cap of its kind.',
    cause: 'The file passes the cap of its kind, the cap of files sent as base64, or the quota of stored bytes.',
    remedy: 'Send a smaller file, use the upload route for a large document, or delete stored files.',
    retry: 'no',
  },
  MEDIA_003: {
    httpStatus: 415,
    group: 'UNSUPPORTED_MEDIA_TYPE',
    description: 'The MIME type is not accepted for this kind of media, or the bytes contradict it.',
    cause:
      'WhatsApp does not take this MIME type as this kind of media, or the signature of the bytes shows another type than the declared one.',
    remedy: 'Convert the file, declare its real type, or send it as a document.',
    retry: 'no',
  },
  MEDIA_004: {
    httpStatus: 422,
    group: 'UNPROCESSABLE',
    description: 'The link could not be fetched or is not allowed.',
    cause:
      'The link does not answer in time, answers with an error, redirects too often, or leads to an address that is not public.',
    remedy: 'Use a public http or https link that serves the file directly.',
    retry: 'yes, after the link is reachable',
  },
  MSG_001: {
    httpStatus: 404,
    group: 'NOT_FOUND',
    description: 'The message does not exist or is not yours.',
    cause: 'No message of the tenant has this id or wamid.',
    remedy: 'Check the id: it is the `X-Message-Id` header of the answer, or the wamid in its data.',
    retry: 'no',
  },
  WH_001: {
    httpStatus: 403,
    group: 'FORBIDDEN',
    description: 'The verify token does not match.',
    cause:
      'The `hub.verify_token` of the subscription request differs from `META_VERIFY_TOKEN`, or `hub.mode` is not `subscribe`.',
    remedy: 'Enter the same verify token in the Meta app and in the configuration of the gateway.',
    retry: 'no',
  },
  WH_002: {
    httpStatus: 401,
    group: 'UNAUTHORIZED',
    description: 'The webhook signature is missing.',
    cause: 'The request to the webhook carries no `X-Hub-Signature-256` header.',
    remedy: 'Only Meta calls this route. Check that no proxy removes the header.',
    retry: 'no',
  },
  WH_003: {
    httpStatus: 401,
    group: 'UNAUTHORIZED',
    description: 'The webhook signature is wrong.',
    cause:
      'The signature is not the HMAC-SHA256 of the raw body under the app secret: the secret differs or the body was changed on its way.',
    remedy: 'Check `META_APP_SECRET`, and that no proxy rewrites bodies.',
    retry: 'no',
  },
  ROUTE_001: {
    httpStatus: 404,
    group: 'NOT_FOUND',
    description: 'There is no such route.',
    cause: 'No route of this API has this path.',
    remedy: 'Compare the path with the API reference at `/docs`.',
    retry: 'no',
  },
  ROUTE_002: {
    httpStatus: 405,
    group: 'METHOD_NOT_ALLOWED',
    description: 'The route does not allow this method.',
    cause: 'The path exists, but not for this HTTP method. The `Allow` header lists the methods it has.',
    remedy: 'Use one of the methods in the `Allow` header.',
    retry: 'no',
  },
  SYS_001: {
    httpStatus: 500,
    group: 'INTERNAL',
    description: 'Something went wrong on our side.',
    cause: 'A fault that no other code describes. The log of the gateway holds the details under the request id.',
    remedy: 'Give the request id to the operator.',
    retry: 'with the same Idempotency-Key, so that a message that was accepted is not sent twice',
  },
  SYS_002: {
    httpStatus: 503,
    group: 'UNAVAILABLE',
    description: 'The service is overloaded or its database is away.',
    cause:
      'More work arrived than can be made durable in time, or the database does not answer. Nothing of this request was accepted.',
    remedy: 'Wait for the time in `Retry-After`.',
    retry: 'yes, after the time in Retry-After',
  },
} as const satisfies Record<string, ErrorDefinition>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;
