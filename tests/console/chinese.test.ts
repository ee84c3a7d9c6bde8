import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, headOf, short, tidy } from '../../agents/src/shown/chinese.ts';

test('catalogue text is shown with full-width marks and a gap beside Latin and digits', () => {
  assert.equal(tidy('票表比对未通过:第1栏(附二)不符,请核对'), '票表比对未通过：第 1 栏（附二）不符，请核对');
  assert.equal(tidy('14:06有1,015,000.00元'), '14:06 有 1,015,000.00 元');
  assert.equal(tidy('Comparison failed: (1)'), 'Comparison failed: (1)');
});

test('the address of a field falls into form and place', () => {
  assert.deepEqual(address('附一 5行5列'), { form: '附一', place: '5 行 5 列' });
  assert.deepEqual(address('主表11栏'), { form: '主表', place: '11 栏' });
  assert.deepEqual(address('附一 合计1列'), { form: '附一', place: '合计 1 列' });
  assert.deepEqual(address('附加税费情况表'), { form: '', place: '附加税费情况表' });
  assert.deepEqual(address(''), { form: '', place: '' });
});

test('a matter is named without the remark at the end', () => {
  assert.equal(short('税费缴纳(三方协议扣款/银行端缴款)'), '税费缴纳');
  assert.equal(short('增值税期末留抵退税(退(抵)税申请)'), '增值税期末留抵退税');
  assert.equal(short('居民企业(查账征收)企业所得税月(季)度申报(A类)'), '居民企业(查账征收)企业所得税月(季)度申报');
  assert.equal(short('发票额度调整申请 / 发票使用(发票领用)'), '发票额度调整申请');
});

test('the head of a message is what stands before its colon', () => {
  assert.equal(headOf('票表比对未通过：申报的开票销售额小于本期已开发票金额'), '票表比对未通过');
  assert.equal(headOf('没有冒号'), '没有冒号');
});
