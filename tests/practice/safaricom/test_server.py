"""The real program on a real port: what only a network can show."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tabeza_practice.safaricom import program
from tests.practice.safaricom.running import PATIENCE_S, Running, end, running, start
from tests.practice.safaricom.world import OTHER_PHONE, PHONE, PUSH_PATH


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    with running("--calm", "--seed", "5") as there:
        yield there


@pytest.fixture
def sim(shared: Running) -> Running:
    """The shared program with nothing set, no prompt open and an empty mailbox; quick, and without rule 17."""
    shared.control("DELETE", "faults")
    shared.control("POST", "phones", {"default_policy": {"mode": "ask"}})
    quick = {"prompt_appears_ms": 20, "settle_ms": 20, "callback_ms": 20, "same_amount_window_ms": 0}
    shared.control("POST", "behaviour", quick)
    assert wait_until(lambda: nobody_waits(shared))
    shared.receiver.status = 200
    shared.receiver.came.clear()
    return shared


def nobody_waits(sim: Running) -> bool:
    """Cancels what is open; true once every push and every callback is over."""
    for prompt in sim.control("GET", "prompts")["prompts"]:
        sim.control("POST", f"prompts/{prompt['id']}", {"action": "cancel"})
    held = [phone for phone in sim.control("GET", "phones")["phones"] if phone["open_prompt"]]
    finals = sim.control("GET", "record?what=transaction")["entries"]
    told = sim.control("GET", "record?what=delivery")["entries"]
    return not held and len(finals) == len(told)


def wait_until(done) -> bool:  # noqa: ANN001 - a callable
    """Asks again and again, as a client would, for at most twenty seconds."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if done():
            return True
    return False


def deliveries(sim: Running, checkout: str) -> list[dict]:
    entries = sim.control("GET", "record?what=delivery")["entries"]
    return [entry for entry in entries if entry["checkout_request_id"] == checkout]


def test_the_start_line_names_everything_a_parent_needs(sim: Running) -> None:
    told = sim.told
    assert told["base_url"] == f"http://127.0.0.1:{told['port']}"
    assert told["control_url"] == f"{told['base_url']}/_control"
    assert (told["ready"], told["pid"], told["seed"]) == (True, sim.process.pid, 5)
    kilimani = sim.tenant()
    assert (kilimani["name"], kilimani["kind"]) == ("KILIMANI TAVERN LTD", "paybill")
    assert all(kilimani[key] for key in ("consumer_key", "consumer_secret", "passkey"))


def test_a_payment_from_push_to_callback(sim: Running) -> None:
    checkout = sim.push(Amount=12).json()["CheckoutRequestID"]
    assert sim.query(checkout).json()["ResultCode"] == "4999"
    prompt = sim.prompt()
    assert (prompt["id"], prompt["amount"]) == (checkout, 12)
    sim.control("POST", f"phones/{PHONE}/answer", {"action": "enter_pin"})
    (told,) = sim.receiver.wait_for(1)
    assert (told["CheckoutRequestID"], told["ResultCode"]) == (checkout, 0)
    path, headers, body = sim.receiver.came[0]
    assert path == "/pay/cb/0af3"
    assert headers["Content-Type"] == "application/json;charset=UTF-8"
    assert headers["Businessshortcode"] == "4083917"
    assert b'"Value":12.00' in body
    assert sim.query(checkout).json()["ResultCode"] == "0"
    assert wait_until(lambda: deliveries(sim, checkout))
    assert deliveries(sim, checkout)[0]["status"] == 200


def test_a_waiting_practice_phone_hears_of_a_prompt_at_once(sim: Running) -> None:
    version = sim.control("GET", "prompts")["version"]
    heard: list[dict] = []

    def phone() -> None:
        with httpx.Client(timeout=PATIENCE_S, trust_env=False) as client:
            url = f"{sim.told['control_url']}/prompts?wait=15&since={version}"
            heard.append(client.get(url).json())

    waiting = threading.Thread(target=phone)
    waiting.start()
    checkout = sim.push(PhoneNumber=OTHER_PHONE).json()["CheckoutRequestID"]
    waiting.join(PATIENCE_S)
    assert [prompt["id"] for prompt in heard[0]["prompts"]] == [checkout]


def test_a_wait_ends_by_itself_with_the_same_version(sim: Running) -> None:
    told = sim.control("GET", "prompts")
    again = sim.control("GET", f"prompts?wait=0.05&since={told['version']}")
    assert again["version"] == told["version"]
    assert sim.http.get("/_control/prompts?wait=soon").status_code == 400


