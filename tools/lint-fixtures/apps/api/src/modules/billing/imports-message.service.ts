// must fail: no-restricted-imports
import { MessageService } from '../message/message.service';

export const used = MessageService;
