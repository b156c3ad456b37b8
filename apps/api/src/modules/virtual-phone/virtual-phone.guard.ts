import { type CanActivate, Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { PhoneLine } from './phone-line';

/** Without a simulator there is no virtual phone: its routes answer as routes that do not exist. */
@Injectable()
export class VirtualPhoneGuard implements CanActivate {
  constructor(private readonly line: PhoneLine) {}

  canActivate(): boolean {
    if (this.line.isConnected) return true;
    throw new GatewayError('ROUTE_001');
  }
}
