import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AuditModule } from '../audit/audit.module';
import { AccessTokenController } from './access-token.controller';
import { AccessTokenRepository } from './access-token.repository';
import { AccessTokenService } from './access-token.service';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccountController } from './account.controller';
import { AttemptStore, MemoryAttemptStore } from './attempt-store';
import { AuthenticationService } from './authentication.service';
import { InvitationController } from './invitation.controller';
import { InvitationRepository } from './invitation.repository';
import { InvitationService } from './invitation.service';
import { LocalAuthentication } from './local-authentication';
import { LocalStrategy } from './local.strategy';
import { MemberController } from './member.controller';
import { MemberRepository } from './member.repository';
import { MemberService } from './member.service';
import { PasswordHasher } from './password-hasher.service';
import { PasswordService } from './password.service';
import { SeedOperator } from './seed-operator.service';
import { SessionController } from './session.controller';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { SessionStrategy } from './session.strategy';
import { SignInLimiter } from './sign-in-limiter.service';
import { TotpService } from './totp.service';
import { TotpVerifier } from './totp-verifier.service';
import { UserRepository } from './user.repository';

/** The people at the console: sign-in, sessions, access tokens, and who belongs to which tenant. */
@Module({
  imports: [AuditModule, PassportModule],
  controllers: [SessionController, AccessTokenController, AccountController, MemberController, InvitationController],
  providers: [
    { provide: AttemptStore, useClass: MemoryAttemptStore },
    AccessTokenRepository,
    AccessTokenService,
    AccessTokenStrategy,
    AuthenticationService,
    InvitationRepository,
    InvitationService,
    LocalAuthentication,
    LocalStrategy,
    MemberRepository,
    MemberService,
    PasswordHasher,
    PasswordService,
    SeedOperator,
    SessionRepository,
    SessionService,
    SessionStrategy,
    SignInLimiter,
    TotpService,
    TotpVerifier,
    UserRepository,
  ],
  exports: [SeedOperator],
})
export class IdentityModule {}
