import { newSecretToken } from '../../secrets/secret-token';
import { readSessionCookie, sessionCookieOptions } from './session-cookie';

describe('readSessionCookie', () => {
  const token = newSecretToken();

  it.each([
    [`switchboard_session=${token}`, token],
    [`theme=dark; switchboard_session=${token}; lang=tr`, token],
    [`  switchboard_session = ${token} `, token],
    [undefined, null],
    ['', null],
    ['switchboard_session', null],
    ['switchboard_session=', null],
    [`other_switchboard_session=${token}`, null],
    [`switchboard_session=${token}x`, null],
    ['switchboard_session=%00', null],
  ])('reads %p as %p', (header, expected) => {
    expect(readSessionCookie(header)).toBe(expected);
  });
});

describe('sessionCookieOptions', () => {
  it('asks for TLS exactly where the console is served over https', () => {
    expect(sessionCookieOptions('https://console.example.com')).toEqual({
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: true,
    });
    expect(sessionCookieOptions('http://127.0.0.1:3000').secure).toBe(false);
  });
});
