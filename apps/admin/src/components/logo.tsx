import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './logo.module.css';

/** The product's mark; leads home. */
export function Logo() {
  return (
    <Link to="/" className={classes.link} aria-label="Switchboard: home">
      <Mark />
    </Link>
  );
}

/** The mark with its name. */
export function Mark({ size = 28, withName = true }: { size?: number; withName?: boolean }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/favicon.svg" width={size} height={size} alt="" />
      {withName && (
        <Text fw={680} visibleFrom="sm" className={classes.name}>
          Switchboard
        </Text>
      )}
    </Group>
  );
}
