import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { type AnchorHTMLAttributes, forwardRef } from 'react';

type Attributes<P> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P>;

const RoutedAnchor = forwardRef<HTMLAnchorElement, AnchorProps & Attributes<AnchorProps>>(
  function RoutedAnchor(props, ref) {
    return <Anchor ref={ref} {...props} />;
  },
);

const RoutedButton = forwardRef<HTMLAnchorElement, ButtonProps & Attributes<ButtonProps>>(
  function RoutedButton(props, ref) {
    return <Button ref={ref} component="a" {...props} />;
  },
);

/** A link to a page of the console: `<TextLink to="/tenants/$tenantId/home" params={{ tenantId }}>`. */
export const TextLink = createLink(RoutedAnchor);

/** A button that leads to a page of the console. */
export const ButtonLink = createLink(RoutedButton);
