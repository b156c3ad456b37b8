import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Role, ROLES } from '../roles';

interface RoleInputProps {
  value?: Role;
  onChange?: (role: Role) => void;
  error?: ReactNode;
  /** Only owners make owners. */
  mayMakeOwners: boolean;
}

/** A role to choose, each explained. */
export function RoleInput({ value, onChange, error, mayMakeOwners }: RoleInputProps) {
  return (
    <Radio.Group
      label="Role"
      value={value}
      error={error}
      onChange={(chosen) => {
        const found = ROLES.find(({ role }) => role === chosen);
        if (found) onChange?.(found.role);
      }}
    >
      <Stack gap="sm" mt={6}>
        {ROLES.map(({ role, label, what }) => (
          <Radio
            key={role}
            value={role}
            label={label}
            description={role === 'owner' && !mayMakeOwners ? `${what} Only an owner can choose it.` : what}
            disabled={role === 'owner' && !mayMakeOwners}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
