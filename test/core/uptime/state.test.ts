import { strict as assert } from 'node:assert';
import type { EndpointRun, MonitoredEndpoint } from '../../../server/src/core/observations/uptime.ts';
import { endpointOf } from '../../../server/src/core/uptime/monitoringConfig.ts';
import {
  afterRun,
  delivered,
  EMPTY_STATE,
  HISTORY,
  prunedState,
  type UptimeEvent,
  type UptimeRules,
  type UptimeState,
} from '../../../server/src/core/uptime/state.ts';
import { parseState, stateText } from '../../../server/src/core/uptime/stateText.ts';
import { minutesOf } from '../../../server/src/core/uptime/window.ts';

const SHOP = endpointOf({ url: 'https://shop.example/', kind: 'home' });
const RULES: UptimeRules = { maintenance: [], receivers: [] };
const START = Date.parse('2027-01-10T00:00:00Z');

/** One letter for each run, a minute apart: "." is up, "x" answers 500, "s" is slow, "?" was stopped. */
function play(
  letters: string,
  { endpoint = SHOP, rules = RULES, state = EMPTY_STATE, from = 0 }: Partial<Played> = {},
): {
  readonly state: UptimeState;
  readonly told: readonly string[];
  readonly events: readonly UptimeEvent[];
} {
  const events: UptimeEvent[] = [];
  let now = state;
  Array.from(letters).forEach((letter, index) => {
    const step = afterRun(now, endpoint, runOf(letter, endpoint, from + index), rules);
    now = step.state;
    events.push(...step.events);
  });
  const told = events.map(({ kind, at }) => `${kind} ${(Date.parse(at) - START) / 60_000}`);
  return { state: now, told, events };
}

interface Played {
  readonly endpoint: MonitoredEndpoint;
  readonly rules: UptimeRules;
  readonly state: UptimeState;
  readonly from: number;
}

function runOf(letter: string, { id }: MonitoredEndpoint, minute: number): EndpointRun {
  const at = new Date(START + minute * 60_000).toISOString();
  const milliseconds = letter === 's' ? 3_000 : 100;
  if (letter === '?')
    return { endpoint: id, at, milliseconds, outcome: { failed: 'cancelled', detail: 'it was' } };
  return {
    endpoint: id,
    at,
    milliseconds,
    outcome: { status: letter === 'x' ? 500 : 200, bytes: 10, redirects: 0 },
  };
}

