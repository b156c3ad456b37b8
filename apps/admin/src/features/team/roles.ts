import type { Schemas } from '../../api/client';

export type Role = Schemas['InviteMemberRequest']['role'];

interface RoleWords {
  role: Role;
  label: string;
  /** What it allows. */
  what: string;
}

/** The roles of a tenant, the most powerful first, in the words of people. */
export const ROLES: readonly RoleWords[] = [
  {
    role: 'owner',
    label: 'Owner',
    what: 'Everything, and alone may make and remove owners. A tenant always has one.',
  },
  {
    role: 'admin',
    label: 'Admin',
    what: 'Everything but owners: people, phone numbers, settings, and all that a developer may.',
  },
  {
    role: 'developer',
    label: 'Developer',
    what: 'Sends messages, makes API keys and webhooks, manages templates, media and opt-outs. Changes no people and no numbers.',
  },
  {
    role: 'billing',
    label: 'Billing',
    what: 'Reads everything, with ledger and invoices, and sets the balance alert. Sends nothing.',
  },
  { role: 'viewer', label: 'Viewer', what: 'Reads everything and changes nothing.' },
];

/** A role in words. */
export function roleLabel(role: string): string {
  return ROLES.find((each) => each.role === role)?.label ?? role;
}

/** Whether someone with a role of their own (null: an operator) may give or take these roles: only owners touch owners. */
export function mayAssign(own: string | null, isOperator: boolean, roles: readonly string[]): boolean {
  return isOperator || own === 'owner' || !roles.includes('owner');
}
