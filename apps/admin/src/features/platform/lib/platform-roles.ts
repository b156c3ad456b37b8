import type { Schemas } from '../../../api/client';

type Member = Schemas['PlatformMemberView'];
export type PlatformRole = Member['platformRole'];

export const PLATFORM_ROLES = ['operator', 'support'] as const satisfies readonly PlatformRole[];

/** The roles of those who run the platform, in words. */
export const PLATFORM_ROLE_WORDS: Readonly<Record<PlatformRole, { label: string; description: string }>> = {
  operator: { label: 'Operator', description: 'May do everything, in every tenant.' },
  support: { label: 'Support', description: 'May read everything, in every tenant, and change nothing.' },
};

/** Whether nobody else could do an operator's work: the server keeps the last one. */
export function isLastOperator(member: Member, members: readonly Member[]): boolean {
  const isOperator = ({ status, platformRole }: Member): boolean => status === 'active' && platformRole === 'operator';
  return isOperator(member) && members.filter(isOperator).length === 1;
}
