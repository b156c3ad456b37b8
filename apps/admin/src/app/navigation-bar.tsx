import { NavLink, ScrollArea, Text } from '@mantine/core';
import { createLink, type LinkProps, useLocation } from '@tanstack/react-router';
import { type AnchorHTMLAttributes, forwardRef } from 'react';
import { useRole, useWhoAmI } from '../lib/session';
import {
  ACCOUNT_NAVIGATION,
  type NavigationGroup,
  type NavigationPage,
  PLATFORM_NAVIGATION,
  TENANT_NAVIGATION,
  visibleGroups,
} from './navigation';
import classes from './navigation-bar.module.css';

type PageAnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'onChange' | 'color'> & { page: NavigationPage };

const PageLink = createLink(
  forwardRef<HTMLAnchorElement, PageAnchorProps>(function PageAnchor({ page, ...anchor }, ref) {
    const { Icon, label } = page;
    return (
      <NavLink
        ref={ref}
        component="a"
        {...anchor}
        label={label}
        leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
        className={classes.link}
      />
    );
  }),
);

/** The pages that the person may see: of the open tenant, of the platform, or of their account. */
export function Navigation({ tenantId }: { tenantId: string | undefined }) {
  const { may } = useRole(tenantId);
  const { features } = useWhoAmI();
  const { pathname } = useLocation();
  const all = pathname.startsWith('/account') ? ACCOUNT_NAVIGATION : tenantId ? TENANT_NAVIGATION : PLATFORM_NAVIGATION;
  return (
    <ScrollArea className={classes.scroll} type="scroll">
      {visibleGroups(all, may, features).map((group) => (
        <Group key={group.label} group={group} tenantId={tenantId} />
      ))}
    </ScrollArea>
  );
}

function Group({ group, tenantId }: { group: NavigationGroup; tenantId: string | undefined }) {
  const id = `nav-${group.label.replaceAll(' ', '-').toLowerCase()}`;
  return (
    <section aria-labelledby={id} className={classes.group}>
      <Text id={id} className={classes.heading}>
        {group.label}
      </Text>
      <ul className={classes.list}>
        {group.pages.map((page) => (
          <li key={page.to}>
            <PageLink page={page} to={page.to} params={(tenantId ? { tenantId } : {}) as LinkProps['params']} />
          </li>
        ))}
      </ul>
    </section>
  );
}
