/** What a kind of job does, and what it means when it fails or waits. */
interface JobWords {
  label: string;
  words: string;
}

const KINDS: Readonly<Record<string, JobWords>> = {
  'webhook.replay': {
    label: 'Replays of webhooks',
    words: 'Puts deliveries that a tenant asked to replay back into their queue.',
  },
  'identity.password-reset': {
    label: 'Password resets',
    words: 'Makes links for new passwords. When they fail, people cannot get in: look at the mail settings.',
  },
  'mail.send': {
    label: 'Mail',
    words: 'Invitations, password resets and balance warnings. When they fail, look at the SMTP settings and the log.',
  },
  'billing.renew': {
    label: 'Renewals of plans',
    words: 'Charges monthly fees when periods end. What could not be paid is tried again as soon as there is money.',
  },
  'message.sandbox-statuses': {
    label: 'Sandbox statuses',
    words: 'Plays sent, delivered and read for sandbox messages. No real message waits for it.',
  },
  'media.fetch': {
    label: 'Fetching of media',
    words: 'Copies files that users sent from Meta into the vault. Meta keeps them for 30 days.',
  },
  'media.erase': {
    label: 'Erasing of media',
    words: 'Removes files that were deleted or whose tenant took them back.',
  },
  'template.sync': {
    label: 'Template syncs',
    words: 'Copies the state of templates from Meta. When they fail, a token may have ended: see the tenant’s numbers.',
  },
};

/** A kind of job in words; one that is not known yet by its own name. */
export function jobWords(identifier: string): JobWords {
  return KINDS[identifier] ?? { label: identifier, words: 'Work that the platform does in the background.' };
}
