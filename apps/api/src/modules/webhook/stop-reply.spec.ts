import { isStopReply, STOP_REPLIES } from './stop-reply';

describe('A quick reply', () => {
  it.each([
    'STOP',
    ' stop ',
    'Stop promotions',
    'stop  Promotions.',
    'UNSUBSCRIBE',
    'Opt-out',
    'Cancelar suscripción',
    'Se désabonner!',
  ])('ends marketing with %j, in its payload or its text', (word) => {
    expect(isStopReply({ payload: word, text: 'No, thanks' })).toBe(true);
    expect(isStopReply({ payload: 'btn_2', text: word })).toBe(true);
  });

  it.each(['Stop by our shop', 'Confirm', '', 'Do not stop', 17, null, undefined])(
    'does not end it with %j',
    (word) => {
      expect(isStopReply({ payload: word, text: word })).toBe(false);
    },
  );

  it('is understood in any case, with and without accents', () => {
    for (const word of STOP_REPLIES) {
      for (const written of [
        word,
        word.toUpperCase(),
        word.toLocaleUpperCase('tr'),
        word.normalize('NFD').replace(/\p{M}/gu, ''),
      ])
        expect(isStopReply({ text: ` ${written}. ` })).toBe(true);
    }
  });
});
