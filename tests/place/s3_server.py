#!/usr/bin/env python3
"""A small, strict S3 server for tests: one bucket in a folder, on loopback.

It checks every signature (version 4) by itself, the payload's digest and the clock, answers
listings in pages, and does wrong when told to: a line "KIND COUNT" in the file FOLDER/../faults
is taken up with the next request. Kinds: a status such as 503; cut-put (breaks off in the middle
of an upload, keeps nothing), cut-get (breaks off in the middle of an answer), drop (does what was
asked and breaks off without an answer), slow (waits two seconds first), refuse (403 AccessDenied).

Usage: s3_server.py FOLDER PORT_FILE --bucket B --key K --secret S --region R [--page N]
                    [--cert FILE --private FILE]
"""
import argparse
import hashlib
import hmac
import http.server
import os
import re
import ssl
import sys
import time
import urllib.parse
from datetime import datetime, timezone
from xml.sax.saxutils import escape

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("port_file")
for word in ("bucket", "key", "secret", "region"):
    parser.add_argument("--" + word, required=True)
parser.add_argument("--page", type=int, default=1000)
parser.add_argument("--cert")
parser.add_argument("--private")
told = parser.parse_args()
faults = []  # [kind, how often]


def next_fault():
    path = os.path.join(os.path.dirname(told.folder), "faults")
    if os.path.exists(path):
        with open(path) as lines:
            faults.extend([kind, int(count)] for kind, count in map(str.split, lines))
        os.remove(path)
    while faults and faults[0][1] <= 0:
        faults.pop(0)
    if not faults:
        return None
    faults[0][1] -= 1
    return faults[0][0]


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encoded(text):
    return urllib.parse.quote(text, safe="-_.~")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", cut=False):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True

    def refuse(self, status, code):
        self.answer(status, f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'.encode())

    def wrong_signature(self, body):
        """The name of what is wrong with the request's signature, or None."""
        form = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
            r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})",
            self.headers.get("Authorization", ""))
        if not form:
            return "AccessDenied"
        key, day, region, names, signature = form.groups()
        if key != told.key:
            return "InvalidAccessKeyId"
        if region != told.region:
            return "AuthorizationHeaderMalformed"
        signed = names.split(";")
        if signed != sorted(signed) or not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(signed):
            return "AccessDenied"
        for name in self.headers.keys():
            if name.lower().startswith("x-amz-") and name.lower() not in signed:
                return "AccessDenied"
        stamp = self.headers["x-amz-date"]
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        if abs(time.time() - moment.timestamp()) > 900 or not stamp.startswith(day):
            return "RequestTimeTooSkewed"
        digest = self.headers["x-amz-content-sha256"]
        if digest != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        path, _, query = self.path.partition("?")
        path = urllib.parse.quote(urllib.parse.unquote(path), safe="/-_.~")
        pairs = sorted((encoded(n), encoded(v))
                       for n, v in urllib.parse.parse_qsl(query, keep_blank_values=True))
        canonical = "\n".join(
            [self.command, path, "&".join(f"{n}={v}" for n, v in pairs)] +
            [f"{n}:{' '.join(self.headers[n].split())}" for n in signed] + ["", names, digest])
        scope = f"{day}/{region}/s3/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope,
                          hashlib.sha256(canonical.encode()).hexdigest()])
        secret = mac(mac(mac(mac(("AWS4" + told.secret).encode(), day), region), "s3"),
                     "aws4_request")
        if not hmac.compare_digest(mac(secret, text).hex(), signature):
            return "SignatureDoesNotMatch"
        return None

    def handle_request(self):
        size = int(self.headers.get("Content-Length", 0))
        fault = next_fault()
        if fault == "slow":
            time.sleep(2)
        if fault == "cut-put" and self.command == "PUT":
            self.rfile.read(size // 2)
            self.close_connection = True
            return
        body = self.rfile.read(size)
        wrong = self.wrong_signature(body)
        if wrong:
            return self.refuse(400 if wrong.startswith("Auth") else 403, wrong)
        if fault == "refuse":
            return self.refuse(403, "AccessDenied")
        if fault and fault.isdigit():
            return self.refuse(int(fault), "SlowDown")
        path, _, query = self.path.partition("?")
        parts = urllib.parse.unquote(path).split("/", 2)
        if parts[1] != told.bucket:
            return self.refuse(404, "NoSuchBucket")
        name = parts[2] if len(parts) > 2 else ""
        if not name:
            return self.listing(dict(urllib.parse.parse_qsl(query)))
        file = os.path.join(told.folder, name)
        if self.command == "PUT":
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file + ".part", "wb") as out:
                out.write(body)
            os.rename(file + ".part", file)
        elif self.command == "DELETE":
            if os.path.exists(file):
                os.remove(file)
        if fault == "drop":
            self.close_connection = True
            return
        if self.command == "GET":
            if not os.path.isfile(file):
                return self.refuse(404, "NoSuchKey")
            with open(file, "rb") as content:
                return self.answer(200, content.read(), cut=fault == "cut-get")
        self.answer(204 if self.command == "DELETE" else 200)

    def listing(self, query):
        names = sorted(
            os.path.relpath(os.path.join(at, file), told.folder)
            for at, _, files in os.walk(told.folder) for file in files
            if not file.endswith(".part"))
        names = [n for n in names if n.startswith(query.get("prefix", ""))]
        after = query.get("continuation-token", "")
        if after:
            names = [n for n in names if n > after.removeprefix("from+/ =")]
        page, more = names[: told.page], len(names) > told.page
        xml = ['<?xml version="1.0" encoding="UTF-8"?>'
               '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
               f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>"]
        if more:
            xml.append(f"<NextContinuationToken>{escape('from+/ =' + page[-1])}</NextContinuationToken>")
        for name in page:
            known = os.stat(os.path.join(told.folder, name))
            xml.append(f"<Contents><Key>{escape(name)}</Key><LastModified>"
                       f"{datetime.fromtimestamp(known.st_mtime, timezone.utc):%Y-%m-%dT%H:%M:%S.000Z}"
                       f"</LastModified><Size>{known.st_size}</Size></Contents>")
        self.answer(200, "".join(xml + ["</ListBucketResult>"]).encode())

    do_GET = do_PUT = do_DELETE = do_HEAD = handle_request


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if told.cert:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(told.cert, told.private)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
with open(told.port_file + ".part", "w") as out:
    out.write(str(server.server_port))
os.rename(told.port_file + ".part", told.port_file)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(0)
