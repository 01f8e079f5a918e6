"""Bodies captured in the field: read where they are present; never a false "paid", never a raise."""

from __future__ import annotations

from pathlib import Path

from tabeza_central.daraja import errors
from tabeza_central.daraja.errors import Answer, Fetched
from tabeza_central.ports import Accepted, NoAnswer, NotYet, Refused, Result


def test_only_an_acknowledgement_is_accepted_and_only_a_paid_query_is_paid(corpus: Path) -> None:
    read = 0
    for path in sorted(corpus.iterdir()):
        for status in (200, 400, 403, 404, 500, 503):
            answer = Answer(status, path.read_bytes())
            if isinstance(errors.read_push(answer), Accepted):
                assert status == 200, path.name
                assert path.name.startswith(("stk_ack_200", "query_")), path.name
            queried = errors.read_query(answer)
            if isinstance(queried, Result) and queried.code == "0":
                assert path.name.startswith("query_0"), path.name
            errors.read_token(answer)
            errors.read_lookup(answer)
            read += 1
    assert read > 300


def test_oauth_bodies(corpus: Path) -> None:
    empty = (corpus / "oauth_400_empty_body_wrong_env.txt").read_bytes().strip()
    assert isinstance(errors.read_token(Answer(400, empty)), Refused)
    for name in ("oauth_400_008_01_fixture.json", "oauth_400_008_02_invalid_grant.json"):
        assert isinstance(errors.read_token(Answer(400, (corpus / name).read_bytes())), Refused)
    found = errors.read_token(Answer(200, (corpus / "oauth_200_string_expires.json").read_bytes()))
    assert isinstance(found, Fetched)
    assert found.lifetime_s == 3599


def test_every_captured_acknowledgement_is_accepted(corpus: Path) -> None:
    found = sorted(corpus.glob("stk_ack_200*"))
    assert found
    for path in found:
        assert isinstance(errors.read_push(Answer(200, path.read_bytes())), Accepted), path.name


def test_a_wall_or_a_broken_back_end_leaves_a_push_unknown(corpus: Path) -> None:
    for name in (
        "net_403_incapsula.txt", "net_503_incapsula_oauth.txt", "net_500_service_unreachable.json",
        "gw_err_soap_fault_409_addurlvault.json", "stk_err_500_003_1001_internal.json",
        "stk_err_500_001_1001_being_processed.json",
    ):  # fmt: skip
        for status in (200, 403, 500, 503):
            assert isinstance(errors.read_push(Answer(status, (corpus / name).read_bytes())), NoAnswer), name


def test_every_captured_push_refusal_is_a_refusal(corpus: Path) -> None:
    unknown = {"stk_err_500_003_1001_internal.json", "stk_err_500_001_1001_being_processed.json"}
    for path in sorted(corpus.glob("stk_err_*")):
        if path.name not in unknown:
            assert isinstance(errors.read_push(Answer(500, path.read_bytes())), Refused), path.name


def test_queries_in_flight_and_finished(corpus: Path) -> None:
    def read(name: str) -> object:
        return errors.read_query(Answer(200, (corpus / name).read_bytes()))

    assert read("query_4999_in_flight.json") == NotYet("4999")
    assert read("query_2029_unresolved_reason.json") == Result(
        "2029", "Failed due to an unresolved reason type."
    )