def test_a_lost_answer_is_a_reset_connection_and_a_living_prompt(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "lost_reset"})
    with pytest.raises(httpx.TransportError):
        sim.push()
    sim.prompt()
    sim.control("POST", f"phones/{PHONE}/answer", {"action": "enter_pin"})
    assert sim.receiver.wait_for(1)[0]["ResultCode"] == 0
    assert sim.push(PhoneNumber=OTHER_PHONE).status_code == 200, "the next connection is fine"


def test_a_hanging_answer_outlasts_the_client(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "lost_hang", "delay_ms": 60_000})
    sim.bearer("4083917")
    patient = sim.http
    sim.http = httpx.Client(base_url=sim.told["base_url"], timeout=0.3, trust_env=False)
    try:
        with pytest.raises(httpx.ReadTimeout):
            sim.push()
    finally:
        sim.http.close()
        sim.http = patient
    assert sim.prompt()["amount"] == 1


def test_a_hang_with_an_end_closes_without_a_byte(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "lost_hang", "delay_ms": 50})
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        sim.push()


def test_an_early_callback_is_answered_before_the_ack_arrives(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "callback_early"})
    checkout = sim.push().json()["CheckoutRequestID"]
    assert [
        json.loads(body)["Body"]["stkCallback"]["CheckoutRequestID"] for *_, body in sim.receiver.came
    ] == [checkout]


def test_a_failing_receiver_gets_no_second_chance(sim: Running) -> None:
    sim.receiver.status = 500
    sim.control("POST", f"phones/{PHONE}", {"policy": {"mode": "enter_pin"}})
    try:
        checkout = sim.push().json()["CheckoutRequestID"]
        assert wait_until(lambda: deliveries(sim, checkout))
    finally:
        sim.control("POST", f"phones/{PHONE}", {"policy": None})
    assert [entry["status"] for entry in deliveries(sim, checkout)] == [500]
    assert len(sim.receiver.came) == 1


def test_a_dead_receiver_is_recorded_by_its_error(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "callback_dead_receiver"})
    checkout = sim.push().json()["CheckoutRequestID"]
    sim.prompt()
    sim.control("POST", f"phones/{PHONE}/answer", {"action": "cancel"})
    assert wait_until(lambda: deliveries(sim, checkout))
    told = deliveries(sim, checkout)[0]
    assert (told["status"], told["error"]) == (None, "ConnectError")


def test_strangers_are_never_called(sim: Running) -> None:
    checkout = sim.push(CallBackURL="https://example.invalid/cb").json()["CheckoutRequestID"]
    sim.prompt()
    sim.control("POST", f"phones/{PHONE}/answer", {"action": "enter_pin"})
    assert wait_until(lambda: deliveries(sim, checkout))
    assert deliveries(sim, checkout)[0]["error"].startswith("not sent")


def test_slowness_is_felt(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "slow", "delay_ms": 120})
    began = time.monotonic()
    assert sim.push().status_code == 200
    assert time.monotonic() - began >= 0.12


def test_the_two_hosts_refuse_each_others_keys(sim: Running) -> None:
    wrong = sim.oauth(sim.tenant("174379"), "/production")
    assert (wrong.status_code, wrong.content) == (400, b"")
    assert sim.oauth(sim.tenant("4083917"), "/production").status_code == 200
    sim._tokens.clear()
    assert sim.push(prefix="/sandbox").json()["errorCode"] == "404.001.03"
    assert sim.lookup("522522", prefix="/production").json()["OrganizationName"] == "KCB BANK KENYA LTD"


def test_a_firewall_page_is_html(sim: Running) -> None:
    sim.control("POST", "faults", {"kind": "waf_403"})
    reply = sim.push()
    assert (reply.status_code, reply.headers["content-type"]) == (403, "text/html")


def test_oversize_and_unknown(sim: Running) -> None:
    assert sim.http.post(PUSH_PATH, content=b"x" * 70_000).status_code == 413
    assert sim.http.get("/nowhere").json()["errorCode"] == "404.001.01"
    assert sim.http.post("/_control/clock", json={"advance_ms": 1}).status_code == 409