describe('the state of endpoints', () => {
  for (const [letters, told] of [
    ['....', []],
    ['.x.x.', []],
    ['.xx', ['down 2']],
    ['.xxxx', ['down 2']],
    ['xx', ['down 1']],
    ['.ss', ['down 2']],
    ['.xs.', ['down 2', 'up 3']],
    ['.xx..', ['down 2', 'up 3']],
    ['.xx.x.xx.', ['down 2', 'up 3', 'down 7', 'up 8']],
    // What was stopped says nothing, and breaks no row.
    ['.x?x?.', ['down 3', 'up 5']],
  ] as const)
    it(`tells of “${letters}”: ${told.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(play(letters).told, told);
    });

  it('tells at the first failure, or only after many, as it is configured', () => {
    assert.deepEqual(play('.x.', { endpoint: { ...SHOP, failures: 1 } }).told, ['down 1', 'up 2']);
    assert.deepEqual(play('.xxxxx.', { endpoint: { ...SHOP, failures: 5 } }).told, ['down 5', 'up 6']);
  });

  it('says why it is down, and since when', () => {
    const { events, state } = play('.xs.');
    assert.deepEqual(events, [
      {
        id: `1-down-${SHOP.id}`,
        kind: 'down',
        endpoint: SHOP.id,
        name: 'Home page of shop.example',
        url: 'https://shop.example/',
        at: '2027-01-10T00:02:00.000Z',
        since: '2027-01-10T00:01:00.000Z',
        reason: 'it took 3 s, and 2 s are allowed',
        failures: 2,
      },
      {
        id: `2-up-${SHOP.id}`,
        kind: 'up',
        endpoint: SHOP.id,
        name: 'Home page of shop.example',
        url: 'https://shop.example/',
        at: '2027-01-10T00:03:00.000Z',
        since: '2027-01-10T00:01:00.000Z',
      },
    ]);
    assert.deepEqual(state.endpoints[SHOP.id]?.total, { runs: 4, failures: 2 });
  });

  it('goes from unknown over failing to down, and back', () => {
    const statusAfter = (letters: string) => play(letters).state.endpoints[SHOP.id]?.status;
    assert.deepEqual(['?', '.', 'x', 'xx', 'xx.'].map(statusAfter), [
      undefined,
      'up',
      'failing',
      'down',
      'up',
    ]);
  });

  describe('maintenance', () => {
    /** From minute 2 to minute 5. */
    const rules: UptimeRules = {
      ...RULES,
      maintenance: [{ kind: 'once', from: START + 2 * 60_000, to: START + 5 * 60_000 }],
    };

    it('is told to nobody', () => {
      assert.deepEqual(play('..xx..', { rules }).told, []);
      assert.equal(play('..xx..', { rules }).state.endpoints[SHOP.id]?.total.failures, 2);
    });

    it('ends, and what is still down then is told', () => {
      const { events, told } = play('..xxxx.', { rules });
      assert.deepEqual(told, ['down 5', 'up 6']);
      assert.equal(events[0]?.since, '2027-01-10T00:02:00.000Z');
    });

    it('does not hide that what was told to be down is up again', () => {
      assert.deepEqual(play('xx..', { rules }).told, ['down 1', 'up 2']);
    });
  });

  describe('certificates', () => {
    const runWith = (notAfter: string, day: number, isTrusted = true): EndpointRun => ({
      endpoint: SHOP.id,
      at: new Date(START + day * 86_400_000).toISOString(),
      milliseconds: 100,
      outcome: {
        status: 200,
        bytes: 0,
        redirects: 0,
        certificate: {
          notBefore: '2026-12-01T00:00:00Z',
          notAfter,
          isTrusted,
          ...(isTrusted ? {} : { problem: 'expired' }),
        },
      },
    });
    const tell = (runs: readonly EndpointRun[], rules = RULES): readonly string[] => {
      let state = EMPTY_STATE;
      return runs.flatMap((run) => {
        const step = afterRun(state, SHOP, run, rules);
        state = step.state;
        return step.events.map(({ kind, reason = '' }) => `${kind} ${reason}`);
      });
    };
    const END = '2027-03-01T00:00:00Z'; // 90 days

    it('are warned of once when their renewal is late, and once shortly before the end', () => {
      const days = Array.from({ length: 49 }, (_, day) => runWith(END, day));
      assert.deepEqual(tell(days), ['certificate 20 days', 'certificate 6 days']);
    });

    it('are warned of from the day that is configured', () => {
      const days = Array.from({ length: 49 }, (_, day) => runWith(END, day));
      assert.deepEqual(tell(days, { ...RULES, certificateDays: 40 }), ['certificate 39 days']);
    });

    it('are warned of again when they are new and end soon', () => {
      assert.deepEqual(tell([runWith(END, 45), runWith('2027-03-02T00:00:00Z', 45), runWith(END, 46)]), [
        'certificate 5 days',
        'certificate 6 days',
      ]);
    });

    it('that expired are downtime', () => {
      assert.deepEqual(tell([runWith(END, 51, false), runWith(END, 51, false)]), [
        'down the certificate of shop.example expired on 2027-03-01: browsers refuse it',
      ]);
    });

    it('are one for all endpoints of a host', () => {
      const other = endpointOf({ url: 'https://shop.example/api', kind: 'health' });
      const first = afterRun(EMPTY_STATE, SHOP, runWith(END, 45), RULES);
      assert.equal(first.events.length, 1);
      assert.deepEqual(afterRun(first.state, other, runWith(END, 45), RULES).events, []);
    });
  });

  it('keeps what each receiver does not have yet, and no more', () => {
    const rules = { ...RULES, receivers: ['slack:A', 'teams:B'] };
    const { state } = play('xx.', { rules });
    const waiting = (one: UptimeState): readonly (readonly string[])[] =>
      one.outbox.map(({ pending }) => pending);
    assert.deepEqual(waiting(state), [
      ['slack:A', 'teams:B'],
      ['slack:A', 'teams:B'],
    ]);
    const id = state.outbox[0]?.event.id ?? '';
    const half = delivered(state, id, 'slack:A');
    assert.deepEqual(waiting(half), [['teams:B'], ['slack:A', 'teams:B']]);
    assert.deepEqual(waiting(delivered(half, id, 'teams:B')), [['slack:A', 'teams:B']]);
    assert.deepEqual(waiting(prunedState(half, [SHOP], ['slack:A'])), [['slack:A']]);
    assert.deepEqual(prunedState(half, [], ['slack:A']).endpoints, {});
  });

  it('drops the oldest of what waits, and says so, before it fills the memory', () => {
    const rules = { ...RULES, receivers: ['slack:A'] };
    const { state } = play('xx.'.repeat(1_000), { rules });
    assert.equal(state.outbox.length, 2_000);
    const step = afterRun(
      play('x', { rules, state, from: 5_000 }).state,
      SHOP,
      runOf('x', SHOP, 5_001),
      rules,
    );
    assert.deepEqual(
      [step.state.outbox.length, step.dropped.map(({ id }) => id)],
      [2_000, [`1-down-${SHOP.id}`]],
    );
  });

  it('remembers an hour of runs a minute', () => {
    const { state } = play('.'.repeat(100));
    assert.equal(state.endpoints[SHOP.id]?.runs.length, HISTORY);
    assert.equal(state.endpoints[SHOP.id]?.runs.at(-1)?.at, START + 99 * 60_000);
  });

  it('is the same when it was written and read', () => {
    const { state } = play('.xx.xx', { rules: { ...RULES, receivers: ['slack:A'] } });
    assert.deepEqual(parseState(stateText(state)), state);
    assert.equal(play('x', { state: parseState(stateText(state)) ?? EMPTY_STATE, from: 6 }).told.length, 0);
  });

  it('is not read from what was cut, or is somebody else’s', () => {
    const text = stateText(play('.xx').state);
    for (const broken of [
      '',
      '{}',
      '[]',
      'null',
      text.slice(0, -20),
      text.replace('"version":1', '"version":2'),
      text.replace('"failures":2', '"failures":"2"'),
    ])
      assert.equal(parseState(broken), undefined, broken);
  });

  it('knows times of the day in zones, past midnight and over changes of the clock', () => {
    const weekly = { kind: 'weekly', from: minutesOf('23:00') ?? 0, to: minutesOf('02:00') ?? 0 } as const;
    const isQuiet = (at: string, window: object): boolean => {
      const rules = { ...RULES, maintenance: [{ ...weekly, days: [], zone: 'UTC', ...window }] };
      const run = { ...runOf('x', SHOP, 0), at };
      return afterRun(EMPTY_STATE, { ...SHOP, failures: 1 }, run, rules).events.length === 0;
    };
    const sunday = { days: ['sun'] };
    // 2027-03-28 is a Sunday, on which Berlin's clocks go from 02:00 to 03:00.
    assert.deepEqual(
      [
        isQuiet('2027-03-28T22:59:00Z', sunday),
        isQuiet('2027-03-28T23:00:00Z', sunday),
        isQuiet('2027-03-29T01:59:00Z', sunday),
        isQuiet('2027-03-29T02:00:00Z', sunday),
        isQuiet('2027-03-28T01:00:00Z', sunday),
        isQuiet('2027-03-28T21:30:00Z', { ...sunday, zone: 'Europe/Berlin' }),
        isQuiet('2027-03-27T21:30:00Z', { days: ['sat'], zone: 'Europe/Berlin' }),
        isQuiet('2027-03-27T22:30:00Z', { days: ['sat'], zone: 'Europe/Berlin' }),
        isQuiet('2027-03-28T21:30:00Z', { ...sunday, zone: '+02:00' }),
      ],
      [false, true, true, false, false, true, false, true, true],
    );
  });
});
