import type { GraphCall, GraphReply } from './graph-call';
import { replyJson, replySuccess } from './graph-call';
import { GraphRefusal, unknownObject } from './graph-refusal';
import { deleteMedia, describeMedia, uploadMedia } from './media-routes';
import type { LoggedMessage } from './message-log';
import {
  NUMBER_FIELDS,
  changeProfile,
  deregisterNumber,
  describeNumber,
  describeWaba,
  listNumbers,
  readProfile,
  registerNumber,
  requestCode,
  verifyCode,
} from './number-routes';
import { sendMessage } from './send-message';
import { createTemplate, deleteTemplates, listTemplates } from './template-routes';
import type { BusinessNumber, Waba } from './account-store';
import type { World } from './world';

type Route = (world: World, call: GraphCall) => GraphReply | Promise<GraphReply>;

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET ', describeNode],
  ['DELETE ', deleteMedia],
  ['POST register', onNumber(registerNumber)],
  ['POST deregister', onNumber(deregisterNumber)],
  ['POST request_code', onNumber(requestCode)],
  ['POST verify_code', onNumber(verifyCode)],
  ['GET whatsapp_business_profile', onNumber(readProfile)],
  ['POST whatsapp_business_profile', onNumber(changeProfile)],
  ['GET message_templates', onWaba((_world, waba, call) => listTemplates(waba, call))],
  ['POST message_templates', onWaba(createTemplate)],
  ['DELETE message_templates', onWaba(deleteTemplates)],
  ['GET phone_numbers', onWaba(listNumbers)],
  ['GET subscribed_apps', onWaba((_world, waba) => listSubscriptions(waba))],
  ['POST subscribed_apps', onWaba((_world, waba) => subscribe(waba, true))],
  ['DELETE subscribed_apps', onWaba((_world, waba) => subscribe(waba, false))],
]);

const MESSAGE_EDGES: ReadonlySet<string> = new Set(['messages', 'marketing_messages']);

/** Every edge that some method has. */
const EDGES: ReadonlySet<string> = new Set([
  ...MESSAGE_EDGES,
  'media',
  ...[...ROUTES.keys()].map((route) => route.slice(route.indexOf(' ') + 1)),
]);

/** Whether the call sends a message; such calls are logged. */
export function isMessageCall(call: GraphCall): boolean {
  return call.method === 'POST' && MESSAGE_EDGES.has(call.edge);
}

/** Whether the call uploads media; such calls are logged too. */
export function isUploadCall(call: GraphCall): boolean {
  return call.method === 'POST' && call.edge === 'media';
}

/** @throws GraphRefusal with Meta's own code for everything that Meta refuses */
export function answerGraphCall(
  world: World,
  call: GraphCall,
  message: LoggedMessage | undefined,
): GraphReply | Promise<GraphReply> {
  world.accounts.checkToken(call.token, world.config.strict);
  if (message !== undefined) return sendMessage(world, call, message);
  if (call.upload !== undefined) return uploadMedia(world, call, call.upload);
  const route = ROUTES.get(`${call.method} ${call.edge}`);
  if (route !== undefined) return route(world, call);
  if (call.edge === '' || EDGES.has(call.edge)) throw unknownObject(call.method, call.node);
  throw new GraphRefusal(2500, { message: `Unknown path components: /${call.edge}`, httpStatus: 400 });
}

/**
 * `GET /{id}`: a media id, a phone number or an account. An id that was never seen is taken for a phone number when
 * the call asks for fields that only phone numbers have, so that an operator can verify an invented number.
 */
function describeNode(world: World, call: GraphCall): GraphReply {
  const { accounts } = world;
  if (world.media.find(call.node) !== undefined) return describeMedia(world, call);
  const waba = accounts.findWaba(call.node);
  if (waba !== undefined) return describeWaba(waba, call);
  const fields = call.query.get('fields')?.split(',') ?? [];
  const asksForNumber = fields.some((field) => NUMBER_FIELDS.has(field.trim()));
  const known = accounts.findNumber(call.node);
  if (known === undefined && !asksForNumber) throw unknownObject(call.method, call.node);
  return describeNumber(known ?? useNumber(world, call), call);
}

function onNumber(answer: (number: BusinessNumber, call: GraphCall) => GraphReply): Route {
  return (world, call) => answer(useNumber(world, call), call);
}

function onWaba(answer: (world: World, waba: Waba, call: GraphCall) => GraphReply): Route {
  return (world, call) =>
    answer(world, world.accounts.useWaba(call.method, call.node, call.token, world.config.strict), call);
}

function useNumber(world: World, call: GraphCall): BusinessNumber {
  return world.accounts.useNumber(call.method, call.node, call.token, world.config.strict);
}

function listSubscriptions(waba: Waba): GraphReply {
  const app = {
    whatsapp_business_api_data: { id: '1000000000000001', name: 'Switchboard', link: 'https://example.com' },
  };
  return replyJson({ data: waba.subscribed ? [app] : [] });
}

function subscribe(waba: Waba, subscribed: boolean): GraphReply {
  waba.subscribed = subscribed;
  return replySuccess();
}
