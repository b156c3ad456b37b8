// must pass
import { mediaKinds } from '../media/kinds';
import { MessageDto } from '../message.dto';

export const used = [mediaKinds, MessageDto];
