import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, type TablerIcon } from '@tabler/icons-react';
import { useRef } from 'react';

/** Red that can be read on a menu, in both schemes (WCAG 2.2, 1.4.3). */
const DANGER = 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))';

/** One thing that can be done. */
export interface MenuAction {
  label: string;
  Icon: TablerIcon;
  onClick: () => void;
  /** Takes something away: it stands in red. */
  isDangerous?: boolean;
  disabled?: boolean;
}

interface ActionsMenuProps {
  /** What they are done to: the name of a row's thing. */
  subject: string;
  actions: readonly MenuAction[];
  /** Above the actions: why some cannot be chosen. */
  note?: string | undefined;
  /** One of them is under way. */
  isRunning?: boolean;
}

/** What can be done to the thing of a row, behind three dots. */
export function ActionsMenu({ subject, actions, note, isRunning = false }: ActionsMenuProps) {
  const opener = useRef<HTMLButtonElement>(null);
  return (
    // The focus goes back before an action opens a dialog: the dialog then gives it back to the three dots, which are still there.
    <Menu position="bottom-end" onClose={() => opener.current?.focus()}>
      <Menu.Target>
        <ActionIcon ref={opener} aria-label={`Actions for ${subject}`} loading={isRunning}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {note && <Menu.Label>{note}</Menu.Label>}
        {actions.map(({ label, Icon, isDangerous, ...item }) => (
          <Menu.Item
            key={label}
            leftSection={<Icon size={16} aria-hidden />}
            {...(isDangerous && { color: DANGER })}
            {...item}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
