import { Module, type OnModuleInit } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { JobRunner } from '../../jobs/job-runner.service';
import { AuditModule } from '../audit/audit.module';
import { AccessTokenController } from './access-token.controller';
import { AccessTokenRepository } from './access-token.repository';
import { AccessTokenService } from './access-token.service';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccountController } from './account.controller';
import { AccountService } from './account.service';
import { AttemptStore, MemoryAttemptStore } from './attempt-store';
import { AuthenticationService } from './authentication.service';
import { InvitationController } from './invitation.controller';
import { InvitationLetterService } from './invitation-letter.service';
import { InvitationRepository } from './invitation.repository';
import { InvitationService } from './invitation.service';
import { LocalAuthentication } from './local-authentication';
import { LocalStrategy } from './local.strategy';
import { MemberController } from './member.controller';
import { MemberRepository } from './member.repository';
import { MemberService } from './member.service';
import { PasswordHasher } from './password-hasher.service';
import { PasswordResetController } from './password-reset.controller';
import { PasswordResetJob } from './password-reset.job';
import { PasswordResetRepository } from './password-reset.repository';
import { PasswordResetService } from './password-reset.service';
import { PasswordService } from './password.service';
import { PlatformMemberController } from './platform-member.controller';
import { PlatformMemberRepository } from './platform-member.repository';
import { PlatformMemberService } from './platform-member.service';
import { SeedOperator } from './seed-operator.service';
import { SessionController } from './session.controller';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { SessionStrategy } from './session.strategy';
import { SignInLimiter } from './sign-in-limiter.service';
import { TotpService } from './totp.service';
import { TotpVerifier } from './totp-verifier.service';
import { UserRepository } from './user.repository';
import { WhoAmIService } from './who-am-i.service';

/** The people at the console: sign-in, sessions, access tokens, and who belongs to which tenant. */
@Module({
  imports: [AuditModule, PassportModule],
  controllers: [
    SessionController,
    AccessTokenController,
    AccountController,
    PasswordResetController,
    MemberController,
    PlatformMemberController,
    InvitationController,
  ],
  providers: [
    { provide: AttemptStore, useClass: MemoryAttemptStore },
    AccessTokenRepository,
    AccessTokenService,
    AccessTokenStrategy,
    AccountService,
    AuthenticationService,
    InvitationLetterService,
    InvitationRepository,
    InvitationService,
    LocalAuthentication,
    LocalStrategy,
    MemberRepository,
    MemberService,
    PasswordHasher,
    PasswordResetJob,
    PasswordResetRepository,
    PasswordResetService,
    PasswordService,
    PlatformMemberRepository,
    PlatformMemberService,
    SeedOperator,
    SessionRepository,
    SessionService,
    SessionStrategy,
    SignInLimiter,
    TotpService,
    TotpVerifier,
    UserRepository,
    WhoAmIService,
  ],
  exports: [SeedOperator],
})
export class IdentityModule implements OnModuleInit {
  constructor(
    private readonly runner: JobRunner,
    private readonly passwordResets: PasswordResetJob,
  ) {}

  onModuleInit(): void {
    this.runner.register([this.passwordResets]);
  }
}
