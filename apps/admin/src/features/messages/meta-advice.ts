/** Where Meta explains all of its codes. */
export const META_ERRORS_PAGE = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes';

const WINDOW = 'The user has not written in the last 24 hours: send an approved template instead.';
const TEMPLATE = 'Compare what the message fills in with the template’s variables, then send it again.';
const SLOWER = 'Send more slowly, and try this one again later.';
const ACCOUNT = 'Look at the account in Meta’s Business Manager.';

/** What helps with the errors that are met most (Cloud API, "Error codes"). */
const ADVICE: Readonly<Record<string, string>> = {
  '0': 'Meta does not accept the number’s access token: give it a new one.',
  '190': 'The number’s access token has expired: give it a new one.',
  '10': 'The access token may not do this: check its permissions in Meta’s Business Manager.',
  '100': 'Meta does not accept a field of the message: compare the payload with Meta’s documentation.',
  '368': `Meta has restricted the account for breaking its policies. ${ACCOUNT}`,
  '130429': SLOWER,
  '80007': SLOWER,
  '130472': 'The user is part of an experiment of Meta’s in which marketing messages are held back. Do not try again.',
  '130497': 'Meta does not let this account write to users of that country.',
  '131000': 'Something failed at Meta: try again, and ask Meta’s support if it happens again.',
  '131005': 'The access token may not do this: check its permissions in Meta’s Business Manager.',
  '131008': 'A field that Meta needs is missing: compare the payload with Meta’s documentation.',
  '131009': 'A value is none that Meta takes: compare the payload with Meta’s documentation.',
  '131016': 'Meta is overloaded for the moment: try again later.',
  '131021': 'A number cannot write to itself: choose another recipient.',
  '131026':
    'It could not be delivered: the number may not be on WhatsApp, may use an old version, or has not accepted the terms. Check the number.',
  '131031': `Meta has locked the account. ${ACCOUNT}`,
  '131042': 'Meta has a problem with the payment of the account: check the payment method in Business Manager.',
  '131045': 'The number is not registered with WhatsApp: register it on its page.',
  '131047': WINDOW,
  '131048': 'Too many users have blocked or reported the number: wait, and look at its quality.',
  '131049':
    'Meta limits how many marketing messages a user gets, and held this one back. Do not send it again at once; try in a day or later.',
  '131050': 'The user has stopped marketing messages from you. Do not send more of them.',
  '131051': 'WhatsApp does not have this type of message.',
  '131052': 'Meta could not fetch the file that the user sent.',
  '131053': 'Meta could not take the file: check its type and size, and that the link can be reached from outside.',
  '131056': 'Too many messages to the same user in a short time: wait a little.',
  '131057': 'The account is being maintained at Meta: try again later.',
  '132000': TEMPLATE,
  '132001': 'There is no such template in that language, or it is not approved: look at your templates.',
  '132005': 'The filled text became too long: shorten what fills it.',
  '132007': 'What fills the template breaks Meta’s policy for formats: compare with the approved text.',
  '132012': TEMPLATE,
  '132015': 'The template is paused for its low quality: change it, or use another.',
  '132016': 'The template was paused too often and is disabled: make a new one.',
  '132068': 'The flow is blocked: correct it at Meta.',
  '132069': 'The flow is throttled at Meta: correct what makes it fail.',
  '133010': 'The number is not registered with WhatsApp: register it on its page.',
};

/** What to do about an error, in a sentence or two; null where only Meta’s own words help. */
export function adviceFor(code: string): string | null {
  return ADVICE[code] ?? null;
}
