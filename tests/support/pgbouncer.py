"""A private PgBouncer in transaction pooling mode before a test's PostgreSQL: sockets only, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.postgres import ACCOUNT, OWNER, SERVICE, PostgresServer

PORT = 6432  # only names the socket
READY_S = 20.0
SERVER_CONNECTIONS = 4
"""Fewer than the tests have threads: connections are really shared."""


class NoPgBouncer(Exception):
    """There is no PgBouncer on this machine."""


@dataclass
class PgBouncer:
    """A running pooler. `folder` holds its socket, settings and log."""

    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, server: PostgresServer) -> PgBouncer:
        """Raises NoPgBouncer, or AssertionError with its log if it does not come up."""
        program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            raise NoPgBouncer("no pgbouncer: install it (Debian: pgbouncer)")
        folder = Path(tempfile.mkdtemp(prefix="tabeza-pgb-"))
        (folder / "users.txt").write_text(f'"{SERVICE}" ""\n"{OWNER}" ""\n', encoding="ascii")
        (folder / "pgbouncer.ini").write_text(settings(folder, server), encoding="ascii")
        command = [program, str(folder / "pgbouncer.ini")]
        if os.geteuid() == 0:  # like PostgreSQL it will not be root
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, ACCOUNT)
            command = ["runuser", "-u", ACCOUNT, "--", *command]
        quiet = subprocess.DEVNULL
        pooler = cls(folder, subprocess.Popen(command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet))
        try:
            pooler._wait_until_ready()
        except BaseException:
            pooler.stop()
            raise
        return pooler

    def url(self, database: str, user: str = SERVICE) -> str:
        """The SQLAlchemy URL of a database, through the pooler."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}&port={PORT}"

    def say(self, statement: str) -> list[tuple[object, ...]]:
        """Asks the pooler itself (`SHOW POOLS`)."""
        with psycopg.connect(
            host=str(self.folder), port=PORT, user=OWNER, dbname="pgbouncer", autocommit=True
        ) as line:
            return line.execute(statement.encode()).fetchall()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.say("SHOW VERSION")
                return
            except psycopg.OperationalError:
                self._pause()
        log = self.folder / "log"
        raise AssertionError(log.read_text(errors="replace") if log.exists() else "pgbouncer ended at once")

    def _pause(self) -> None:
        """Waits for the process to end, which is not what is hoped for, a twentieth of a second."""
        try:
            self.process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            return


def settings(folder: Path, server: PostgresServer) -> str:
    return f"""[databases]
* = host={server.folder}
[pgbouncer]
pool_mode = transaction
listen_addr =
unix_socket_dir = {folder}
listen_port = {PORT}
auth_type = trust
auth_file = {folder / "users.txt"}
admin_users = {OWNER}
logfile = {folder / "log"}
pidfile = {folder / "pid"}
default_pool_size = {SERVER_CONNECTIONS}
max_client_conn = 400
"""
