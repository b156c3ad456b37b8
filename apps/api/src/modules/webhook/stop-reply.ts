/**
 * The quick replies by which users end marketing messages: the words that carriers' rules and Meta's own "Stop promotions"
 * button have made usual, in several languages. Compared without case, accents, and punctuation at the ends.
 * docs/guides/opt-outs.md lists them for tenants.
 */
export const STOP_REPLIES: readonly string[] = [
  'stop',
  'stop all',
  'stop promotions',
  'stop promotion',
  'stop promo',
  'stop promos',
  'stop marketing',
  'stop marketing messages',
  'stop messages',
  'stop offers',
  'unsubscribe',
  'unsubscribe from promos',
  'opt out',
  'opt-out',
  'optout',
  'no more messages',
  'not interested',
  'detener promociones',
  'cancelar suscripción',
  'darse de baja',
  'baja',
  'parar promoções',
  'interromper promoções',
  'cancelar inscrição',
  'descadastrar',
  'sair',
  'arrêter les promotions',
  'stop pub',
  'se désabonner',
  'se désinscrire',
  'werbung stoppen',
  'abbestellen',
  'abmelden',
  'interrompi promozioni',
  'annulla iscrizione',
  'disiscriviti',
  'promosyonları durdur',
  'abonelikten çık',
  'iptal',
  'hentikan promosi',
  'berhenti berlangganan',
  'berhenti',
];

const ENDS = /^[\s\p{P}]+|[\s\p{P}]+$/gu;

const ACCENTS = /\p{M}/gu;
const COMPARED: ReadonlySet<string> = new Set(STOP_REPLIES.map(normalise));

/** Whether the payload or the text of a quick reply asks for no more marketing. */
export function isStopReply(button: { payload?: unknown; text?: unknown }): boolean {
  return [button.payload, button.text].some((word) => typeof word === 'string' && COMPARED.has(normalise(word)));
}

/** The dotless i of Turkish has no accent to lose, and its capital is everyone's. */
function normalise(word: string): string {
  const bare = word.replace(ENDS, '').replaceAll(/\s+/g, ' ').toLowerCase();
  return bare.normalize('NFD').replace(ACCENTS, '').replaceAll('ı', 'i');
}
