import { configureSimulator, startPlatform } from './platform.mjs';
import { runLoad } from './load.mjs';
import pg from 'pg';
import { execSync } from 'node:child_process';
const platform = await startPlatform();
const { numbers } = platform;
await configureSimulator(platform.simulatorUrl, { statuses: [] });
const pid = execSync("ps -eo pid,args | grep 'switchboard-bench' | grep 'bin/postgres' | grep -v grep | head -1 | awk '{print $1}'").toString().trim();
const port = /port=(\d+)/.exec(execSync(`tr '\\0' ' ' < /proc/${pid}/cmdline`).toString())[1];
const load = (ms) => runLoad({ url: platform.url, connections: 64, warmUpMs: 500, measureMs: ms, isGood: s => s === 200,
  next: (index) => ({ method: 'POST', path: `/v1/wa/message?phone_number_id=${numbers[index % numbers.length]}`, headers: { 'content-type': 'application/json', authorization: `Bearer ${platform.key}` }, body: JSON.stringify({ messaging_product: 'whatsapp', type: 'text', text: { body: 'x' }, to: String(905300000000 + index) }) }) });
const admin = new pg.Client({ connectionString: `postgresql://switchboard:bench@127.0.0.1:${port}/switchboard` });
await admin.connect(); let quiet = true; admin.on('notice', (n) => quiet || console.log(n.message.slice(0, 2600)));
for (const f of ['settle_messages(json,json,json,json)', 'post_transfers(json)', 'intake_messages(json,json,json,json)']) await admin.query(`ALTER FUNCTION ${f} ${process.argv[2]}`);
await admin.query("LOAD 'auto_explain'"); await admin.query("SET role switchboard_app; SET app.tenant_id='platform'");
async function settle(msgs) {
  const rows = msgs.map((m, i) => ({ ord: i + 1, tenant_id: m.tenant_id, id: m.id, version: m.version, status: 'sent', wamid: null, error: null, category: null, pricing: null, rate_card_id: null, held_micros: m.held_micros, platform_fee_micros: '1000', meta_fee_micros: '0', markup_micros: '0', api_key_id: m.api_key_id, month: '2026-11-01', spend_delta: '0', response_status: null, response_body: null, forget_key: false }));
  const events = msgs.map((m, i) => ({ ord: i + 1, tenant_id: m.tenant_id, message_id: m.id, event: 'sent', at: new Date().toISOString(), detail: null }));
  const t = performance.now();
  await admin.query({ name: 's', text: 'SELECT settle_messages($1::json,$2::json,$3::json,$4::json)', values: [JSON.stringify(rows), '[]', JSON.stringify(events), '[]'] });
  return performance.now() - t;
}
await load(300);
const { rows: few } = await admin.query("select tenant_id, id, version, held_micros, api_key_id from messages where status='submitted' limit 100");
for (let i = 0; i < 10; i++) await settle(few.slice(i, i + 1));
for (let i = 0; i < 3; i++) { const r = await load(2500); console.log(r.perSecond, r.p50Ms, r.p99Ms); }
const { rows: msgs } = await admin.query("select tenant_id, id, version, held_micros, api_key_id from messages where status='submitted' order by id desc limit 100");
for (let i = 0; i < 3; i++) console.log('12 rows', (await settle(msgs.slice(i * 12, i * 12 + 12))).toFixed(1), 'ms');
quiet = false;
await admin.query("RESET role; SET auto_explain.log_min_duration=0; SET auto_explain.log_nested_statements=on; SET auto_explain.log_analyze=on; SET client_min_messages=log; SET role switchboard_app; SET app.tenant_id='platform'");
console.log('12 rows', (await settle(msgs.slice(60, 72))).toFixed(1), 'ms');
await admin.end(); await platform.stop();
