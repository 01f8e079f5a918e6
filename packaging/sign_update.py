"""Makes the keys that updates are signed with, and signs and checks manifests: `python3 dev.py sign-update`.

For the release machine only; nothing of this ships. A private key exists as one encrypted file (PKCS #8, passphrase)
and is read, used and dropped. Who holds which key is in docs/packaging.md.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import sys
import time
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from datetime import UTC, datetime

from tabeza_desktop.updates.manifest import (
    Envelope,
    Package,
    Release,
    Signature,
    UpdateRefused,
    check_form,
    judge,
    key_id,
    statement,
)
from tabeza_desktop.updates.trust import TrustFile

TRUST = Path(__file__).resolve().parent.parent / "resources" / "updates" / "trust.json"
PLATFORMS = {".exe": "windows-x86_64", ".deb": "linux-x86_64"}
DAY_S = 86_400
SHORTEST_PASSPHRASE = 12


class Refused(Exception):
    """What was asked cannot be done; `str()` says why."""


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def new_key(place: Path, passphrase: bytes) -> bytes:
    """Writes a new private key, readable by its owner only; returns the public half. Never overwrites."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters.")
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))
    try:
        with place.open("xb") as file:
            place.chmod(0o600)
            file.write(text)
    except FileExistsError:
        raise Refused(f"{place} exists already; a key is never overwritten.") from None
    return public_bytes(key)


def read_key(place: Path, passphrase: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(place.read_bytes(), passphrase)
    except (OSError, ValueError):
        raise Refused(f"{place} could not be opened with this passphrase.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(f"{place} holds another kind of key.")
    return key


def package_of(path: Path, base_url: str) -> tuple[str, Package]:
    """(platform, package) of a file to ship."""
    if path.suffix not in PLATFORMS:
        raise Refused(f"{path.name}: only {' and '.join(PLATFORMS)} files are installed by updates.")
    content = path.read_bytes()
    address = f"{base_url.rstrip('/')}/{path.name}"
    return PLATFORMS[path.suffix], Package(address, len(content), hashlib.sha256(content).hexdigest())


def sign(release: Release, key: Ed25519PrivateKey) -> bytes:
    """The manifest as it is served. Raises `Refused` for a release that consoles would refuse."""
    try:
        check_form(release)
    except UpdateRefused:
        raise Refused("Consoles would refuse this release: look at versions, percentage, address and days.") from None
    signed = msgspec.json.encode(release)
    signature = base64.b64encode(key.sign(statement(signed))).decode("ascii")
    envelope = Envelope(base64.b64encode(signed).decode("ascii"), (Signature(key_id(public_bytes(key)), signature),))
    return msgspec.json.format(msgspec.json.encode(envelope), indent=1) + b"\n"


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        return {"new-key": _new_key, "make": _make, "check": _check}[options.task](options)
    except Refused as problem:
        print(problem, file=sys.stderr)
        return 1


def _new_key(options: argparse.Namespace) -> int:
    first = _passphrase(options, "Passphrase for the new key: ")
    if not options.passphrase_file and first != getpass.getpass("The same again: ").encode():
        raise Refused("The two differ; nothing was written.")
    public = new_key(options.key, first)
    print(f"written: {options.key}\nkey id:  {key_id(public)}\npublic:  {public.hex()}")
    print(f"Pin the public half in {TRUST.relative_to(TRUST.parent.parent.parent)}; it names two keys, always.")
    return 0


def _make(options: argparse.Namespace) -> int:
    packages = dict(package_of(path, options.base_url) for path in options.packages)
    now = int(time.time())
    release = Release(
        version=options.version, minimum_version=options.minimum, sequence=now, issued_at=now,
        expires_at=now + options.days * DAY_S, rollout_percent=options.percent, packages=packages,
    )
    key = read_key(options.key, _passphrase(options, "Passphrase of the key: "))
    options.output.write_bytes(sign(release, key))
    print(f"{options.output}: {release.version} for {options.percent} % until {_day(release.expires_at)}")
    return 0


def _check(options: argparse.Namespace) -> int:
    """Judges a manifest exactly as a console would, then the packages beside it."""
    keys = [bytes.fromhex(key) for key in msgspec.json.decode(options.trust.read_bytes(), type=TrustFile).keys]
    try:
        release = judge(options.manifest.read_bytes(), keys, now=datetime.now(UTC))
    except UpdateRefused as refused:
        raise Refused(f"Consoles refuse this manifest: {refused.reason}.") from None
    for path in options.packages:
        platform, package = package_of(path, "https://unknown.invalid")
        told = release.packages.get(platform)
        if told is None or (told.size, told.sha256) != (package.size, package.sha256):
            raise Refused(f"{path.name} is not the file that was signed for {platform}.")
    print(f"good: {release.version}, {release.rollout_percent} %, until {_day(release.expires_at)}")
    return 0


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _passphrase(options: argparse.Namespace, question: str) -> bytes:
    """Typed, or the first line of a file (a machine's secret store): never an argument, which others could read."""
    if options.passphrase_file:
        return options.passphrase_file.read_bytes().splitlines()[0]
    return getpass.getpass(question).encode()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py sign-update", description="Keys and manifests of updates.")
    tasks = parser.add_subparsers(dest="task", required=True)
    fresh = tasks.add_parser("new-key", help="a new private key, and the public half to pin")
    make = tasks.add_parser("make", help="a signed manifest for these packages")
    check = tasks.add_parser("check", help="judge a manifest as a console would")
    for task in (fresh, make):
        task.add_argument("--key", type=Path, required=True, metavar="FILE")
        task.add_argument("--passphrase-file", type=Path, metavar="FILE")
    make.add_argument("--version", required=True)
    make.add_argument("--minimum", required=True, help="programs older than this take it whatever the percentage")
    make.add_argument("--percent", type=int, required=True, help="of the PCs, 0 to 100")
    make.add_argument("--days", type=int, default=30, help="how long consoles believe it (30)")
    make.add_argument("--base-url", required=True, help="where the packages will lie; https")
    make.add_argument("--output", type=Path, default=Path("dist/update.json"))
    make.add_argument("packages", type=Path, nargs="+")
    check.add_argument("--trust", type=Path, default=TRUST)
    check.add_argument("manifest", type=Path)
    check.add_argument("packages", type=Path, nargs="*")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
