import { strict as assert } from 'node:assert';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import { createAddressBook } from '../../../server/src/probes/uptime/addressBook.ts';
import { postJson, type PostAnswer } from '../../../server/src/probes/uptime/postJson.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import { createAuthority } from '../../support/world/certificates.ts';
import { webServer, type WebServer } from '../../support/world/webServer.ts';

describe('a message to a receiver', () => {
  const authority = createAuthority('Hooks Root');
  const bodies: string[] = [];
  let server: WebServer;
  before(async () => {
    const { key, chain } = authority.issue({ names: ['hooks.example'] });
    server = await webServer({
      'hooks.example': {
        certificate: { key, cert: chain },
        https: (request, response) => {
          let body = '';
          request.on('data', (part: Buffer) => (body += part.toString()));
          request.on('end', () => {
            bodies.push(
              `${request.method} ${request.url} ${request.headers['content-type']} ${request.headers.host} ${body}`,
            );
            if (request.url === '/busy')
              response.writeHead(429, { 'retry-after': '3' }).end('{"retry_after":2}');
            else if (request.url === '/silent') return;
            else if (request.url === '/half') request.socket.write('HTTP/1.1 200');
            else if (request.url === '/endless') response.writeHead(200).write('never over');
            else response.end('ok');
          });
        },
      },
      'liar.example': { https: (_request, response) => void response.end('ok') },
    });
  });
  after(() => server.close());
  const post = (url: string, signal = new AbortController().signal): Promise<PostAnswer | Failure> => {
    const settings = { ...server.settings, ca: [authority.certificate] };
    return postJson({ url, body: '{"text":"é"}', settings, addresses: createAddressBook(settings) }, signal);
  };

  it('arrives, over a connection that is trusted', async () => {
    const answer = await post('https://hooks.example/T/B?x=1');
    assert.equal(isFailure(answer) ? answer.detail : answer.status, 200);
    assert.deepEqual(bodies, ['POST /T/B?x=1 application/json hooks.example {"text":"é"}']);
  });

  it('is not sent to whom nobody trusts', async () => {
    const answer = await post('https://liar.example/secret');
    assert.ok(isFailure(answer));
    assert.equal(answer.failed, 'tls');
    assert.doesNotMatch(answer.detail, /liar|secret/);
    assert.equal(
      server.requests.some(({ url }) => url.includes('liar')),
      false,
    );
  });

  it('comes back with what a busy receiver asks for', async () => {
    const answer = await post('https://hooks.example/busy');
    assert.ok(!isFailure(answer));
    assert.deepEqual(
      [answer.status, answer.headers['retry-after'], answer.body],
      [429, '3', '{"retry_after":2}'],
    );
  });

  it('is taken as soon as the receiver says so, although it goes on talking', async () => {
    const answer = await post('https://hooks.example/endless');
    assert.equal(isFailure(answer) ? answer.detail : answer.status, 200);
  });

  for (const path of ['silent', 'half'])
    it(`is given up on where the receiver takes it and never says what it makes of it: ${path}`, async () => {
      const settings = { ...server.settings, ca: [authority.certificate] };
      const url = `https://hooks.example/${path}`;
      const order = { url, body: '{}', settings, addresses: createAddressBook(settings), timeout: 500 };
      const answer = await postJson(order, new AbortController().signal);
      assert.ok(isFailure(answer));
      assert.deepEqual([answer.failed, answer.detail], ['timeout', 'it did not answer within 0.5 seconds']);
    });

  it('is not sent any more when it was stopped', async () => {
    const answer = await post('https://hooks.example/', AbortSignal.abort());
    assert.ok(isFailure(answer) && answer.failed === 'cancelled');
  });
});
