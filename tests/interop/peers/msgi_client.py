# SPDX-License-Identifier: MIT
"""An MSGI client written from docs/msgi.md alone, with Python's standard library.

Usage: msgi_client.py URL [--ca FILE] [--hmac HEX] [--compress zstd|lz4]
Compression is done by the tools of that name.
"""
import argparse
import hashlib
import hmac
import json
import socket
import ssl
import struct
import subprocess
from urllib.parse import urlsplit

PING, PONG, DATA, CONTROL, ERROR, DISCONNECT = 0x01, 0x02, 0x10, 0x20, 0x30, 0x50


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


class Pipeline:
    """Compress, then authenticate; the other way when receiving."""

    def __init__(self, compress, key):
        self.compress, self.key, self.sent, self.received = compress, key, 0, 0

    def tool(self, arguments, payload):
        return subprocess.run([self.compress, *arguments, "-c"], input=payload, stdout=subprocess.PIPE,
                              check=True).stdout

    def outgoing(self, payload):
        if self.compress:
            payload = self.tool([], payload)
        if self.key:
            self.sent += 1
            payload = struct.pack(">Q", self.sent) + payload
            payload = hmac.new(self.key, payload, hashlib.sha256).digest() + payload
        return payload

    def incoming(self, payload):
        if self.key:
            tag, payload = payload[:32], payload[32:]
            if not hmac.compare_digest(tag, hmac.new(self.key, payload, hashlib.sha256).digest()):
                raise ValueError("a tag does not fit")
            self.received += 1
            if struct.unpack(">Q", payload[:8])[0] != self.received:
                raise ValueError("a number is not the next one")
            payload = payload[8:]
        return self.tool(["-d"], payload) if self.compress else payload


class Client:
    def __init__(self, options):
        url = urlsplit(options.url)
        self.link = socket.create_connection((url.hostname, url.port), timeout=20)
        if url.scheme == "msgis":
            context = ssl.create_default_context(cafile=options.ca)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            self.link = context.wrap_socket(self.link, server_hostname=url.hostname)
            say("tls", version=self.link.version())
        self.pipeline = Pipeline(options.compress, bytes.fromhex(options.hmac or ""))

    def send(self, kind, payload=b""):
        if kind in (DATA, CONTROL):
            payload = self.pipeline.outgoing(payload)
        self.raw(struct.pack(">4sIH", b"MSGI", 10 + len(payload), kind) + payload)

    def raw(self, frame):
        # In two pieces, of which the first ends inside the head.
        self.link.sendall(frame[:7])
        self.link.sendall(frame[7:])

    def read(self, count):
        data = b""
        while len(data) < count:
            more = self.link.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def receive(self):
        magic, length, kind = struct.unpack(">4sIH", self.read(10))
        assert magic == b"MSGI" and length >= 10
        payload = self.read(length - 10)
        return kind, self.pipeline.incoming(payload) if kind in (DATA, CONTROL) else payload


def text(value):
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def container():
    body = text("me") + text("") + text("server") + text("") + text("order") + text("1.0") + struct.pack(">I", 2)
    body += text("count") + b"\x05" + struct.pack(">q", -5)
    body += text("note") + b"\x0d" + struct.pack(">I", 3) + b"];}"
    return b"RVC\x01" + body


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    for option in ("--ca", "--hmac", "--compress"):
        parser.add_argument(option)
    client = Client(parser.parse_args())
    client.send(CONTROL, b"\x01\x01" + bytes([8]) + b"python 3")
    kind, welcome = client.receive()
    version, operation, session, size = struct.unpack(">BBQB", welcome[:11])
    say("welcome", right=(kind, version, operation) == (CONTROL, 1, 2), name=welcome[11:11 + size].decode(),
        session=session)
    client.send(PING, b"are you there")
    say("pong", same=client.receive() == (PONG, b"are you there"))
    for message in (b"x", b"", bytes(range(256)) * 40, container()):
        client.send(DATA, message)
        say("echo", same=client.receive() == (DATA, message))
    items = [b"first\nline", b"", b"third"]
    client.send(CONTROL, struct.pack(">BBI", 1, 6, 3) + b"".join(struct.pack(">I", len(i)) + i for i in items))
    say("batch", same=[client.receive() for _ in items] == [(DATA, item) for item in items])
    client.send(CONTROL, b"\x01\x04" + struct.pack(">Q", session) + b"\x00to myself")
    kind, delivery = client.receive()
    say("private", right=delivery.startswith(b"\x01\x05\x04" + struct.pack(">Q", session)) and
        delivery.endswith(b"to myself"))
    client.send(CONTROL, b"\x01\x04" + struct.pack(">Q", 9999) + b"\x00to nobody")
    kind, error = client.receive()
    say("error", right=kind == ERROR, code=struct.unpack(">H", error[:2])[0])
    client.send(DISCONNECT, b"done")
    say("disconnect", right=client.receive() == (DISCONNECT, b""))
    try:
        client.receive()
    except EOFError:
        say("closed")


main()
