import { templateKey } from './account-store';
import type { Waba } from './account-store';
import { needParameters, replyJson, replySuccess } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal, invalidParameter } from './graph-refusal';
import { makeObjectId } from './identifiers';
import { paginate } from './paging';
import type { Template } from './template';
import { readTemplateDefinition } from './template-rules';
import type { World } from './world';

const TEMPLATES_MAX = 6_000;
const SUBCODE_EXISTS = 2_388_024;
const SUBCODE_NOT_FOUND = 2_593_002;

/** `GET /{waba}/message_templates?fields&limit&after&name&language&status&category` */
export function listTemplates(waba: Waba, call: GraphCall): GraphReply {
  const matches = [...waba.templates.values()].filter(
    (template) =>
      isWanted(call, 'name', template.name) &&
      isWanted(call, 'language', template.language) &&
      isWanted(call, 'status', template.status) &&
      isWanted(call, 'category', template.category),
  );
  return replyJson(
    paginate(matches, call, ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id']),
  );
}

/** `POST /{waba}/message_templates`: the template waits for its review, then a webhook says that it is approved. */
export function createTemplate(world: World, waba: Waba, call: GraphCall): GraphReply {
  const definition = readTemplateDefinition(needParameters(call));
  const key = templateKey(definition.name, definition.language);
  if (waba.templates.has(key)) {
    throw new GraphRefusal(100, { subcode: SUBCODE_EXISTS, details: 'Content in this language already exists' });
  }
  if (waba.templates.size >= TEMPLATES_MAX) throw invalidParameter(`An account can have ${TEMPLATES_MAX} templates.`);
  const template: Template = {
    ...definition,
    id: makeObjectId(),
    status: 'PENDING',
    quality_score: { score: 'UNKNOWN', date: Math.floor(Date.now() / 1000) },
    rejected_reason: 'NONE',
  };
  waba.templates.set(key, template);
  world.timers.schedule(world.config.templateReviewMs, () => {
    if (waba.templates.get(key) === template) changeTemplateStatus(world, waba, template, 'APPROVED');
  });
  return replyJson({ id: template.id, status: template.status, category: template.category });
}

/** `DELETE /{waba}/message_templates?name=`, in every language, or the one with `hsm_id`. */
export function deleteTemplates(world: World, waba: Waba, call: GraphCall): GraphReply {
  const name = call.query.get('name');
  const id = call.query.get('hsm_id');
  if (name === null || name === '') throw invalidParameter('The parameter name is required.');
  const doomed = [...waba.templates.values()].filter(
    (template) => template.name === name && (id === null || template.id === id),
  );
  if (doomed.length === 0) {
    throw new GraphRefusal(100, { subcode: SUBCODE_NOT_FOUND, details: `Message template "${name}" was not found` });
  }
  for (const template of doomed) {
    waba.templates.delete(templateKey(template.name, template.language));
    reportTemplateStatus(world, waba, template, 'PENDING_DELETION');
  }
  return replySuccess();
}

/** Gives a template another status and reports it, as Meta's review and its quality checks do. */
export function changeTemplateStatus(world: World, waba: Waba, template: Template, status: string): void {
  template.status = status;
  reportTemplateStatus(world, waba, template, status);
}

function reportTemplateStatus(world: World, waba: Waba, template: Template, event: string): void {
  const value = {
    event,
    message_template_id: template.id,
    message_template_name: template.name,
    message_template_language: template.language,
    reason: 'NONE',
    message_template_category: template.category,
  };
  world.publish(waba.id, 'message_template_status_update', value);
}

function isWanted(call: GraphCall, key: string, value: string): boolean {
  const wanted = call.query.get(key);
  return wanted === null || wanted.toUpperCase() === value.toUpperCase();
}
