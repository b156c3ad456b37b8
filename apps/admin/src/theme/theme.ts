import {
  ActionIcon,
  Anchor,
  Badge,
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  NumberInput,
  Select,
  Table,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

/** A calm blue; its shade 7 under white text has a contrast of 6.9 : 1, its shade 3 on the dark background of 8 : 1. */
const BRAND: MantineColorsTuple = [
  '#eff4fb',
  '#dce6f5',
  '#b7ccea',
  '#90b0df',
  '#6d97d4',
  '#4b7cc4',
  '#3668b3',
  '#2a5396',
  '#224479',
  '#1a355f',
];

/** Mantine's dark greys, a little cooler. */
const DARK: MantineColorsTuple = [
  '#d3d7de',
  '#b5bbc6',
  '#9aa2b1',
  '#6f7889',
  '#3d4554',
  '#313845',
  '#252b36',
  '#1b202a',
  '#151921',
  '#0e1117',
];

/** Colours whose darkest shade is still too pale for 4.5 : 1, with white or on their own lightest shades. */
const PALE = new Set(['yellow', 'orange', 'lime', 'green', 'teal']);

/** The heads of dialogs are no landmarks: the page has a banner of its own. */
const DIALOG_ATTRIBUTES = { header: { role: 'presentation' } };

/** A coloured ground that does not shout, in both schemes. */
function quietSurface(name: string): { background: string; hover: string } {
  const ground = (lightShare: number, darkShare: number): string =>
    `light-dark(color-mix(in srgb, var(--mantine-color-${name}-1) ${lightShare}%, white), ` +
    `color-mix(in srgb, var(--mantine-color-${name}-9) ${darkShare}%, var(--surface)))`;
  return { background: ground(65, 38), hover: ground(90, 52) };
}

/** Mantine's coloured texts and buttons reach 4.5 : 1 in few colours: they are darker here, and lighter in the dark. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const name = input.color ?? input.theme.primaryColor;
  if (!(name in input.theme.colors)) return colors;
  const darkest = `var(--mantine-color-${name}-9)`;
  const dark = PALE.has(name) ? `color-mix(in srgb, ${darkest}, black 32%)` : darkest;
  const text = `light-dark(${dark}, var(--mantine-color-${name}-3))`;
  if (input.variant === 'light') return { ...colors, color: text, ...quietSurface(name) };
  if (input.variant === 'subtle' || input.variant === 'outline') return { ...colors, color: text };
  if (input.variant === 'filled' && name !== input.theme.primaryColor)
    return { ...colors, background: dark, hover: `color-mix(in srgb, ${dark}, black 12%)`, color: '#fff' };
  return colors;
};

export const theme = createTheme({
  colors: { brand: BRAND, dark: DARK },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 7 },
  white: '#ffffff',
  black: '#1a1f2b',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily:
    'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.15rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  variantColorResolver,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } }),
    // The placeholder that would take the first focus is no menu item, which a menu may not hold (WCAG 2.2, 1.3.1).
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      styles: { title: { fontWeight: 600 } },
      defaultProps: {
        attributes: DIALOG_ATTRIBUTES,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    }),
    Drawer: Drawer.extend({
      styles: { title: { fontWeight: 600 } },
      defaultProps: {
        attributes: DIALOG_ATTRIBUTES,
        position: 'right',
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    // The little arrows are smaller than a target may be (WCAG 2.2, 2.5.8); the arrow keys do the same.
    NumberInput: NumberInput.extend({ defaultProps: { hideControls: true } }),
    Select: Select.extend({ defaultProps: { openOnFocus: false } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: false } },
    }),
  },
});

/** Where Mantine's own greys and reds are too pale to read (WCAG 2.2, 1.4.3: 4.5 : 1). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f9',
    '--mantine-color-text': '#1a1f2b',
    '--mantine-color-dimmed': '#566072',
    '--mantine-color-placeholder': '#6a7385',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#2a5396',
    '--surface': '#ffffff',
    '--surface-sunken': '#f0f2f5',
    '--line': '#dfe3ea',
  },
  dark: {
    '--mantine-color-body': '#12161d',
    '--mantine-color-text': '#dfe3ea',
    '--mantine-color-dimmed': '#a3abba',
    '--mantine-color-placeholder': '#8d96a6',
    '--mantine-color-error': '#ff9c94',
    '--mantine-color-anchor': '#90b0df',
    '--surface': '#1b202a',
    '--surface-sunken': '#161a22',
    '--line': '#313845',
  },
});
