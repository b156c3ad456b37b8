import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCopy,
  IconExternalLink,
  IconForms,
  IconHome,
  IconList,
  IconMapPin,
  IconPhone,
  IconShoppingBag,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ChatButton, ChatButtonKind, Tap } from './chat-parts';
import classes from './message-bubble.module.css';

const ICONS: Readonly<Record<ChatButtonKind, TablerIcon>> = {
  reply: IconArrowBackUp,
  quick_reply: IconArrowBackUp,
  list: IconList,
  url: IconExternalLink,
  call: IconPhone,
  permission: IconPhone,
  copy: IconCopy,
  flow: IconForms,
  catalog: IconShoppingBag,
  location: IconMapPin,
  address: IconHome,
};

/** What a tap on the virtual phone can do; the other buttons lead out of the chat. */
const TAPPABLE: ReadonlySet<ChatButtonKind> = new Set(['reply', 'quick_reply', 'list', 'location']);

interface BubbleButtonsProps {
  buttons: readonly ChatButton[];
  onTap?: (tap: Tap) => void;
}

/** The buttons below a bubble; a list opens its rows. */
export function BubbleButtons({ buttons, onTap }: BubbleButtonsProps) {
  return buttons.map((button, index) =>
    button.kind === 'list' ? (
      <ListButton key={index} button={button} onTap={onTap} />
    ) : (
      <BubbleButton key={index} button={button} onTap={onTap} />
    ),
  );
}

function BubbleButton({ button, onTap }: { button: ChatButton; onTap?: (tap: Tap) => void }) {
  const words = <ButtonWords button={button} />;
  if (!onTap || !TAPPABLE.has(button.kind)) {
    return (
      <div className={classes.button} title={button.detail}>
        {words}
      </div>
    );
  }
  return (
    <UnstyledButton className={classes.button} data-tappable onClick={() => onTap({ button })}>
      {words}
    </UnstyledButton>
  );
}

function ButtonWords({ button: { kind, label } }: { button: ChatButton }) {
  const Icon = ICONS[kind];
  return (
    <>
      <Icon size={16} aria-hidden />
      <span>{label || 'No label yet'}</span>
    </>
  );
}

/** The rows can be looked at in a preview, and chosen on the virtual phone. */
function ListButton({ button, onTap }: { button: ChatButton; onTap?: (tap: Tap) => void }) {
  const sections = button.sections ?? [];
  return (
    <Menu width={280} position="bottom" withinPortal shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.button} data-tappable>
          <ButtonWords button={button} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {sections.map(({ title, rows }, index) => (
          <div key={index}>
            {title && <Menu.Label>{title}</Menu.Label>}
            {rows.map((row, place) => (
              <Menu.Item key={place} onClick={onTap && (() => onTap({ button, row }))}>
                {row.title || 'No title yet'}
                {row.description && <div className={classes.rowDescription}>{row.description}</div>}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