def test_twenty_customers_at_once_each_get_one_prompt_and_one_callback(sim: Running) -> None:
    phones = [f"2547330000{number:02d}" for number in range(20)]
    sim.control("POST", "phones", {"default_policy": {"mode": "enter_pin"}})
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda phone=phone: answers.append(sim.push(PhoneNumber=phone)))
        for phone in phones
    ]
    sim.bearer("4083917")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 20
    told = sim.receiver.wait_for(20)
    ids = {answer.json()["CheckoutRequestID"] for answer in answers}
    assert {one["CheckoutRequestID"] for one in told} == ids
    receipts = {one["CallbackMetadata"]["Item"][1]["Value"] for one in told}
    assert len(receipts) == 20


def test_a_virtual_clock_stands_still_until_it_is_moved() -> None:
    with running("--calm", "--virtual-clock") as sim:
        checkout = sim.push(PhoneNumber="254708374149").json()["CheckoutRequestID"]
        assert checkout == "ws_CO_021020262130000708374149"
        began = sim.control("GET", "clock")
        assert began["now"] == "2026-10-02T21:30:00.000+03:00"
        sim.control("POST", "clock", {"advance_ms": 25_000})
        assert sim.receiver.came == []
        moved = sim.control("POST", "clock", {"advance_ms": 1_000})
        assert sim.receiver.wait_for(1)[0]["ResultCode"] == 1037, "delivered before the answer came back"
        assert moved["now_ms"] == began["now_ms"] + 26_000
        assert sim.http.post("/_control/clock", json={"advance_ms": -1}).status_code == 400


def test_options_of_the_command_line(tmp_path: Path) -> None:
    tenants, journal = tmp_path / "tenants.json", tmp_path / "journal.jsonl"
    tenants.write_text('[{"shortcode": "600123", "name": "MINE", "environment": "sandbox"}]')
    options = ["--tenants", str(tenants), "--journal", str(journal), "--answer", "cancel", "--calm"]
    with running(*options) as sim:
        assert [tenant["name"] for tenant in sim.told["tenants"]] == ["MINE"]
        sim.push("600123")
        assert sim.receiver.wait_for(1)[0]["ResultCode"] == 1032
    entries = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [entry["what"] for entry in entries][:3] == ["request", "push", "transaction"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))


def test_one_seed_gives_the_same_keys_after_a_restart() -> None:
    keys = []
    for _ in range(2):
        with running("--seed", "77") as sim:
            keys.append([tenant.get("consumer_key") for tenant in sim.told["tenants"]])
    assert keys[0] == keys[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_sigterm_ends_it_quietly_even_while_answers_wait() -> None:
    with running() as sim:
        version = sim.control("GET", "prompts")["version"]
        sim.control("POST", "faults", {"kind": "lost_hang", "operation": "oauth"})
        asked = [f"/_control/prompts?wait=25&since={version}", "/oauth/v1/generate"]
        waiting = [threading.Thread(target=ask_and_lose, args=(sim, path)) for path in asked]
        for thread in waiting:
            thread.start()
        assert wait_until(lambda: sim.control("GET", "record?what=request")["entries"])
        sim.process.send_signal(signal.SIGTERM)
        for thread in waiting:
            thread.join(PATIENCE_S)
        assert not any(thread.is_alive() for thread in waiting)


def ask_and_lose(sim: Running, path: str) -> None:
    with httpx.Client(base_url=sim.told["base_url"], timeout=PATIENCE_S, trust_env=False) as client:
        try:
            client.get(path)
        except httpx.TransportError:
            """It ended before it answered."""


def test_it_ends_with_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = start("--parent-pid", str(parent.pid))
    assert process.stdout is not None
    process.stdout.readline()
    parent.communicate(b"\n", timeout=PATIENCE_S)
    assert process.wait(PATIENCE_S) == 0
    assert end(process) == (0, "")


def test_answers_do_not_wait_for_nagles_algorithm() -> None:
    """asyncio sends small answers at once only on sockets that name TCP: 0.8 ms instead of 45."""
    with program.bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_a_taken_port_and_a_wrong_tenants_file_say_so(tmp_path: Path) -> None:
    with running() as sim:
        process = start("--port", str(sim.told["port"]))
        code, complaints = end(process)
    assert code == 1
    assert complaints.startswith("cannot start:")
    tenants = tmp_path / "tenants.json"
    tenants.write_text('[{"shortcode": "1"}]')
    code, complaints = end(start("--tenants", str(tenants)))
    assert code == 1
    assert "shortcode" in complaints
