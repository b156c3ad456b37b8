import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** The least that a Nest route can do with a message: parse it and say that it has arrived. */
class BareController {
  send(body) {
    return {
      messaging_product: 'whatsapp',
      contacts: [{ input: body.to, wa_id: body.to }],
      messages: [{ id: 'wamid.bare' }],
    };
  }
}

class BareModule {}

// What a compiler would write for decorators; this program runs as it stands.
const descriptor = Object.getOwnPropertyDescriptor(BareController.prototype, 'send');
Post('message')(BareController.prototype, 'send', descriptor);
HttpCode(200)(BareController.prototype, 'send', descriptor);
Body()(BareController.prototype, 'send', 0);
Controller('v1/wa')(BareController);
Module({ controllers: [BareController] })(BareModule);

const app = await NestFactory.create(BareModule, { logger: false });
await app.listen(0, '127.0.0.1');
console.log(`http://127.0.0.1:${app.getHttpServer().address().port}`);
process.once('SIGTERM', () => process.exit(0));
