'use strict';
// Shows what millrace/status and millrace/metrics say. Every text is set as text, never as HTML: names of tables and messages
// of servers are foreign input.

const EVERY_MS = 2000;
const PATIENCE_MS = 10000;
const SAMPLES = 150;
const SVG = 'http://www.w3.org/2000/svg';
const STEPS = [
  { server: 'MySQL', role: 'mysql-source', title: 'Debezium' },
  { server: 'Kafka', role: 'nats-bridge', title: 'Bridge' },
  { server: 'NATS', label: 'NATS JetStream', role: 'manticore-sink', title: 'Sink' },
  { server: 'Manticore' },
];

const $ = (selector, root = document) => root.querySelector(selector);
const series = new Map();
const passed = new Map();
let last = null;

// Elements are made once and changed in place, so that a reader's selection and focus stay.
function element(name, className, parent, ...attributes) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of attributes) made.setAttribute(key, value);
  if (parent) parent.append(made);
  return made;
}

function say(target, text) {
  if (target.textContent !== text) target.textContent = text;
  target.hidden = text === '';
}

function part(parent, key, name, className, ...attributes) {
  return parent.querySelector(`:scope > [data-part="${key}"]`)
    || element(name, className, parent, ['data-part', key], ...attributes);
}

function list(parent, items, keyOf, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    let child = old.get(key);
    if (!child) {
      child = make();
      child.dataset.key = key;
    }
    old.delete(key);
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] || null);
    update(child, item);
  });
  old.forEach((child) => child.remove());
}

const number = (value) => value.toLocaleString('en');
const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

function age(time, now) {
  const seconds = Math.max(0, (Date.parse(now) - Date.parse(time)) / 1000);
  return `${duration(Math.floor(seconds))} ago`.replace('.0', '');
}

function remember(name, value) {
  const values = series.get(name) || [];
  values.push(value);
  if (values.length > SAMPLES) values.shift();
  series.set(name, values);
}

function known(name) {
  return (series.get(name) || []).filter((value) => value !== null);
}

function learn(status) {
  for (const stage of status.stages) {
    const before = passed.get(stage.connector);
    const now = { time: Date.parse(status.time), count: stage.passedEvents };
    const seconds = before ? (now.time - before.time) / 1000 : 0;
    if (before && seconds <= 0) continue;
    passed.set(stage.connector, now);
    const counted = before && before.count !== undefined && now.count !== undefined && now.count >= before.count;
    remember(`rate ${stage.connector}`, counted ? (now.count - before.count) / seconds : null);
  }
}

function learnLatencies(text) {
  const latest = new Map();
  for (const line of text.split('\n')) {
    const match = /^millrace_sink_seconds_to_searchable_avg\{(.*)\} (\S+)$/.exec(line);
    const connector = match && /connector="((?:[^"\\]|\\.)*)"/.exec(match[1]);
    if (connector && Number.isFinite(Number(match[2]))) {
      const name = connector[1].replace(/\\(.)/g, '$1');
      latest.set(name, Math.max(latest.get(name) || 0, Number(match[2])));
    }
  }
  const sinks = last ? last.connectors.filter((each) => each.role === 'manticore-sink') : [];
  for (const sink of sinks) remember(`latency ${sink.name}`, latest.has(sink.name) ? latest.get(sink.name) : null);
}

function spark(parent, key, name, describe) {
  const values = series.get(name) || [];
  const numbers = known(name);
  const label = part(parent, `${key}-label`, 'p', 'spark-label');
  let picture = parent.querySelector(`:scope > [data-part="${key}"]`);
  if (!picture) {
    picture = document.createElementNS(SVG, 'svg');
    picture.setAttribute('class', 'spark');
    picture.setAttribute('role', 'img');
    picture.setAttribute('preserveAspectRatio', 'none');
    picture.dataset.part = key;
    picture.append(document.createElementNS(SVG, 'path'));
    parent.append(picture);
  }
  say(label, numbers.length ? describe(numbers[numbers.length - 1], Math.max(...numbers)) : '');
  picture.toggleAttribute('hidden', numbers.length < 2);
  picture.setAttribute('aria-label', label.textContent);
  // A short history fills the picture, too.
  const width = Math.max(values.length, 30) - 1;
  picture.setAttribute('viewBox', `0 0 ${width} 30`);
  const top = Math.max(...numbers, 0) || 1;
  let path = '';
  let gap = true;
  values.forEach((value, index) => {
    if (value !== null) {
      path += `${gap ? 'M' : 'L'}${width - values.length + 1 + index} ${(28 - (26 * value) / top).toFixed(1)}`;
    }
    gap = value === null;
  });
  picture.firstChild.setAttribute('d', path);
}

function figure(card, key, title, text) {
  const figures = part(card, 'figures', 'dl', '');
  const term = part(figures, `${key}-title`, 'dt', '');
  const value = part(figures, key, 'dd', '');
  say(term, text === '' ? '' : title);
  say(value, text);
}

