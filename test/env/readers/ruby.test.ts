import assert from 'node:assert/strict';
import rubyReader from '../../../server/src/core/env/readers/ruby.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string, path = 'config/initializers/a.rb') => readWith(rubyReader, path, text);

describe('variables in Ruby', () => {
  it('needs what fetch gets without a default', () => {
    const { needs } = read(
      [
        'a = ENV["A_KEY"]',
        "b = ENV.fetch('B_KEY')",
        'c = ENV.fetch("C_KEY", 5)',
        'd = ENV.fetch("D_KEY") { "local" }',
        'e = ENV["E_KEY"] || "x"',
        'f = ENV["F_KEY"].presence || nil',
        'g = ENV.fetch "G_KEY"',
        'h = ENV.fetch("H_KEY") { raise "no H_KEY" }',
        'i = ENV["I_KEY"].split(",")',
        'j = ENV["J_KEY"].to_i',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'B_KEY required',
      'C_KEY optional set',
      'D_KEY optional set',
      'E_KEY optional set',
      'F_KEY optional',
      'G_KEY required',
      'H_KEY required',
      'I_KEY required',
      'J_KEY optional',
    ]);
  });

  it('follows guards', () => {
    const { needs } = read(
      [
        'if ENV.key?("A_KEY")',
        '  a = ENV.fetch("A_KEY")',
        'end',
        'raise "set B_KEY" unless ENV["B_KEY"]',
        'b = ENV["B_KEY"]',
        'c = ENV["C_KEY"] || raise("C_KEY")',
        'd = ENV["D_KEY"]',
        'abort "D_KEY" if d.blank?',
        'e = ENV["E_KEY"].split(",") if ENV["E_KEY"]',
        'f = ENV["F_KEY"].nil? ? [] : ENV["F_KEY"].split(",")',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'A_KEY optional',
      'B_KEY required',
      'B_KEY required',
      'C_KEY required',
      'D_KEY required',
      'E_KEY optional',
      'E_KEY optional',
      'F_KEY optional',
      'F_KEY optional',
    ]);
  });

  it('does not need what only some runs ask for', () => {
    const { needs } = read(
      'if Rails.env.production?\n  a = ENV.fetch("A_KEY")\nend\nif Rails.env.production? && s3?\n  b = ENV.fetch("B_KEY")\nend\ncase store\nwhen "s3"\n  c = ENV.fetch("C_KEY")\nend\n',
    );
    assert.deepEqual(needs, ['A_KEY required', 'B_KEY optional', 'C_KEY optional']);
  });

  it('tells writes from reads', () => {
    const { needs, declared } = read(
      'ENV["RAILS_ENV"] ||= "test"\nENV["A_KEY"] = "1"\nENV.update("B_KEY" => "1")\nENV["RAILS_ENV"].split\n',
    );
    assert.deepEqual(declared, ['RAILS_ENV set', 'A_KEY set', 'B_KEY unknown']);
    assert.deepEqual(needs, ['RAILS_ENV optional']);
  });

  it('reads templates, but not what YAML comments out', () => {
    const text =
      'production:\n  url: <%= ENV.fetch("DATABASE_URL") %>\n  pool: <%= ENV.fetch("POOL") { 5 } %>\n  # old: <%= ENV.fetch("OLD") %>\n  text: ENV["NOT_RUBY"]\n';
    assert.deepEqual(read(text, 'config/database.yml').needs, ['DATABASE_URL required', 'POOL optional set']);
    assert.deepEqual(read('<p><%= ENV["SHOP_NAME"] %></p>\n', 'app/views/a.html.erb').needs, [
      'SHOP_NAME optional',
    ]);
  });

  it('reads no comments and no strings', () => {
    const text =
      '# ENV.fetch("A_KEY")\n=begin\nENV.fetch("B_KEY")\n=end\nx = \'ENV.fetch("C_KEY")\'\ny = "#{ENV.fetch("D_KEY")}"\nself.ENV["E_KEY"]\nOther::ENV["F_KEY"]\n';
    assert.deepEqual(read(text).needs, ['D_KEY required']);
  });

  it('finds helpers, lists and names that are worked out', () => {
    const { wrappers, calls, patterns, needs } = read(
      'def required(name)\n  ENV.fetch(name)\nend\nrequired("A_KEY")\nENV["B_#{name}_ID"]\n%w[C_KEY D_KEY].each { |key| ENV.fetch(key) }\nENV.each { |key, value| set(key) if key.start_with?("APP_") }\n',
    );
    assert.deepEqual(wrappers, ['required/0 required']);
    assert.deepEqual(
      calls?.map(({ name }) => name),
      ['A_KEY'],
    );
    assert.deepEqual(patterns, ['B_*_ID', 'APP_*']);
    assert.deepEqual(needs, ['C_KEY required', 'D_KEY required']);
  });

  it('knows Figaro and dotenv', () => {
    const { loaded, validations } = read(
      'require "dotenv/load"\nDotenv.load(".env.local", ".env")\nDotenv.require_keys("A_KEY", "B_KEY")\n',
    );
    assert.deepEqual(loaded, ['.env.local', '.env', '.env']);
    assert.deepEqual(
      validations?.map(({ library }) => library),
      ['dotenv'],
    );
    const figaro = readWith(rubyReader, 'a.rb', 'Figaro.env.stripe_key!\nFigaro.env.mail_host\n', 'other');
    assert.deepEqual(figaro.needs, ['STRIPE_KEY required', 'MAIL_HOST optional']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('ENV["X"]\n', [
      'ENV["A"] || ',
      'ENV.fetch("A") {',
      'ENV[',
      '<%= ENV["A"] ',
    ])) {
      for (const path of ['a.rb', 'a.yml']) assert.doesNotThrow(() => read(text, path));
    }
  }).timeout(60_000);
});
