"""``state.sqlite``: the little the service cannot give back. Nothing in it is a secret.

Held here: which device this is, preferences, how far set-up got, and every payment request this console made, written
down before it was sent. ``synchronous=FULL``: what a method returned from is on the disk. A file that is damaged is
set aside, never silently overwritten; ``set_aside_path`` then says where it went.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import SETTLED_STAGES, PendingRequest, RequestStage
from tabeza_desktop.core.setup_flow import SetupDraft
from tabeza_desktop.core.times import micros
from tabeza_desktop.store import state_schema as schema
from tabeza_desktop.store.database import Corrupt, disk_errors, open_engine, quick_check, set_aside
from tabeza_desktop.store.migrations import migrate
from tabeza_protocol.wire.access import BarSummary, People, PersonView, ServiceKind

StructT = TypeVar("StructT", bound=msgspec.Struct)
KEEP_SETTLED: Final = timedelta(days=7)


class DeviceRecord(msgspec.Struct, frozen=True):
    """Which device this PC is, at which service. Tokens are in the keyring."""

    service_url: str
    service_kind: ServiceKind
    identity_fingerprint: str
    device_id: str
    device_name: str
    bar: BarSummary
    owner_to_set: bool = False


class StateStore:
    """The open file. Methods raise :class:`tabeza_desktop.store.database.DiskFailed` if the disk refuses."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_aside_path: Path | None = None
        self._engine = open_engine(path, "FULL")
        if path.exists() and not self._whole():
            self._engine.dispose()
            self.set_aside_path = set_aside(path)
            self._engine = open_engine(path, "FULL")
        migrate(self._engine, path)

    def _whole(self) -> bool:
        try:
            return quick_check(self._engine)
        except Corrupt:
            return False

    def is_whole(self) -> bool:
        """Whether SQLite finds the file whole; reads all of it."""
        return quick_check(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    # --- small named values

    def install_id(self, make: str) -> str:
        """This installation's own id; ``make`` is kept the first time."""
        held = self._get("install_id")
        if held is None:
            self._put("install_id", make.encode())
            return make
        return held.decode()

    def device(self) -> DeviceRecord | None:
        return self._struct("device", DeviceRecord)

    def save_device(self, record: DeviceRecord) -> None:
        self._put("device", msgspec.json.encode(record))

    def forget_device(self) -> None:
        """Unpaired: what belonged to the bar goes, the person's choices for this PC stay."""
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(delete(schema.install).where(schema.install.c.name.in_(["device", "people"])))
            connection.execute(delete(schema.setup_drafts))
            connection.execute(delete(schema.offline_verifiers))

    def preferences(self) -> Preferences:
        return self._struct("preferences", Preferences) or Preferences()

    def save_preferences(self, preferences: Preferences) -> None:
        self._put("preferences", msgspec.json.encode(preferences))

    def people(self) -> tuple[PersonView, ...]:
        """Who could sign in here when the service last said."""
        held = self._struct("people", People)
        return held.people if held is not None else ()

    def save_people(self, people: tuple[PersonView, ...]) -> None:
        self._put("people", msgspec.json.encode(People(people=people)))

    # --- set-up

    def setup_draft(self, bar_id: str) -> SetupDraft:
        """How far set-up got; a draft that a newer console wrote in another form starts over."""
        query = select(schema.setup_drafts.c.body).where(schema.setup_drafts.c.bar_id == bar_id)
        with disk_errors(), self._engine.connect() as connection:
            body = connection.execute(query).scalar_one_or_none()
        try:
            return SetupDraft() if body is None else msgspec.json.decode(body, type=SetupDraft)
        except msgspec.DecodeError:
            return SetupDraft()

    def save_setup_draft(self, bar_id: str, draft: SetupDraft) -> None:
        statement = insert(schema.setup_drafts).values(bar_id=bar_id, body=msgspec.json.encode(draft))
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["bar_id"], set_={"body": statement.excluded.body}
                )
            )

    # --- pairing

    def claim_key(self, code_hash: str, make: str, now: datetime) -> str:
        """The key a code is claimed with: made once and kept, so a claim repeated after a power cut is the same."""
        table = schema.pairing_claims
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(
                insert(table)
                .values(code_hash=code_hash, claim_key=make, made_at=micros(now))
                .on_conflict_do_nothing()
            )
            return connection.execute(
                select(table.c.claim_key).where(table.c.code_hash == code_hash)
            ).scalar_one()

    def forget_claims(self) -> None:
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(delete(schema.pairing_claims))

    # --- the outbox

    def record_request(self, request: PendingRequest, bar_id: str, request_hash: str) -> None:
        """Write a request down before it is sent. Returns only when it is on the disk."""
        values = {
            "key": request.key,
            "kind": request.kind,
            "bar_id": bar_id,
            "tab_id": request.tab_id,
            "amount_cents": request.amount_cents,
            "phone_masked": request.phone_masked,
            "request_hash": request_hash,
            "stage": request.stage.value,
            "payment_id": request.payment_id,
            "problem": None,
            "created_at": micros(request.created_at),
        }
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(insert(schema.outbox).values(values))

    def settle_request(self, request: PendingRequest) -> None:
        """Write down what became of it."""
        values = {
            "stage": request.stage.value,
            "payment_id": request.payment_id,
            "problem": request.problem.code if request.problem else None,
        }
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(update(schema.outbox).where(schema.outbox.c.key == request.key).values(values))

    def unsettled_requests(self, bar_id: str) -> tuple[PendingRequest, ...]:
        """Requests whose fate was not written down: after a restart these are looked up, and never sent again."""
        return self._requests(
            bar_id, tuple(stage.value for stage in RequestStage if stage not in SETTLED_STAGES)
        )

    def all_requests(self, bar_id: str) -> tuple[PendingRequest, ...]:
        return self._requests(bar_id, tuple(stage.value for stage in RequestStage))

    def request_hash(self, key: str) -> str | None:
        with disk_errors(), self._engine.connect() as connection:
            return connection.execute(
                select(schema.outbox.c.request_hash).where(schema.outbox.c.key == key)
            ).scalar_one_or_none()

    def forget_settled(self, now: datetime) -> None:
        """Requests that ended a week ago are the service's to remember."""
        stages = [stage.value for stage in SETTLED_STAGES]
        table = schema.outbox
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(
                delete(table).where(
                    table.c.stage.in_(stages), table.c.created_at < micros(now - KEEP_SETTLED)
                )
            )

    def _requests(self, bar_id: str, stages: tuple[str, ...]) -> tuple[PendingRequest, ...]:
        table = schema.outbox
        query = (
            select(table)
            .where(table.c.bar_id == bar_id, table.c.stage.in_(stages))
            .order_by(table.c.created_at)
        )
        with disk_errors(), self._engine.connect() as connection:
            return tuple(
                PendingRequest(
                    key=row.key,
                    kind=row.kind,
                    tab_id=row.tab_id,
                    amount_cents=row.amount_cents,
                    phone_masked=row.phone_masked,
                    stage=RequestStage(row.stage),
                    created_at=datetime.fromtimestamp(row.created_at / 1_000_000, UTC),
                    payment_id=row.payment_id,
                    problem=Problem(row.problem) if row.problem else None,
                )
                for row in connection.execute(query)
            )

    # --- inside

    @property
    def engine(self) -> Engine:
        """For the store's own modules."""
        return self._engine

    def _get(self, name: str) -> bytes | None:
        query = select(schema.install.c.value).where(schema.install.c.name == name)
        with disk_errors(), self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def _put(self, name: str, value: bytes) -> None:
        statement = insert(schema.install).values(name=name, value=value)
        with disk_errors(), self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
            )

    def _struct(self, name: str, kind: type[StructT]) -> StructT | None:
        raw = self._get(name)
        if raw is None:
            return None
        try:
            return msgspec.json.decode(raw, type=kind)
        except msgspec.DecodeError:
            return None  # written by a newer console: as if it had not been said
