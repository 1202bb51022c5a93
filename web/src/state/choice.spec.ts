import { describe, expect, it } from 'vitest';
import type { EntityInfo, Proposal } from '../api/types';
import { fieldsFor, startChoice, withCode, withConstant, withField } from './choice';

const column = (name: string, field: string) => ({
  column: name,
  field,
  targets: field ? [`case.${field}`] : [],
  samples: [],
  filled: 1,
  personal: false,
  unread: 0,
  unread_samples: [],
});

const proposal: Proposal = {
  format: 'csv',
  encoding: 'UTF-8',
  mapping: null,
  entity: 'case',
  confidence: 0.8,
  columns: [column('工单号', 'case_id'), column('内容', 'text'), column('备注', '')],
  constants: { channel: 'email' },
  missing: [],
  outcome: { rows: 0, set_aside: 0, findings: [] },
};

const field = (name: string, zh: string, required = false, synonyms: string[] = []) => ({
  name,
  label: { zh, en: name },
  type: 'text',
  personal: false,
  required,
  key: false,
  codes: [],
  synonyms,
});
const entity: EntityInfo = {
  name: 'case',
  label: { zh: '案例', en: 'case' },
  grain: { zh: '', en: '' },
  fields: [
    field('text', '正文', false, ['内容']),
    field('title', '标题'),
    field('channel', '渠道', true),
    field('case_id', '案例号'),
  ],
};

describe('a choice', () => {
  it('starts as proposed', () => {
    expect(startChoice(proposal)).toEqual({
      entity: 'case',
      fields: { 工单号: 'case_id', 内容: 'text' },
      codes: {},
      constants: { channel: 'email' },
    });
  });
  it('fills a field once: the other column and the constant give it up', () => {
    const start = startChoice(proposal);
    expect(withField(start, '备注', 'text').fields).toEqual({ 工单号: 'case_id', 备注: 'text' });
    const moved = withField(start, '备注', 'channel');
    expect(moved.fields['备注']).toBe('channel');
    expect(moved.constants).toEqual({});
    expect(start.constants).toEqual({ channel: 'email' });
  });
  it('leaves a column out, with what its words meant', () => {
    const coded = withCode(startChoice(proposal), '内容', '坏了', 'defect');
    expect(coded.codes).toEqual({ 内容: { 坏了: 'defect' } });
    const left = withField(coded, '内容', '');
    expect(left.fields).toEqual({ 工单号: 'case_id' });
    expect(left.codes).toEqual({});
    expect(withCode(coded, '内容', '坏了', '').codes).toEqual({});
  });
  it('takes and gives up constants', () => {
    const start = startChoice(proposal);
    expect(withConstant(start, 'channel', '').constants).toEqual({});
    expect(withConstant(start, 'kind', 'praise').constants).toEqual({ channel: 'email', kind: 'praise' });
  });
});

describe('the menu of fields', () => {
  const start = startChoice(proposal);
  const names = (typed: string) => fieldsFor(entity, start, '备注', typed).map((each) => each.field.name);
  it('puts required fields first and taken ones last', () => {
    expect(names('')).toEqual(['channel', 'title', 'text', 'case_id']);
    expect(fieldsFor(entity, start, '备注', '').at(-1)?.takenBy).toBe('工单号');
    expect(fieldsFor(entity, start, '工单号', '').at(-1)?.field.name).toBe('text');
  });
  it('puts what the column might be before them', () => {
    const found = fieldsFor(entity, start, '备注', '', ['title']);
    expect(found.map((each) => each.field.name)).toEqual(['title', 'channel', 'text', 'case_id']);
  });
  it('finds by either language and by synonym', () => {
    expect(names('渠道')).toEqual(['channel']);
    expect(names('TITLE')).toEqual(['title']);
    expect(names('内容')).toEqual(['text']);
    expect(names('zzz')).toEqual([]);
  });
});
