"""The simulator as the program it is, and a receiver for its callbacks: real sockets on this computer."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.practice.safaricom.world import (
    LOOKUP_PATH,
    OAUTH_PATH,
    PHONE,
    PUSH_PATH,
    QUERY_PATH,
    TIMESTAMP,
    password,
)

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 20.0


def start(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tabeza_practice.safaricom", "--exit-with-stdin", *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Close its standard input, wait for it, and return its exit code and what it complained about."""
    try:
        _, complaints = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode, complaints


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # the usual 5 resets connections when twenty callbacks come at once


class Receiver:
    """Takes callbacks. `status` is what it answers; `came` what it got, in order."""

    def __init__(self) -> None:
        self.status = 200
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self._news = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                with receiver._news:
                    receiver.came.append((self.path, dict(self.headers), body))
                    receiver._news.notify_all()
                self.send_response(receiver.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Nothing: the test asks `came`."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def url(self, path: str = "/pay/cb/0af3") -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        """The first `count` callbacks; fails when they do not come."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.came) >= count, PATIENCE_S), self.came
            return [json.loads(body)["Body"]["stkCallback"] for _, _, body in self.came]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Running:
    """A running simulator, spoken to over HTTP only."""

    def __init__(self, process: subprocess.Popen[str], receiver: Receiver) -> None:
        self.process = process
        self.receiver = receiver
        assert process.stdout is not None
        self.told = json.loads(process.stdout.readline())
        self.http = httpx.Client(base_url=self.told["base_url"], timeout=PATIENCE_S, trust_env=False)
        self._tokens: dict[str, str] = {}

    def tenant(self, shortcode: str = "4083917") -> dict[str, Any]:
        return next(tenant for tenant in self.told["tenants"] if tenant["shortcode"] == shortcode)

    def oauth(self, tenant: dict[str, Any], prefix: str = "") -> httpx.Response:
        basic = base64.b64encode(f"{tenant['consumer_key']}:{tenant['consumer_secret']}".encode()).decode()
        url = f"{prefix}{OAUTH_PATH}?grant_type=client_credentials"
        return self.http.get(url, headers={"Authorization": f"Basic {basic}"})

    def bearer(self, shortcode: str) -> dict[str, str]:
        if shortcode not in self._tokens:
            self._tokens[shortcode] = self.oauth(self.tenant(shortcode)).json()["access_token"]
        return {"Authorization": f"Bearer {self._tokens[shortcode]}"}

    def push(self, shortcode: str = "4083917", prefix: str = "", **changes: Any) -> httpx.Response:
        tenant = self.tenant(shortcode)
        phone = changes.get("PhoneNumber", PHONE)
        body = {
            "BusinessShortCode": shortcode,
            "Password": password(shortcode, tenant["passkey"]),
            "Timestamp": TIMESTAMP,
            "TransactionType": "CustomerPayBillOnline",
            "Amount": 1,
            "PartyA": phone,
            "PartyB": shortcode,
            "PhoneNumber": phone,
            "CallBackURL": self.receiver.url(),
            "AccountReference": "TAB 7",
            "TransactionDesc": "Tab",
        } | changes
        return self.http.post(prefix + PUSH_PATH, json=body, headers=self.bearer(shortcode))

    def query(self, checkout_request_id: str, shortcode: str = "4083917") -> httpx.Response:
        body = {
            "BusinessShortCode": shortcode,
            "Password": password(shortcode, self.tenant(shortcode)["passkey"]),
            "Timestamp": TIMESTAMP,
            "CheckoutRequestID": checkout_request_id,
        }
        return self.http.post(QUERY_PATH, json=body, headers=self.bearer(shortcode))

    def lookup(self, number: str, shortcode: str = "4083917", prefix: str = "") -> httpx.Response:
        body = {"IdentifierType": "4", "Identifier": number}
        return self.http.post(prefix + LOOKUP_PATH, json=body, headers=self.bearer(shortcode))

    def control(self, method: str, path: str, body: object = None) -> Any:
        reply = self.http.request(method, f"/_control/{path}", json=body)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def prompt(self, phone: str = PHONE) -> dict[str, Any]:
        """This phone's prompt, as soon as it shows."""
        version = -1
        for _ in range(50):
            told = self.control("GET", f"prompts?wait=10&since={version}&phone={phone}")
            if told["prompts"]:
                return told["prompts"][0]
            version = told["version"]
        raise AssertionError("no prompt came")


@contextmanager
def running(*options: str) -> Iterator[Running]:
    receiver = Receiver()
    process = start(*options)
    try:
        there = Running(process, receiver)
        yield there
        there.http.close()
    finally:
        code, complaints = end(process)
        receiver.close()
    assert code == 0
    assert not complaints, complaints
