"""The text of a PDF as a reader's program would copy it, for PDFs that fpdf2 made."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/F(\d) [\d.]+ Tf|Td \(((?:[^\\()]|\\.)*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_UNESCAPED = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}


def pdf_text(data: bytes) -> str:
    """All text in the order in which it is drawn, with one space between words.

    A font writes numbers of its own; its ToUnicode table says which letters they stand for.
    """
    streams = [_inflated(found[1]) for found in _STREAM.finditer(data)]
    letters = {
        str(number).encode(): _letters(table)
        for number, table in enumerate((s for s in streams if b"beginbfchar" in s), start=1)
    }
    lines = []
    for page in (stream for stream in streams if b" Tj ET" in stream):
        known: dict[int, str] = {}
        for found in _SHOWN.finditer(page):
            if found[1] is not None:
                known = letters[found[1]]
            else:
                raw = _ESCAPED.sub(lambda m: _UNESCAPED.get(m[1], m[1]), found[2])
                pairs = zip(raw[::2], raw[1::2], strict=True)
                lines.append("".join(known[high << 8 | low] for high, low in pairs))
    return " ".join(" ".join(lines).split())


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)  # its last byte may look like a line's end
    except zlib.error:
        return stream


def _letters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>\n", table)
    return {
        int(number, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for number, letter in pairs
    }
