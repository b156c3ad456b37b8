import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import pg from 'pg';
import { execSync } from 'node:child_process';
import { APP_SECRET, startPlatform } from './platform.mjs';
const platform = await startPlatform({ ALLOW_HTTP_WEBHOOKS: 'true', SSRF_ALLOW_HOSTS: '127.0.0.1' });
const pid = execSync("ps -eo pid,args | grep 'switchboard-bench' | grep 'bin/postgres' | grep -v grep | head -1 | awk '{print $1}'").toString().trim();
const port = /port=(\d+)/.exec(execSync(`tr '\\0' ' ' < /proc/${pid}/cmdline`).toString())[1];
const db = new pg.Client({ connectionString: `postgresql://switchboard:bench@127.0.0.1:${port}/switchboard` });
await db.connect();
const latencies = []; const seen = new Map();
const server = createServer((req, res) => { let b = ''; req.on('data', (c) => (b += c)); req.on('end', () => { res.end('ok'); const m = JSON.parse(b).entry?.[0].changes[0].value.messages?.[0]; if (m) { const t = sentAt.get(m.id); if (t) latencies.push(performance.now() - t); } }); });
await new Promise((r) => server.listen(0, '127.0.0.1', r));
const sentAt = new Map();
const call = async (url, method, body, headers = {}) => { const r = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }); const t = await r.text(); if (!r.ok) throw new Error(method + url + r.status + t); return { answer: t ? JSON.parse(t) : {}, cookie: r.headers.get('set-cookie')?.split(';', 1)[0] ?? '' }; };
const console_ = `${platform.url}/console/v1`;
const { answer: session, cookie } = await call(`${console_}/session`, 'POST', { email: 'operator@example.com', password: 'correct horse battery staple' });
const H = { cookie, 'x-csrf-token': session.csrfToken };
const numbers = [];
for (let i = 0; i < 50; i++) { const { id } = (await call(`${console_}/tenants`, 'POST', { name: 'T' + i, planCode: 'BENCH' }, H)).answer; const n = String(200000000000000 + i); await call(`${console_}/tenants/${id}/phone-numbers`, 'POST', { phoneNumberId: n, wabaId: 'w' + i, displayPhoneNumber: '+1 555-078-3881', accessToken: 't' }, H); numbers.push(n); if (process.env.EP) await call(`${console_}/tenants/${id}/webhook-endpoints`, 'POST', { url: `http://127.0.0.1:${server.address().port}/`, events: ['messages'] }, H); }
const N = 10000, RATE = +process.env.RATE || 2000, PER = +process.env.PER || 1;
const pool = new Pool(platform.url, { connections: 64 });
const t0 = performance.now(); const pend = [];
for (let i = 0; i < N; i += PER) {
  const due = t0 + (i / RATE) * 1000; const wait = due - performance.now(); if (wait > 0) await new Promise((r) => setTimeout(r, wait));
  const changes = Array.from({ length: PER }, (_, k) => { const id = 'wamid.' + randomUUID(); const from = String(905300000000 + ((i + k) % 2000)); return { field: 'messages', value: { messaging_product: 'whatsapp', metadata: { display_phone_number: '1', phone_number_id: numbers[(i + k) % 50] }, contacts: [{ profile: { name: 'S' }, wa_id: from }], messages: [{ from, id, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: 'Does it come?' } }] } }; });
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: 'w', changes }] });
  for (const c of changes) sentAt.set(c.value.messages[0].id, performance.now());
  pend.push(pool.request({ method: 'POST', path: '/webhooks/meta', headers: { 'x-hub-signature-256': 'sha256=' + createHmac('sha256', APP_SECRET).update(body).digest('hex') }, body }).then((r) => r.body.dump()));
}
await Promise.all(pend); const posted = performance.now() - t0;
for (;;) { const { rows } = await db.query("SELECT count(*)::int c FROM inbound_events WHERE state='pending'"); if (rows[0].c === 0) break; await new Promise((r) => setTimeout(r, 50)); }
console.log('posted in', Math.round(posted), 'ms; processed after', Math.round(performance.now() - t0));
if (process.env.EP) { for (let k = 0; k < 400 && latencies.length < N; k++) await new Promise((r) => setTimeout(r, 50)); latencies.sort((a, b) => a - b); console.log('delivered', latencies.length, 'p50', latencies[latencies.length >> 1], 'p95', latencies[Math.floor(latencies.length * .95)], 'max', latencies.at(-1), 'all after', Math.round(performance.now() - t0)); }
const { rows } = await db.query(`SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) p95, max(ms) FROM (SELECT extract(epoch FROM processed_at - received_at)*1000 ms FROM inbound_events) x`);
console.log('receipt → processed', rows[0]); console.log((await db.query('SELECT state, count(*), left(min(error),300) e FROM inbound_events GROUP BY 1')).rows);
await pool.destroy(); server.close(); await db.end(); await platform.stop(); process.exit(0);
