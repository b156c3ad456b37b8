import { SectionCard } from '../../../components/section-card';
import { Text } from '@mantine/core';
import { ROLES } from '../roles';
import classes from './role-guide.module.css';

/** What each role may do. */
export function RoleGuide() {
  return (
    <SectionCard title="What the roles may do">
      <dl className={classes.list}>
        {ROLES.map(({ role, label, what }) => (
          <div key={role} className={classes.entry}>
            <Text component="dt" size="sm" fw={600}>
              {label}
            </Text>
            <Text component="dd" size="sm" c="dimmed" m={0}>
              {what}
            </Text>
          </div>
        ))}
      </dl>
    </SectionCard>
  );
}
