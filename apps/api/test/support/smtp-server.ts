import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A letter as it arrived. */
export interface ReceivedMail {
  to: string[];
  /** Header and text, as sent. */
  data: string;
}

/** As much of an SMTP server (RFC 5321) as a letter needs; `isBusy` makes it refuse letters for a while. */
export class SmtpServer {
  readonly mails: ReceivedMail[] = [];
  isBusy = false;
  refused = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<SmtpServer> {
    const smtp = new SmtpServer(createServer());
    smtp.server.listen(0, '127.0.0.1');
    await once(smtp.server, 'listening');
    return smtp;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let buffer = '';
    let to: string[] = [];
    let isData = false;
    socket.write('220 test\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffer += chunk.toString('utf8');
      for (;;) {
        const mark = isData ? '\r\n.\r\n' : '\r\n';
        const end = buffer.indexOf(mark);
        if (end === -1) return;
        const part = buffer.slice(0, end);
        buffer = buffer.slice(end + mark.length);
        if (isData) {
          isData = false;
          this.mails.push({ to, data: part });
          to = [];
          socket.write('250 kept\r\n');
        } else {
          isData = this.answer(socket, part, to);
        }
      }
    });
  }

  /** True when the letter itself comes next. */
  private answer(socket: Socket, line: string, to: string[]): boolean {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL' && this.isBusy) {
      this.refused += 1;
      socket.write('451 later\r\n');
      return false;
    }
    if (verb === 'RCPT') to.push(/<(.*)>/.exec(line)?.[1] ?? '');
    if (verb === 'QUIT') socket.end('221 bye\r\n');
    else socket.write(verb === 'DATA' ? '354 go on\r\n' : '250 fine\r\n');
    return verb === 'DATA';
  }
}
