import { strict as assert } from 'node:assert';
import { pythonSwitches } from '../../server/src/core/env/judging/pythonSwitches.ts';
import { pythonOpenChecks } from '../../server/src/core/env/readers/python/secretChecks.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { hostileTexts } from './readers/reading.ts';
import { processorTime } from '../support/processorTime.ts';

const document = (text: string) => createDocument({ path: 'app/x.py', text });
const switches = (...lines: readonly string[]) =>
  pythonSwitches(document(lines.join('\n'))).map(({ name }) => name);
const checks = (...lines: readonly string[]) => {
  const text = lines.join('\n');
  return pythonOpenChecks(document(text)).map(({ name, at }) => `${name} ${text.slice(at.start, at.end)}`);
};

const ASKED = "request.headers.get('X-Token')";
const REFUSED = ['        abort(401)', ''];

describe('Python that takes a text for yes or no', () => {
  it('is found where "False" would be yes', () => {
    assert.deepEqual(switches('A = bool(os.environ.get("DEBUG", False))'), ['DEBUG']);
    assert.deepEqual(switches("A = bool(os.getenv('USE_CACHE'))"), ['USE_CACHE']);
    assert.deepEqual(switches('A = os.getenv("SIGNUPS", True)'), ['SIGNUPS']);
    assert.deepEqual(switches('if environ.get("BETA", False):', '    run()'), ['BETA']);
  });

  it('is left alone where it is looked at as a text, or is one', () => {
    assert.deepEqual(switches('A = os.getenv("DEBUG", False) == "true"'), []);
    assert.deepEqual(switches('A = os.getenv("DEBUG", False) in ("1", "yes")'), []);
    assert.deepEqual(switches('A = strtobool(os.getenv("DEBUG", False))'), []);
    assert.deepEqual(switches('A = os.getenv("DEBUG", False)', 'B = A == "true"'), []);
    assert.deepEqual(switches('A = os.getenv("DEBUG", False)', 'B = isinstance(A, str)'), []);
    assert.deepEqual(switches('A = os.getenv("SENTRY_DSN", False)', 'B = bool(os.getenv("MAIL_URL"))'), []);
    assert.deepEqual(switches('A = os.getenv("DEBUG", "false")', '# bool(os.getenv("DEBUG", False))'), []);
  });
});

describe('Python that compares None with None', () => {
  it('is found beside what a request may leave out', () => {
    assert.deepEqual(checks(`    if ${ASKED} != os.environ.get("HOOK_TOKEN"):`, ...REFUSED), [
      'HOOK_TOKEN HOOK_TOKEN',
    ]);
    assert.deepEqual(
      checks(`    if os.getenv("HOOK_TOKEN") == request.args.get("token"):`, '        run()'),
      ['HOOK_TOKEN HOOK_TOKEN'],
    );
    assert.deepEqual(
      checks('SECRET = os.getenv("HOOK_TOKEN")', 'def hook():', `    if ${ASKED} != SECRET:`, ...REFUSED),
      ['HOOK_TOKEN SECRET'],
    );
  });

  it('is left alone where one of both is sure to be there', () => {
    const read = 'SECRET = os.getenv("HOOK_TOKEN")';
    assert.deepEqual(checks(read, 'if not SECRET:', '    raise ValueError()', `if ${ASKED} != SECRET:`), []);
    assert.deepEqual(checks(read, `if SECRET is None or ${ASKED} != SECRET:`, ...REFUSED), []);
    assert.deepEqual(checks(`if request.headers["X-Token"] != os.getenv("HOOK_TOKEN"):`, ...REFUSED), []);
    assert.deepEqual(checks(`if ${ASKED} != os.getenv("HOOK_TOKEN", "abc"):`, ...REFUSED), []);
    assert.deepEqual(checks(`if ${ASKED} != os.environ["HOOK_TOKEN"]:`, ...REFUSED), []);
    assert.deepEqual(checks(`if ${ASKED} != os.getenv("HOOK_NAME"):`, ...REFUSED), []);
  });

  it('takes time in proportion to the text', () => {
    const units = ['os.getenv("HOOK_TOKEN") != ', 'A = os.getenv("A_TOKEN")\n', 'request.headers.get("'];
    for (const text of hostileTexts('SECRET = os.getenv("HOOK_TOKEN")\n', units)) {
      const start = processorTime();
      checks(text);
      switches(text);
      assert.ok(processorTime() - start < 3_000, text.slice(0, 60));
    }
  }).timeout(120_000);
});
