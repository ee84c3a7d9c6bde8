"""Pages of an imagined bureau with nothing but the public embed on them."""

from __future__ import annotations

from typing import Final

EMBED: Final = '<script src="/widget/daoban.js" data-daoban-ticket="/ticket" data-daoban-locale="zh-CN" async></script>'

MATTER: Final = """
<main data-daoban-form data-daoban-matter="vat-general" data-daoban-form-code="BDA0610606" data-daoban-step="s6"
  data-daoban-period="2026-10" data-daoban-deadline="2026-11-16">
  <h1>申报比对与提交</h1>
  <section data-daoban-error="vatg-cmp-output">
    <p>申报的开票销售额小于本期已开发票金额。<button type="button" data-daoban-open>看不懂？请导办员一起看</button></p>
    <table><caption>比对结果</caption><tbody>
      <tr data-daoban-row="1"><td data-daoban-cell="source_item">本期开具发票金额合计</td>
        <td data-daoban-cell="source_amount">1,015,000.00</td>
        <td data-daoban-cell="declared_item">附一开票销售额合计</td>
        <td data-daoban-cell="declared_amount">980,000.00</td></tr>
      <tr data-daoban-row="2"><td data-daoban-cell="source_item">本期分次预缴税额</td>
        <td data-daoban-cell="source_amount">0.00</td>
        <td data-daoban-cell="declared_item">主表28栏</td><td data-daoban-cell="declared_amount">0.00</td></tr>
    </tbody></table>
  </section>
  <p><label>13% 专票 <input data-daoban-field="f1_13_zp" value="860,000.00"></label></p>
  <p><label>6% 未开票 <input data-daoban-field="f1_6_wkp" value="35,000.00" aria-invalid="true"
    aria-describedby="w"></label>
    <span id="w">与发票不符</span></p>
  <p><label>不认识的格 <input data-daoban-field="not_in_catalogue" value="秘密-7731"></label></p>
</main>"""


def page(head: str = EMBED, body: str = MATTER) -> str:
    """A page with this head and body."""
    title = "<meta charset=utf-8><title>申报</title>"
    return f"<!doctype html><html lang=zh-CN><head>{title}{head}</head><body>{body}</body></html>"


FORM: Final = page()
