import { strict as assert } from 'node:assert';
import { metricsText } from '../../../server/src/core/uptime/metrics.ts';
import { endpointOf } from '../../../server/src/core/uptime/monitoringConfig.ts';
import { afterRun, EMPTY_STATE } from '../../../server/src/core/uptime/state.ts';

describe('metrics', () => {
  const endpoint = endpointOf({
    url: 'https://shop.example/?key=abc',
    kind: 'home',
    name: 'Say "hi" \\ all',
  });
  const { state } = afterRun(
    EMPTY_STATE,
    endpoint,
    {
      endpoint: endpoint.id,
      at: '2027-01-10T00:00:00.500Z',
      milliseconds: 123.4,
      outcome: {
        status: 503,
        bytes: 1,
        redirects: 0,
        certificate: { notBefore: '2027-01-01T00:00:00Z', notAfter: '2027-04-01T00:00:00Z', isTrusted: true },
      },
    },
    { maintenance: [], receivers: [] },
  );

  it('are OpenMetrics: types, units, escaped labels and an end', () => {
    const text = metricsText(state, [endpoint], { mostLate: 12, delivered: 3 });
    const labels = `{id="${endpoint.id}",name="Say \\"hi\\" \\\\ all",url="https://shop.example/"}`;
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.deepEqual(samples, [
      `launch_ready_endpoint_up${labels} 0`,
      `launch_ready_endpoint_down${labels} 0`,
      `launch_ready_endpoint_duration_seconds${labels} 0.123`,
      `launch_ready_endpoint_status${labels} 503`,
      `launch_ready_endpoint_failures_in_a_row${labels} 1`,
      `launch_ready_endpoint_last_run_timestamp_seconds${labels} ${Date.parse('2027-01-10T00:00:00.500Z') / 1000}`,
      `launch_ready_endpoint_certificate_expiry_timestamp_seconds${labels} ${Date.parse('2027-04-01T00:00:00Z') / 1000}`,
      `launch_ready_endpoint_runs_total${labels} 1`,
      `launch_ready_endpoint_failures_total${labels} 1`,
      'launch_ready_watch_events_total 0',
      'launch_ready_watch_alerts_pending 0',
      'launch_ready_watch_alerts_delivered_total 3',
      'launch_ready_watch_most_late_seconds 0.012',
    ]);
    assert.ok(text.endsWith('\n# EOF\n'));
    assert.match(
      text,
      /# TYPE launch_ready_endpoint_duration_seconds gauge\n# UNIT launch_ready_endpoint_duration_seconds seconds\n# HELP /,
    );
    assert.match(text, /# TYPE launch_ready_endpoint_runs counter\n# HELP /);
  });

  it('say nothing of the last run where there was none', () => {
    const text = metricsText(EMPTY_STATE, [endpoint]);
    assert.doesNotMatch(
      text,
      /^launch_ready_endpoint_(?:up|down|status|duration_seconds|last_run_timestamp_seconds)\{/m,
    );
    assert.match(text, /^launch_ready_endpoint_runs_total\{.*\} 0$/m);
  });
});
