// must fail: no-restricted-imports
export { MessageService } from '../message/message.service';
