// must fail: no-restricted-imports
import { MessageController } from '../message/message.controller';

export const used = MessageController;
