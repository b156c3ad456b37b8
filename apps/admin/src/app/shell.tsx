import '@mantine/spotlight/styles.layer.css';
import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { AccountMenu } from './account-menu';
import { ColorSchemeToggle } from '../components/color-scheme-toggle';
import { CommandPalette, CommandPaletteButton } from './command-palette';
import { Logo } from '../components/logo';
import { Navigation } from './navigation-bar';
import { SessionEndedDialog } from './session-ended-dialog';
import classes from './shell.module.css';
import { TenantSwitcher } from './tenant-switcher';
import { TotpNotice } from './totp-notice';

const NAVIGATION_ID = 'navigation';
const MAIN_ID = 'main';

/** The frame of every page for people who are signed in. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { tenantId } = useParams({ strict: false });
  const { pathname } = useLocation();
  // On a narrow screen the navigation covers the page: it has done its work when someone went somewhere.
  useEffect(close, [pathname, close]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 236, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', lg: 'xl' }}
      classNames={{ header: classes.header, navbar: classes.navbar, main: classes.main }}
    >
      <a href={`#${MAIN_ID}`} className={classes.skip}>
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="md"
            size="sm"
            aria-expanded={isOpen}
            aria-controls={NAVIGATION_ID}
            aria-label={isOpen ? 'Close navigation' : 'Open navigation'}
          />
          <Logo />
          <TenantSwitcher tenantId={tenantId} />
          <Group gap={4} ml="auto" wrap="nowrap">
            <CommandPaletteButton />
            <ColorSchemeToggle />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar id={NAVIGATION_ID} aria-label="Main">
        <Navigation tenantId={tenantId} />
      </AppShell.Navbar>
      <AppShell.Main id={MAIN_ID} tabIndex={-1}>
        <div className={classes.page}>
          <TotpNotice />
          <Outlet />
        </div>
      </AppShell.Main>
      <CommandPalette tenantId={tenantId} />
      <SessionEndedDialog />
    </AppShell>
  );
}
