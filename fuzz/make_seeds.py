#!/usr/bin/python3
"""Writes the first inputs of every fuzz target: fuzz/make_seeds.py FOLDER -> FOLDER/TARGET/*."""

import gzip
import io
import json
import pathlib
import struct
import sys
import zipfile


def xml_book():
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2" s="1"><v>43831.5</v></c><c r="B2" t="b"><v>1</v></c></row>'
        '<row r="7" spans="1:2"><c r="A7"><f>1+1</f><v>1.2345678901234501E+17</v></c><c r="C7" t="e"><v>#N/A</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells></worksheet>'
    )
    texts = "<sst><si><t>a&#x4E2D;&amp;</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh></si></sst>"
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>'
    )
    book = '<workbook><workbookPr date1904="1"/><sheets><sheet name="S" state="hidden" r:id="r1"/></sheets></workbook>'
    return [sheet, texts, styles, book]


def zipped(members, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return out.getvalue()


CSV = "order,amount,note\nA1,12.5,\"two\nlines\"\nA2,3,\"say \"\"hi\"\"\"\n\nA3\n"
JSON = '{"page":1,"orders":[{"id":1,"a":{"b":null},"items":[{"sku":"x"}]},{"id":2,"t":"\\u4e2d\\n"}]}'
MAPPING = (
    "name: own\nlabel: {zh: 自有, en: Own}\nzone: Etc/UTC\ngroup_by: g\nentities:\n  - entity: order\n    fields:\n"
    "      order_id: id\n      ordered_at: {column: at, format: month/day/year}\n      status: {constant: paid}\n"
    "  - entity: order_item\n    each: items\n    when: {column: n, not_equals: [\"0\"]}\n    fields:\n"
    "      order_id: id\n      item_no: {first: [\"items[].id\", \"#position\"]}\n"
)


MAIL = (
    "From: =?utf-8?B?5byg?= <a@b.example>\nTo: \"x, y\" <help@shop.example>\nSubject: Re: =?gb2312?Q?=B6=FA?=\n"
    "Date: Mon, 2 Mar 2026 08:00:00 +0800\nMessage-ID: <1@b.example>\nReferences: <0@b.example>\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n"
    "Content-Transfer-Encoding: quoted-printable\n\n<p>=E5=9D=8F &amp; &#32819;<blockquote>old</blockquote>\n"
    "--b\nContent-Type: image/png; name*0*=utf-8''%E5; name*1=.png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
    "--b\nContent-Type: message/rfc822\n\nSubject: in\n\nOn Mon, 2 Mar 2026, x <a@b.example> wrote:\n> 退款\n-- \nx\n--b--\n"
)


def model_seeds():
    """Payloads of learnt models with two features, as text_model_file.cpp and span_model_file.cpp write them."""
    recipe = {"views": 1, "local": "bm25", "per_view": False, "naive_bayes": True, "floor": 0.5, "cost": 1, "balance": 0}
    header = {"labels": ["a", "b"], "multi": False, "separator": "", "segmenter": False, "unsure": 0.5, "features": 2,
              "average_length": 2, "member_weights": [2.0], "class_biases": [0.0, 0.1], "label_shares": [0.5, 0.5],
              "text_column": "t", "label_column": "l", "texts": 4, "least_texts": 1, "checked_accuracy": 1,
              "checked_macro_f1": 1, "members": [recipe]}
    head = json.dumps(header).encode()
    yield "text_model", (struct.pack("<I", len(head)) + head + struct.pack("<QQff", 8, 16, 1.5, 1.5) + bytes([255, 90]) +
                         struct.pack("<fhhff", 2, 32767, -900, 0.7, 0.1))
    header = {"types": ["x"], "segmenter": False, "text_column": "t", "span_column": "s", "features": 2, "reserve": 0,
              "names": 1}
    head = json.dumps(header).encode()
    yield "span_model", (struct.pack("<I", len(head)) + head + struct.pack("<QQQI", 8, 16, 5, 1) +
                         struct.pack("<6hf9f", 1, 2, 3, 4, 5, 6, 0.5, *[0.1] * 9))
    yield "span_model", "a B-x\nb I-x\n\nc O\n".encode()


def seeds():
    yield from model_seeds()
    sheet, texts, styles, book = xml_book()
    parts = [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", book.replace(' state="hidden"', "")),
        ("xl/_rels/workbook.xml.rels", '<R><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></R>'),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", texts),
        ("xl/styles.xml", styles),
    ]
    yield "xlsx", "\0".join([sheet, texts, styles]).encode()
    yield "xlsx", "\0".join([sheet, texts, styles, book]).encode()
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        inner = zipped(parts, method)
        yield "zip", inner
        yield "zip", zipped([("a.csv", CSV), ("in/b.json", JSON), ("c.xlsx", inner), ("d.csv.gz", gzip.compress(CSV.encode(), mtime=0))], method)
    for first in (0, 1, 3, 8):
        yield "delimited", bytes([first]) + CSV.encode()
        yield "delimited", bytes([first]) + CSV.replace(",", "\t").encode()
        yield "delimited", bytes([first]) + "订单,金额\r\n一,1\r\n".encode("gb18030")
        yield "json", bytes([first]) + JSON.encode()
        yield "json", bytes([first]) + '{"a":1}\n\n{"a":[1],"b":"x"}\n'.encode()
        yield "encoding", bytes([first]) + "退款 refund 退貨".encode(("utf-8", "utf-16", "utf-16-be", "gb18030")[first % 4])
    for first in (0, 1, 3, 7):
        yield "mail", bytes([first]) + MAIL.encode()
        yield "mail", bytes([first]) + b"From x@y Mon Mar  2 08:00:05 2026\n" + MAIL.encode() + b"\n\nFrom x@y Mon Mar  2 08:00:05 2026\n" + MAIL.replace("utf-8", "gbk").encode("gbk")
    yield "transcript", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>hi</v>\n".encode()
    yield "transcript", "1\n00:00:01,000 --> 00:00:04,000\n客服：您好\n".encode()
    yield "transcript", "开始时间：2026-03-02 10:00\n[00:00:02] 客服: 您好\n10:02:11 Customer: hi\n客户 10:02:12\n好\n".encode()
    yield "transcript", b'{"segments":[{"start":0.5,"end":2,"text":"hi","speaker":"S1"}]}'
    yield "encoding", bytes([4]) + "退貨".encode("big5")
    yield "encoding", bytes([5]) + "café".encode("cp1252") + "退款".encode().decode("latin-1").encode()
    yield "gzip", gzip.compress(CSV.encode(), mtime=0)
    yield "gzip", gzip.compress(b"a", mtime=0) * 2 + b"\0\0"
    for text in ("2026-03-01T08:00:00+08:00", "2026年3月1日 下午8时5分", "Mon, 02 Mar 2026 08:00:05 +0800", "1740787200", "20260301080005", "03/01/2026 8:00 PM", "45000.5"):
        for first in range(4):
            yield "moment_text", bytes([first]) + text.encode()
    for text in ("¥1,234.50", "1.2万", "(3.00)", "80%", "★★★★☆", "8/10", "是", "yyyy\"年\"m|43831.5", "[h]:mm|1.5", "0000|1.0E+3", "0.0%|9.9999999999999996E-2"):
        yield "number_text", text.encode()
    for text in ("+86 138-0013-8000", "138OO138000", "（０７５５）23456780", "sf 1000 0000 00001", "SF1OOO000000001", "JDVA00000000001-1-1-", "1Z5R89390357567127", "0.5L", "500 毫升", "3公斤", "顺丰速运", "广东省深圳市南山区科技路1号", "江苏省鼓楼区中山路1号"):
        yield "written_form", text.encode()
    for cut, text in enumerate(("昨天下午三点", "3月5号到", "上周三", "last Monday", "2026-02-30 25:61", "3 days ago", "十二月三十一号晚上八点到十点", "the 31st of June")):
        yield "date_value", bytes([6 + cut]) + text.encode()
    yield "conversation", "\x04你好，充电器坏了\n\x05您好，24小时内给您补发\n\x04别家更快，希望能送货上门\n\x07会话已结束\n".encode()
    yield "conversation", b"\x04Hi, my refund has not arrived\n\x05I will check and call you back tomorrow\n\x04thanks, solved\n"
    yield "mapping", MAPPING.replace("group_by: g\n", "").encode()
    yield "mapping", MAPPING.encode()
    yield "ask", "上个月各省的投诉率和去年比怎么样".encode()
    yield "ask", "除了评价，近30天广东退货率超过5%的商品前10".encode()
    yield "ask", b"top 5 products by return rate last quarter in Guangdong, chat only"
    yield "ask", b"why did complaints rise from 2026-10-01 to 2026-10-15 vs September"
    yield "statement", b'SELECT count(*), max(text) FROM "case" c JOIN case_fact f ON f.case_key = c.case_id GROUP BY ALL'
    yield "statement", b'WITH a AS (SELECT * FROM "case") SELECT *, row_number() OVER (ORDER BY case_id) FROM a LIMIT 5'
    yield "statement", b"SELECT * FROM case_fact WHERE CASE WHEN shop <> 'a' THEN CAST(shop AS INT) ELSE 1 END = 1"
    yield "statement", b"SELECT case_id::INT FROM \"case\" UNION ALL SELECT i FROM generate_series(1, 3) t(i) ORDER BY 1"
    yield "statement", b"SELECT string_agg(text, ',') FROM \"case\" WHERE EXISTS (SELECT 1 FROM customer, LATERAL (SELECT 2))"
    yield "statement", b"SELECT * FROM 'x.csv', read_csv('y'), main.app_user, information_schema.tables; PRAGMA x"
    for line in (b"POST /api/v1/reveal?page=2 HTTP/1.1", b"GET /api/v1/case/a%2Fb%00c HTTP/1.1", b"GET /..%2fsecret.txt HTTP/1.1",
                 b"GET /a.js HTTP/1.0", b"DELETE /login?token=%41;&token HTTP/1.1"):
        yield "http_request", (line + b"\r\nHost: [::1]:8080\r\nCookie: a=b; aftercare_session=%7e\r\nOrigin: http://127.0.0.1\r\n"
                               b"Content-Type: application/json\r\nContent-Length: 40\r\n\r\n"
                               b'{"entity":"case","key":["x"],"page":-1e9}')
    yield "id_token", (b"eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tIiwiYXVkIjpbImFmdGVyY2FyZSJdfQ.AAAA\n"
                       b'{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]}')
    yield "api_question", b'{"metrics":["cases"],"by":["channel"],"from":"2026-03-01","to":"2026-03-31"}'
    yield "api_question", b'{"metric":"complaint_rate","where":[{"dimension":"severity","op":">=","values":["2"]}],"page":2}'
    yield "unfold", b'[{"sku":"A","parts":[{"n":1},2]},{"p":{"q":1.50}},null,"x"]'
    yield "unfold", b'{"sku":"A"}'
    for values in (("i2:42",), ("s6:广东", "n0:", "b1:1"), ("r3:0.5", "d5:20148", "m16:1740787200000000")):
        group = "".join(values)
        yield "rule_state", f"s{len(group.encode())}:{group}i3:-17".encode()


def main():
    root = pathlib.Path(sys.argv[1])
    for number, (target, data) in enumerate(seeds()):
        folder = root / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"seed_{number:03}").write_bytes(data)


main()
