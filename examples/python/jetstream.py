"""The part of a NATS client that reading a stream needs, in plain Python, so that the example needs nothing but protobuf.

Your own program should use nats-py, which also reconnects and supports TLS and every way to log in.
"""

import collections
import json
import socket
import urllib.parse
import uuid

Message = collections.namedtuple("Message", "subject headers data reply stream_sequence pending")


class JetStream:
    """A connection to one server. Not thread-safe."""

    def __init__(self, url, timeout=30):
        address = urllib.parse.urlsplit(url)
        self._socket = socket.create_connection((address.hostname, address.port or 4222), timeout)
        self._in = self._socket.makefile("rb")
        self._inbox = "_INBOX." + uuid.uuid4().hex
        self._requests = 0
        self._in.readline()  # INFO
        options = {"verbose": False, "pedantic": False, "headers": True, "no_responders": True, "lang": "python"}
        if address.username:
            options.update(user=address.username, **{"pass": address.password})
        self._send("CONNECT " + json.dumps(options))
        self._send("SUB " + self._inbox + ".* 1")

    def create_consumer(self, stream, config):
        """Creates a pull consumer, or finds the one with this name and configuration; returns its info."""
        name = config.get("durable_name") or "example-" + uuid.uuid4().hex[:8]
        request = {"stream_name": stream, "config": dict(config, name=name)}
        self._request("$JS.API.CONSUMER.CREATE.%s.%s" % (stream, name), request)
        info = json.loads(self._next()[2])
        if "error" in info:
            raise RuntimeError("Could not create the consumer: " + info["error"]["description"])
        return info

    def fetch(self, stream, consumer, batch, seconds):
        """Requests up to batch messages and yields those that arrive within the time."""
        request = {"batch": batch, "expires": seconds * 1_000_000_000}
        self._request("$JS.API.CONSUMER.MSG.NEXT.%s.%s" % (stream, consumer), request)
        for _ in range(batch):
            subject, status_and_headers, data, reply = self._next()
            status, headers = _parse_headers(status_and_headers)
            if status in ("404", "408"):  # no more messages within the time
                return
            if status:
                raise RuntimeError("The server ended the request: " + status_and_headers.splitlines()[0])
            # $JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<time>.<pending>; newer servers
            # may add two tokens before the stream and one at the end.
            tokens = reply.split(".")
            first = 2 if len(tokens) == 9 else 4
            yield Message(subject, headers, data, reply, int(tokens[first + 3]), int(tokens[first + 6]))

    def ack(self, message):
        self._send("PUB %s 4\r\n+ACK" % message.reply)

    def close(self):
        self._socket.close()

    def _request(self, subject, body):
        self._requests += 1
        text = json.dumps(body)
        self._send("PUB %s %s.%d %d\r\n%s" % (subject, self._inbox, self._requests, len(text.encode()), text))

    def _send(self, line):
        self._socket.sendall(line.encode() + b"\r\n")

    def _next(self):
        """The next message: its subject, its headers as text, its data, its reply subject."""
        while True:
            line = self._in.readline()
            if not line:
                raise ConnectionError("The server closed the connection")
            verb, *arguments = line.decode().split()
            if verb == "PING":
                self._send("PONG")
            elif verb == "-ERR":
                raise ConnectionError(line.decode().strip())
            elif verb in ("MSG", "HMSG"):
                sizes = 1 if verb == "MSG" else 2
                total = int(arguments[-1])
                in_headers = int(arguments[-2]) if verb == "HMSG" else 0
                content = self._in.read(total + 2)[:total]
                reply = arguments[2] if len(arguments) == 3 + sizes else ""
                return arguments[0], content[:in_headers].decode(), content[in_headers:], reply


def _parse_headers(text):
    """Parses NATS/1.0 and an optional status, then one line per header."""
    first, _, rest = text.partition("\r\n")
    lines = (line.partition(":") for line in rest.splitlines() if ":" in line)
    return first[len("NATS/1.0"):].strip()[:3], {name: value.strip() for name, _, value in lines}
