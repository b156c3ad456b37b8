import 'reflect-metadata';
import { createHmac, timingSafeEqual } from 'node:crypto';
import process from 'node:process';
import { Controller, HttpCode, Module, Post, Req, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';

const SECRET = process.env.META_APP_SECRET;

/** The least that a Nest route can do with a webhook of Meta: check that Meta signed it. Nothing is parsed and nothing is kept. */
class BareController {
  receive(request) {
    const given = Buffer.from(request.get('x-hub-signature-256').slice('sha256='.length), 'hex');
    const expected = createHmac('sha256', SECRET).update(request.body).digest();
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new UnauthorizedException();
    return { success: true };
  }
}

class BareModule {}

// What a compiler would write for decorators; this program runs as it stands.
const descriptor = Object.getOwnPropertyDescriptor(BareController.prototype, 'receive');
Post('meta')(BareController.prototype, 'receive', descriptor);
HttpCode(200)(BareController.prototype, 'receive', descriptor);
Req()(BareController.prototype, 'receive', 0);
Controller('webhooks')(BareController);
Module({ controllers: [BareController] })(BareModule);

const app = await NestFactory.create(BareModule, { logger: false, bodyParser: false });
app.use(express.raw({ type: () => true, limit: '3mb' }));
await app.listen(0, '127.0.0.1');
console.log(`http://127.0.0.1:${app.getHttpServer().address().port}`);
process.once('SIGTERM', () => process.exit(0));
