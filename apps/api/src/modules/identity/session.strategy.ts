import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';
import type { UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { isSameSecret } from '../../secrets/secret-token';
import { readSessionCookie } from './session-cookie';
import { SessionService } from './session.service';

/** RFC 9110, 9.2.1: these change nothing, so another site may make a browser send them. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Passport strategy `session`: the cookie of a browser and, for requests that change something, its CSRF token. */
@Injectable()
export class SessionStrategy extends PassportStrategy(Strategy, 'session') {
  constructor(private readonly sessions: SessionService) {
    super();
  }

  /** @throws ProblemError 403 `csrf_failed` */
  async validate(request: Request): Promise<UserPrincipal | false> {
    // Whoever sends an Authorization header wants to be known by it; no browser adds one on its own.
    if (request.headers.authorization !== undefined) return false;
    const token = readSessionCookie(request.headers.cookie);
    const user = token === null ? null : await this.sessions.resume(token, !isStream(request));
    if (!user) return false;
    if (!SAFE_METHODS.has(request.method) && !isSameSecret(request.get('x-csrf-token') ?? '', user.csrfToken ?? '')) {
      throw new ProblemError(
        403,
        'csrf_failed',
        'The X-CSRF-Token header does not carry the csrfToken of this session.',
      );
    }
    return user;
  }
}

/** A stream goes on, and begins again, in a page that nobody looks at any more. */
function isStream({ headers }: Request): boolean {
  return headers.accept?.startsWith('text/event-stream') === true;
}
