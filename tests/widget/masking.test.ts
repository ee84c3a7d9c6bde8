import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BUILT_IN, maskPersonal, maskText } from '../../widget/src/context/masking.ts';

const common = JSON.parse(readFileSync('chatserver/catalogue/common.json', 'utf8')) as {
  sensitive_patterns: { id: string; regex: string }[];
};

test('each kind of number is hidden as the bureaus hide it', () => {
  const { text, kinds } = maskText('证件 999999199001010016，卡 6222020200011112222，手机 13900000000。', BUILT_IN);
  assert.equal(text, '证件 999999********0016，卡 ***************2222，手机 139****0000。');
  assert.deepEqual(kinds, ['cn_id18', 'bank_card', 'mobile']);
});

test('amounts, codes and half of a number stay', () => {
  const text = '差额 35000.00，91110101MA00DEM14K，2026-10-31，电话 1390000，订单 12345678901234';
  assert.deepEqual(maskText(text, BUILT_IN), { text, kinds: [] });
});

test('the built-in list is the catalogue\'s own', () => {
  for (const pattern of BUILT_IN) {
    assert.equal(pattern.regex, common.sensitive_patterns.find(({ id }) => id === pattern.id)?.regex, pattern.id);
  }
});

test('every pattern of the catalogue is one that browsers read', () => {
  for (const { regex } of common.sensitive_patterns) assert.doesNotThrow(() => new RegExp(regex, 'g'), regex);
});

test('personal fields are masked by what they look like, exactly as on the hub', () => {
  // the same table as tests/domain holds for chatserver.domain.masking.mask_personal
  const table = { '999999199001010016': '999999********0016', '13900000000': '139****0000', '6222020200011112222': '***************2222', 张某某: '张**', 某: '*', '': '', '9999**': '9999**' };
  for (const [value, masked] of Object.entries(table)) assert.equal(maskPersonal(value), masked, value);
});
