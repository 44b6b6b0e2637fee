import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { encode, type Answer } from 'dns-packet';
import { encodeQuery, readMessage, type Query } from '../../../server/src/probes/dns/message.ts';
import { createZoneKey } from '../../support/world/dnsSigning.ts';

const query: Query = {
  id: 77,
  name: 'example.test',
  type: 'TXT',
  recursive: true,
  checkingDisabled: false,
  edns: true,
};

function response(answers: Answer[], additionals: Answer[] = [], flags = 0): Buffer {
  return encode({
    type: 'response',
    id: 77,
    flags,
    questions: [{ name: 'EXAMPLE.test', type: 'TXT' }],
    answers,
    additionals,
  });
}

describe('DNS messages', () => {
  it('read every type that observations name', () => {
    const name = 'Example.test';
    const received = readMessage(
      response([
        { name, type: 'AAAA', ttl: 1, data: '2001:db8::1' },
        { name, type: 'MX', ttl: 1, data: { preference: 10, exchange: 'Mail.example.test' } },
        { name, type: 'TXT', ttl: 1, data: ['v=spf1 ', '-all'] },
        { name, type: 'CAA', ttl: 1, data: { flags: 128, tag: 'issue', value: 'ca.test' } },
        {
          name,
          type: 'TLSA',
          ttl: 1,
          data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from([1, 255]) },
        },
        {
          name,
          type: 'RRSIG',
          ttl: 1,
          data: {
            typeCovered: 'A',
            algorithm: 13,
            labels: 2,
            originalTTL: 1,
            expiration: 1_700_000_000,
            inception: 1_690_000_000,
            keyTag: 5,
            signersName: 'example.test',
            signature: Buffer.from([1]),
          },
        },
        { name, type: 'UNKNOWN_65' as 'NULL', ttl: 1, data: Buffer.from([0, 1, 0]) },
        { name, type: 'UNKNOWN_999' as 'NULL', ttl: 1, data: Buffer.from([9]) },
      ]),
      query,
    );
    assert.ok(typeof received === 'object');
    const common = { name: 'example.test', ttl: 1 };
    assert.deepEqual(received.answer.answers, [
      { ...common, type: 'AAAA', address: '2001:db8::1' },
      { ...common, type: 'MX', preference: 10, exchange: 'mail.example.test' },
      { ...common, type: 'TXT', text: 'v=spf1 -all', strings: ['v=spf1 ', '-all'] },
      { ...common, type: 'CAA', flags: 128, tag: 'issue', value: 'ca.test' },
      { ...common, type: 'TLSA', usage: 3, selector: 1, matching: 1, data: '01ff' },
      {
        ...common,
        type: 'RRSIG',
        covers: 'A',
        algorithm: 13,
        keyTag: 5,
        signer: 'example.test',
        inception: '2023-07-22T04:26:40.000Z',
        expiration: '2023-11-14T22:13:20.000Z',
      },
      { ...common, type: 'other', typeName: 'HTTPS', hex: '000100' },
      { ...common, type: 'other', typeName: 'TYPE999', hex: '09' },
    ]);
  });

  // RFC 4034 section 5.4 and RFC 4509 section 2.3: the key of "dskey.example.com", with the tag and the digests of its DS records.
  it('have the key tag and the digests of the example in the standards', () => {
    const key = Buffer.from(
      'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
      'base64',
    );
    const data = { flags: 256, algorithm: 5, key };
    const received = readMessage(
      response([{ name: 'dskey.example.com', type: 'DNSKEY', ttl: 1, data }]),
      query,
    );
    assert.ok(typeof received === 'object');
    const [record] = received.answer.answers;
    assert.ok(record?.type === 'DNSKEY');
    assert.equal(record.keyTag, 60_485);
    assert.equal(record.digests[1], '2bb183af5f22588179a53b0a98631fad1a292118');
    assert.equal(record.digests[2], 'd4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a');
    assert.equal(record.digests[4]?.length, 96);
  });

  it('have digests that are those of the DS record', () => {
    const { dnskey, ds } = createZoneKey('example.test');
    const received = readMessage(response([dnskey]), query);
    assert.ok(typeof received === 'object');
    const [record] = received.answer.answers;
    assert.ok(record?.type === 'DNSKEY');
    assert.equal(record.digests[2], ds.data.digest.toString('hex'));
    assert.equal(record.keyTag, ds.data.keyTag);
  });

  it('have a result code whose upper bits stand in the OPT record', () => {
    const option = { type: 'OPT', name: '.', udpPayloadSize: 1232, ednsVersion: 0, flags: 0, options: [] };
    const extended = { ...option, extendedRcode: 1 } as unknown as Answer;
    const received = readMessage(response([], [extended]), query);
    assert.equal(typeof received === 'object' && received.answer.rcode, 'BADVERS');
  });

  const A_RECORD: Answer = { name: 'example.test', type: 'A', ttl: 1, data: '192.0.2.1' };

  it('are not for us with another number, question, or as a question', () => {
    assert.equal(readMessage(response([A_RECORD]), { ...query, id: 78 }), 'foreign');
    assert.equal(readMessage(response([A_RECORD]), { ...query, name: 'other.test' }), 'foreign');
    assert.equal(readMessage(response([A_RECORD]), { ...query, type: 'A' }), 'foreign');
    assert.equal(readMessage(encodeQuery(query), query), 'foreign');
    assert.equal(readMessage(Buffer.alloc(3), query), 'foreign');
  });

  it('are malformed where a record is cut off, a name leads to itself, or more is promised than came', () => {
    const whole = response([A_RECORD]);
    assert.equal(readMessage(whole.subarray(0, -2), query), 'malformed');
    const looping = Buffer.concat([response([]), Buffer.alloc(14)]);
    looping.writeUInt16BE(1, 6);
    looping.writeUInt16BE(0xc000 + response([]).length, response([]).length);
    assert.equal(readMessage(looping, query), 'malformed');
    const promising = response([A_RECORD]);
    promising.writeUInt16BE(0xffff, 6);
    assert.equal(readMessage(promising, query), 'malformed');
    const fewer = response([A_RECORD]);
    fewer.writeUInt16BE(2, 6);
    assert.equal(readMessage(fewer, query), 'malformed');
  });

  it('never make the reader fail, whatever is changed in them', () => {
    const { dnskey, ds } = createZoneKey('example.test');
    const original = response(
      [
        A_RECORD,
        dnskey,
        ds,
        { name: 'a.test', type: 'NSEC', ttl: 1, data: { nextDomain: 'b.test', rrtypes: ['A', 'NS'] } },
        { name: 'a.test', type: 'TXT', ttl: 1, data: ['text'] },
        { name: 'a.test', type: 'CAA', ttl: 1, data: { flags: 0, tag: 'issue', value: 'ca.test' } },
        { name: 'a.test', type: 'SOA', ttl: 1, data: { mname: 'a', rname: 'b', serial: 1 } },
        { name: 'a.test', type: 'SRV', ttl: 1, data: { port: 1, target: 'b.test' } },
      ],
      [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as unknown as Answer],
    );
    for (let seed = 0; seed < 20_000; seed++) {
      const random = createHash('md5').update(String(seed)).digest();
      const bytes = Buffer.from(original);
      for (let change = 0; change < 3; change++) {
        const at = 2 + (random.readUInt16BE(change * 4) % (bytes.length - 2));
        bytes.writeUInt8(random.readUInt8(change * 4 + 2), at);
      }
      readMessage(bytes.subarray(0, random.readUInt8(13) < 40 ? random.readUInt16BE(14) : undefined), query);
    }
  });

  // Each of many records could have a name that is thousands of references long: work without an end.
  it('are malformed where they have more records than any honest answer', () => {
    const head = response([]);
    const links = Buffer.alloc(0x3000);
    const first = head.length + 11;
    links.writeUInt8(0, 0);
    for (let at = 2; at < links.length; at += 2)
      links.writeUInt16BE(0xc000 + first + (at === 2 ? 0 : at - 2), at);
    const name = Buffer.alloc(2);
    name.writeUInt16BE(0xc000 + first + links.length - 2);
    const ofSomeType = (size: number): Buffer =>
      Buffer.from([0xff, 0, 0, 1, 0, 0, 0, 1, size >> 8, size & 0xff]);
    const holder = Buffer.concat([Buffer.from([0]), ofSomeType(links.length), links]);
    const record = Buffer.concat([name, ofSomeType(0)]);
    const message = (count: number): Buffer => {
      const bytes = Buffer.concat([head, holder, ...Array.from({ length: count }, () => record)]);
      bytes.writeUInt16BE(count + 1, 6);
      return bytes;
    };
    assert.equal(typeof readMessage(message(400), query), 'object');
    assert.equal(readMessage(message(3000), query), 'malformed');
  });
});