function notice(card, connector, stage) {
  const faults = [];
  if (connector.reason) faults.push(connector.reason);
  for (const task of connector.tasks) {
    if (task.reason) faults.push(`Task ${task.id}: ${task.reason}`);
  }
  if (stage && stage.stuck) faults.push(stage.note || 'Nothing has moved for more than five minutes.');
  const box = part(card, 'notice', 'div', 'notice');
  box.hidden = faults.length === 0 && !connector.remedy;
  list(part(box, 'faults', 'div', ''), [...new Set(faults)], (fault) => fault, () => element('p'), say);
  say(part(box, 'remedy', 'p', 'remedy'), connector.remedy ? `To do: ${connector.remedy}` : '');
}

function isWell(connector, stage) {
  return connector.state === 'RUNNING' && connector.tasks.length > 0
    && connector.tasks.every((task) => task.state === 'RUNNING') && !(stage && stage.stuck);
}

function showConnector(card, connector, status) {
  const stage = status.stages.find((each) => each.connector === connector.name);
  const well = isWell(connector, stage);
  const running = connector.tasks.filter((task) => task.state === 'RUNNING').length;
  card.classList.toggle('ill', !well);
  say(part(card, 'name', 'h3', ''), connector.name);
  const state = part(card, 'state', 'p', '');
  state.className = well ? 'good' : 'bad';
  say(state, `${connector.state.toLowerCase()}, ${running} of ${plural(connector.tasks.length, 'task', 'tasks')}`);
  const rates = known(`rate ${connector.name}`);
  const rate = (value) => `${value >= 10 || value === 0 ? Math.round(value).toLocaleString('en') : value.toFixed(1)}/s`;
  const isAudit = connector.role === 'index-audit';
  figure(card, 'rate', 'Throughput', isAudit ? '' : rates.length ? rate(rates[rates.length - 1]) : '–');
  figure(card, 'events', 'Waiting', !stage || stage.waitingEvents === undefined
    ? (isAudit || connector.role === 'mysql-source' ? '' : 'unknown') : plural(stage.waitingEvents, 'event', 'events'));
  figure(card, 'delay', 'Delay', !stage || stage.waitingSeconds === undefined ? (isAudit ? '' : 'unknown') : duration(stage.waitingSeconds));
  say(part(card, 'note', 'p', 'quiet'), stage && !stage.stuck ? stage.note : '');
  notice(card, connector, stage);
  spark(card, 'throughput', `rate ${connector.name}`,
    (now, most) => `Events a second: ${rate(now)}, at most ${rate(most)} in ${duration(known(`rate ${connector.name}`).length * EVERY_MS / 1000)}`);
  if (connector.role === 'manticore-sink') {
    spark(card, 'latency', `latency ${connector.name}`,
      (now, most) => `Commit to searchable: ${duration(now)}, at most ${duration(most)}`);
  }
}

function serverState(server, status) {
  const outages = status.outages.filter((outage) => outage.server === server);
  if (outages.length && outages.every((outage) => outage.unasked)) return 'not seen from here';
  if (outages.some((outage) => !outage.unasked && !outage.anotherAnswers)) return 'does not answer';
  if (outages.length) return 'answers at another address';
  const sources = status.connectors.filter((each) => each.role === 'mysql-source').map((each) => each.name);
  const silent = status.stages.filter((stage) => sources.includes(stage.connector) && stage.note.startsWith('no heartbeat'));
  return server === 'MySQL' && silent.length ? 'no heartbeat' : '';
}

function showPipeline(status) {
  const items = STEPS.flatMap((step) => (step.role ? [{ ...step, isServer: true }, step] : [{ ...step, isServer: true }]));
  if (status.connectors.some((each) => each.role === 'index-audit')) items.push({ role: 'index-audit', title: 'Audit' });
  list($('#pipeline'), items, (item) => (item.isServer ? item.server : item.role), () => element('li'), (child, item) => {
    if (item.isServer) {
      const state = serverState(item.server, status);
      child.className = state ? 'server away' : 'server';
      say(part(child, 'name', 'span', ''), item.label || item.server);
      say(part(child, 'state', 'span', 'state'), state);
      return;
    }
    child.className = 'step';
    const connectors = status.connectors.filter((each) => each.role === item.role);
    list(child, connectors.length ? connectors : [{ name: '' }], (each) => each.name, () => element('div', 'card'),
      (card, each) => {
        card.classList.toggle('empty', each.name === '');
        if (each.name === '') say(part(card, 'none', 'p', ''), `${item.title}: no such connector is registered`);
        else showConnector(card, each, status);
      });
  });
}

function cell(row, key, label, className) {
  return part(row, key, 'td', className, ['role', 'cell'], ['data-label', label]);
}

function withReason(target, text, why) {
  const box = part(target, 'box', 'div', '');
  say(part(box, 'text', 'span', ''), text);
  say(part(box, 'why', 'span', 'why'), why);
}

function auditText(audit, now) {
  const result = audit.differences > 0 ? plural(audit.differences, 'difference', 'differences')
    : audit.failure ? 'not compared' : 'equal';
  return `${result} ${age(audit.time, now)}`;
}

