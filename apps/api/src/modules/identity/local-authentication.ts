import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import passport from 'passport';
import type { EdgeRequest, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';

/**
 * Runs Passport's strategy `local` on a request whose body has been read and validated. Not a guard: guards pass before anything
 * of a body is read, and the credentials stand in the body.
 */
@Injectable()
export class LocalAuthentication {
  authenticate(request: EdgeRequest, response: Response): Promise<UserPrincipal> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, user: UserPrincipal | false | null | undefined): void => {
        if (error instanceof Error) reject(error);
        else if (user) resolve(user);
        else reject(ProblemError.unauthorized());
      };
      const handler = passport.authenticate('local', { session: false }, done) as (
        request: Request,
        response: Response,
        next: (error: unknown) => void,
      ) => void;
      handler(request, response, reject);
    });
  }
}
