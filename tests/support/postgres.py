"""A private PostgreSQL for tests: its own cluster, reachable by its socket only, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

ACCOUNT = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this account
OWNER = "tabeza_tests"
SERVICE = "tabeza_service"
"""Owns the databases, as the service's role does in production: no superuser, and bound by row-level security."""
TIMEOUT_S = 60


class NoPostgres(Exception):
    """There is no PostgreSQL server on this machine."""


@dataclass
class PostgresServer:
    """A running server. `folder` holds its data and its socket."""

    folder: Path
    binaries: Path
    databases_made: int = 0

    @classmethod
    def start(cls) -> PostgresServer:
        """Makes a cluster and starts it. Raises NoPostgres, or CalledProcessError with PostgreSQL's own words."""
        binaries = _binaries()
        folder = Path(tempfile.mkdtemp(prefix="tabeza-pg-"))
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        server = cls(folder, binaries)
        try:
            options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={OWNER}"]
            server._run("initdb", *options)
            settings = f"-c listen_addresses='' -c unix_socket_directories={folder}"
            server._run("pg_ctl", "start", "-w", "-l", str(folder / "server.log"), "-o", settings)
            server.say(f"CREATE ROLE {SERVICE} LOGIN NOSUPERUSER NOBYPASSRLS")
        except BaseException:
            server.stop()
            raise
        return server

    def new_database(self, template: str = "template1", owner: str = SERVICE) -> str:
        """Makes a database, empty or a copy of another that nobody is connected to; returns its SQLAlchemy URL."""
        self.databases_made += 1
        name = f"test_{self.databases_made}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}")
        return self.url(name, owner)

    def url(self, database: str, user: str = SERVICE) -> str:
        """The SQLAlchemy URL of a database as this user."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    @staticmethod
    def name_of(url: str) -> str:
        """The database's name in one of our URLs."""
        return url.partition("@/")[2].partition("?")[0]

    def drop(self, url: str) -> None:
        """Removes a database, whoever is still connected to it."""
        self.say(f"DROP DATABASE {self.name_of(url)} WITH (FORCE)")

    def say(self, statement: str) -> list[tuple[object, ...]]:
        """Runs one statement as the cluster's owner; gives its rows, if it has any."""
        with psycopg.connect(host=str(self.folder), user=OWNER, dbname="postgres", autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def restart(self, mode: str = "immediate") -> None:
        """Pulls the plug (`immediate`) or asks nicely (`fast`), then starts again and waits until it answers."""
        self._run("pg_ctl", "restart", "-w", "-m", mode, "-l", str(self.folder / "server.log"))

    def stop(self) -> None:
        """Ends the server and removes everything it kept."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), "-D", str(self.folder / "data"), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", ACCOUNT, "--", *command]
        # no pipes: the server would inherit them and keep this call waiting for their end
        with tempfile.TemporaryFile() as said:
            code = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=TIMEOUT_S
            ).returncode
            said.seek(0)
            if code:
                raise subprocess.CalledProcessError(code, command, said.read().decode(errors="replace"))


def _binaries() -> Path:
    """Debian keeps each version's programs in a folder of its own; elsewhere they are on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if found is None:
        raise NoPostgres("no initdb: install PostgreSQL's server (Debian: postgresql)")
    return Path(found).parent
