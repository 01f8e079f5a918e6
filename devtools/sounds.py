"""Makes the two sounds of the console, each at two volumes: ``python -m devtools.sounds`` writes ``resources/sounds``.

Paid is two rising notes in 180 ms, failed one low note of 220 ms. Sine tones with soft ends, so that a cheap speaker
does not click; 16-bit mono at 22,050 Hz. Drawn for this project from nothing but these numbers.
"""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

RATE_HZ = 22_050
FADE_MS = 12
VOLUMES = {"": 0.5, "-low": 0.16}
"""What a volume adds to the file's name, and its share of full scale."""


@dataclass(frozen=True)
class Note:
    hertz: float
    milliseconds: int


SOUNDS = {"paid": (Note(784.0, 90), Note(1174.7, 90)), "failed": (Note(196.0, 220),)}


def samples(notes: tuple[Note, ...], volume: float) -> list[int]:
    """One note after another, each fading in and out; a third harmonic makes the low one heard on small speakers."""
    found: list[int] = []
    for note in notes:
        count, fade = RATE_HZ * note.milliseconds // 1000, RATE_HZ * FADE_MS // 1000
        for at in range(count):
            turn = 2 * math.pi * note.hertz * at / RATE_HZ
            edge = min(1.0, at / fade, (count - 1 - at) / fade)
            found.append(round(32767 * volume * edge * (0.8 * math.sin(turn) + 0.2 * math.sin(3 * turn))))
    return found


def wav_bytes(name: str, volume: float) -> bytes:
    """The whole file."""
    values, out = samples(SOUNDS[name], volume), BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(struct.pack(f"<{len(values)}h", *values))
    return out.getvalue()


def write_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SOUNDS:
        for suffix, volume in VOLUMES.items():
            (folder / f"{name}{suffix}.wav").write_bytes(wav_bytes(name, volume))


if __name__ == "__main__":
    write_all(Path(__file__).resolve().parent.parent / "resources" / "sounds")
