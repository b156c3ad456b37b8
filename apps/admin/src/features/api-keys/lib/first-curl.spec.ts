import { readCurl, sendCurl } from './first-curl';

const PARTS = { origin: 'https://wa.example.com', key: 'pk_1' };

describe('The ready command of a new key', () => {
  it('sends a sandbox message with the key to this installation', () => {
    const command = sendCurl(PARTS);
    expect(command).toContain("curl -X POST 'https://wa.example.com/v1/wa/message?is_fake=true'");
    expect(command).toContain("-H 'Authorization: Bearer pk_1'");
    expect(JSON.parse(/-d '(.*)'$/.exec(command)?.[1] ?? '')).toMatchObject({ type: 'text' });
  });

  it('names the sender where nothing else does', () => {
    expect(sendCurl({ ...PARTS, phoneNumberId: '106' })).toContain('?phone_number_id=106&is_fake=true');
  });

  it('reads what the key may read', () => {
    expect(readCurl(PARTS, ['billing:read'])).toContain('/v1/wa/balance');
    expect(readCurl(PARTS, ['templates:read', 'messages:read'])).toContain('/v1/wa/messages');
  });
});