function showAudit(target, row, now) {
  const isDifferent = row.audit !== undefined && row.audit.differences > 0;
  target.className = isDifferent ? 'bad' : row.mark || (row.audit && row.audit.failure) ? 'doubt' : '';
  const why = [];
  if (row.mark) why.push(...row.mark.reasons.map((reason) => reason.text));
  if (row.mark && row.audit) why.push(`Last audit: ${auditText(row.audit, now)}`);
  if (row.audit && row.audit.failure) why.push(row.audit.failure);
  if (row.mark || isDifferent) why.push(`To do: ./millrace audit ${row.table} --repair`);
  withReason(target, row.mark ? 'to be audited' : row.audit ? auditText(row.audit, now) : '–', why.join('. '));
}

function showTables(status) {
  const marks = new Map(status.marks.map((mark) => [`${mark.source} ${mark.table}`, mark]));
  const rows = status.tables.map((table) => ({ ...table, mark: marks.get(`${table.source} ${table.table}`) }));
  for (const table of status.tables) marks.delete(`${table.source} ${table.table}`);
  marks.forEach((mark) => rows.push({ sink: '', source: mark.source, table: mark.table, index: '', state: '', reason: '', mark }));
  const illness = (row) => (row.stuck ? 4 : 0) + (row.audit && row.audit.differences > 0 ? 2 : 0) + (row.mark ? 1 : 0);
  rows.sort((one, other) => illness(other) - illness(one));
  $('#tables').hidden = rows.length === 0;
  list($('#tables tbody'), rows, (row) => JSON.stringify([row.sink, row.source, row.table, row.index]),
    () => element('tr', '', null, ['role', 'row']), (child, row) => {
      child.className = row.stuck ? 'ill' : '';
      const name = part(child, 'name', 'th', '', ['role', 'rowheader'], ['scope', 'row']);
      withReason(name, row.table, row.index && `.${row.table}`.endsWith(`.${row.index}`) ? '' : row.index && `index ${row.index}`);
      const state = cell(child, 'state', 'State', '');
      state.className = row.stuck ? 'bad' : '';
      withReason(state, row.state || 'not in the index', row.reason);
      withReason(cell(child, 'rows', 'Rows in the index', 'number'), row.rows === undefined ? 'unknown' : number(row.rows), '');
      withReason(cell(child, 'change', 'Last change', ''), row.lastChange ? age(row.lastChange, status.time) : '–', '');
      showAudit(cell(child, 'audit', 'Audit', ''), row, status.time);
    });
}

function showOutages(status) {
  $('#outages').hidden = status.outages.length === 0;
  say($('#outages-title'), status.outages.every((each) => each.unasked) ? 'Not seen from here' : 'Not answering');
  list($('#outages ul'), status.outages, (each) => `${each.server} ${each.problem}`, () => element('li', 'ill'), (child, each) => {
    say(part(child, 'server', 'h3', 'bad'), each.server);
    say(part(child, 'problem', 'p', ''), each.problem);
    say(part(child, 'remedy', 'p', 'remedy'), `To do: ${each.remedy}`);
  });
}

function showLetters(status) {
  const letters = status.deadLetters.filter((each) => each.count > 0 || each.more);
  $('#letters').hidden = letters.length === 0;
  list($('#letters ul'), letters, (each) => `${each.connector} ${each.topic}`, () => element('li', 'ill'), (child, each) => {
    const count = `${each.more ? 'more than ' : ''}${number(each.count)}`;
    say(part(child, 'title', 'h3', ''), `${count} of ${each.connector}`);
    say(part(child, 'newest', 'p', 'quiet'),
      `In topic ${each.topic}${each.newest ? `, the newest ${age(each.newest, status.time)}` : ''}`);
    list(part(child, 'reasons', 'ul', 'reasons'), [...each.reasons].sort((one, other) => other.count - one.count).slice(0, 20),
      (reason) => reason.text, () => element('li'), (entry, reason) => say(entry, `${number(reason.count)} × ${reason.text}`));
    say(part(child, 'remedy', 'p', 'remedy'), 'To do: ./millrace dead-letters list, then resend or drop them');
  });
}

function show(status) {
  const summary = $('#summary');
  summary.className = status.well ? 'good' : 'bad';
  say(summary, status.well ? 'All is well.' : 'Something needs a person.');
  say($('#time'), `As of ${new Date(status.time).toLocaleTimeString('en-GB')}`);
  document.title = status.well ? 'Millrace' : '(!) Millrace';
  showOutages(status);
  showPipeline(status);
  showTables(status);
  showLetters(status);
}

async function ask(path) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok && response.status !== 503) throw new Error(`${path} was answered with status ${response.status}`);
  return response;
}

async function look() {
  try {
    const status = await (await ask('millrace/status')).json();
    learn(status);
    last = status;
    learnLatencies(await (await ask('millrace/metrics')).text());
    document.body.classList.remove('stale');
    show(status);
  } catch (problem) {
    document.body.classList.add('stale');
    const summary = $('#summary');
    summary.className = 'bad';
    say(summary, 'The worker does not answer; what you see is old.');
  }
}

async function run() {
  if (!document.hidden) await look();
  setTimeout(run, EVERY_MS);
}

run();
