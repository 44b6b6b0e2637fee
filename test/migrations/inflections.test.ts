import assert from 'node:assert/strict';
import {
  camel,
  pascal,
  plural,
  singular,
  tableOfModel,
} from '../../server/src/core/migrations/reading/inflections.ts';

describe('names that are derived from each other', () => {
  it('are in the plural and in the singular', () => {
    const pairs: readonly (readonly [string, string])[] = [
      ['user', 'users'],
      ['category', 'categories'],
      ['day', 'days'],
      ['address', 'addresses'],
      ['status', 'statuses'],
      ['box', 'boxes'],
      ['batch', 'batches'],
      ['purchase', 'purchases'],
      ['database', 'databases'],
      ['license', 'licenses'],
      ['house', 'houses'],
      ['cause', 'causes'],
      ['person', 'people'],
      ['sales_person', 'sales_people'],
      ['child', 'children'],
      ['order_line', 'order_lines'],
    ];
    for (const [one, many] of pairs) {
      assert.equal(plural(one), many);
      assert.equal(singular(many), one);
    }
  });

  it('stay as they are where they have only one form', () => {
    for (const name of ['news', 'user_metadata', 'series', 'equipment']) {
      assert.equal(plural(name), name);
      assert.equal(singular(name), name);
    }
    for (const name of ['status', 'order_status', 'address', 'user', 'alias'])
      assert.equal(singular(name), name);
  });

  it('take the form of classes and of tables', () => {
    assert.equal(tableOfModel('UserProfile'), 'user_profiles');
    assert.equal(tableOfModel('Billing::HTTPRequest'), 'http_requests');
    assert.equal(camel('order__line_2'), 'orderLine2');
    assert.equal(pascal('order_line'), 'OrderLine');
  });
});
