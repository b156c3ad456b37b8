import { Accordion, Anchor, Code, List } from '@mantine/core';

function MetaLink({ href, children }: { href: string; children: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" inherit>
      {children}
    </Anchor>
  );
}

/** Where Meta shows the ids of a number and of its account. */
export function IdsHelp() {
  return (
    <Accordion variant="contained" radius="md">
      <Accordion.Item value="ids">
        <Accordion.Control>Where do I find these ids?</Accordion.Control>
        <Accordion.Panel>
          <List type="ordered" size="sm" spacing="xs">
            <List.Item>
              Open your app at <MetaLink href="https://developers.facebook.com/apps">Meta for Developers</MetaLink> and
              go to <strong>WhatsApp → API Setup</strong>.
            </List.Item>
            <List.Item>
              Under <strong>From</strong>, choose the number. Below it stand the <strong>Phone number ID</strong> and
              the <strong>WhatsApp Business Account ID</strong>. Copy both.
            </List.Item>
            <List.Item>
              No app at hand?{' '}
              <MetaLink href="https://business.facebook.com/wa/manage/phone-numbers/">WhatsApp Manager</MetaLink> lists
              your numbers; a number's settings name its id, and the account's settings the account's id.
            </List.Item>
          </List>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

/** How to get an access token that does not end after a day. */
export function TokenHelp() {
  return (
    <Accordion variant="contained" radius="md">
      <Accordion.Item value="token">
        <Accordion.Control>How do I get a token that lasts?</Accordion.Control>
        <Accordion.Panel>
          <List type="ordered" size="sm" spacing="xs">
            <List.Item>
              Open{' '}
              <MetaLink href="https://business.facebook.com/settings/system-users">
                Business settings → System users
              </MetaLink>
              . A system user is an account for programs: it does not leave when a person does. Add one with the role{' '}
              <strong>Admin</strong>, or choose yours.
            </List.Item>
            <List.Item>
              Press <strong>Assign assets</strong>: give it your <strong>app</strong> and the{' '}
              <strong>WhatsApp account</strong> of this number, both with full control.
            </List.Item>
            <List.Item>
              Press <strong>Generate token</strong>, choose the app, let it expire <strong>Never</strong>, and tick the
              permissions <Code>whatsapp_business_messaging</Code> and <Code>whatsapp_business_management</Code>.
            </List.Item>
            <List.Item>
              Copy the token and paste it here. The <strong>temporary</strong> token of API Setup would stop working
              after 24 hours.
            </List.Item>
          </List>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
