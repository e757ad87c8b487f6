"""Sound and film of countless or nested parts, and tags without end."""

from __future__ import annotations

import struct
from pathlib import Path

from .containers import MILLION, nested
from .packed import id3, silence

FTYP = b"\0\0\0\x14ftypisom\0\0\0\0isom"


def box(kind: bytes, *data: bytes) -> bytes:
    """Return a box of ISO's base media format."""
    body = b"".join(data)
    return struct.pack(">I", 8 + len(body)) + kind + body


def boxes_on_the_way(path: Path) -> None:
    """Boxes nested as those that lead to a cover are, over and over, a million deep."""
    path.write_bytes(FTYP + nested(MILLION, b"moov", b"udta", b"meta", b"ilst"))


def boxes_tracks(path: Path) -> None:
    """A million tracks without anything in them."""
    path.write_bytes(FTYP + box(b"moov", box(b"trak") * MILLION))


def boxes_covers(path: Path) -> None:
    """A million covers of no bytes each."""
    cover = box(b"covr", box(b"data", struct.pack(">II", 13, 0)))
    items = box(b"ilst", cover * MILLION)
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(24)), items)
    path.write_bytes(FTYP + box(b"moov", box(b"udta", meta)))


def boxes_samples(path: Path) -> None:
    """A track that says that it has four thousand million samples and as many places."""
    endless = struct.pack(">III", 0, 0, 0xFFFFFFFF)
    entry = box(b"jpeg", bytes(24), struct.pack(">HH", 65535, 65535), bytes(50))
    table = box(
        b"stbl", box(b"stsd", struct.pack(">II", 0, 1), entry), box(b"stsz", endless),
        box(b"stco", struct.pack(">III", 0, 0xFFFFFFFF, 8)),
        box(b"stsc", struct.pack(">II", 0, 0xFFFFFFFF)),
    )  # fmt: skip
    handler = box(b"hdlr", bytes(8), b"vide", bytes(13))
    media = box(b"mdia", handler, box(b"minf", table))
    path.write_bytes(FTYP + box(b"moov", box(b"trak", media)))


def boxes_empty(path: Path) -> None:
    """Boxes of 64 bits of size that say 8, which would never lead on."""
    path.write_bytes(FTYP + (b"\0\0\0\1free" + struct.pack(">Q", 8)) * MILLION)


EBML = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska"
UNKNOWN = b"\x01" + b"\xff" * 7


def sized(name: bytes, data: bytes) -> bytes:
    """Return an element of EBML."""
    return name + b"\x01" + struct.pack(">Q", len(data))[1:] + data


def elements_unknown(path: Path) -> None:
    """A million segments of unknown size, each in the one before."""
    path.write_bytes(EBML + (b"\x18\x53\x80\x67" + UNKNOWN) * MILLION)


def elements_index(path: Path) -> None:
    """A million entries of an index, all of which point at the index."""
    entry = sized(b"\x4d\xbb", b"\x53\xab\x84\x11\x4d\x9b\x74" + b"\x53\xac\x81\x00")
    path.write_bytes(
        EBML + b"\x18\x53\x80\x67" + UNKNOWN + sized(b"\x11\x4d\x9b\x74", entry * MILLION)
    )


def elements_blocks(path: Path) -> None:
    """A million blocks of no frame in one cluster, of a track that has pictures."""
    track = sized(b"\xae", b"\xd7\x81\1" + b"\x83\x81\1" + b"\x86\x87V_MJPEG")
    body = sized(b"\x16\x54\xae\x6b", track)
    body += sized(b"\x1f\x43\xb6\x75", b"\xa3\x84\x81\0\0\0" * MILLION)
    path.write_bytes(EBML + b"\x18\x53\x80\x67" + UNKNOWN + body)


ASF = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
ASF_CONTENT = b"\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50"
ASF_EXTENSION = b"\xb5\x03\xbf\x5f\x2e\xa9\xcf\x11\x8e\xe3\x00\xc0\x0c\x20\x53\x65"


def asf(objects: bytes) -> bytes:
    """Return a file of Windows Media whose header has those objects."""
    return ASF + struct.pack("<QI", 30 + len(objects), 1) + b"\1\2" + objects


def asf_objects(path: Path) -> None:
    """A million objects of nothing."""
    path.write_bytes(asf((bytes(16) + struct.pack("<Q", 24)) * MILLION))


def asf_attributes(path: Path) -> None:
    """A million attributes, in lists of as many as one may have."""
    body = struct.pack("<H", 65535) + bytes(6) * 65535
    path.write_bytes(asf((ASF_CONTENT + struct.pack("<Q", 24 + len(body)) + body) * 16))


def asf_nested(path: Path) -> None:
    """Extensions of the header in extensions of the header, ten thousand deep."""
    depth, step = 10_000, 46
    objects = b"".join(
        ASF_EXTENSION + struct.pack("<Q", step * (depth - i)) + bytes(22) for i in range(depth)
    )
    path.write_bytes(asf(objects))


def ogg_page(flags: int, segments: bytes, data: bytes) -> bytes:
    """Return a page of a stream."""
    return (
        b"OggS\0"
        + bytes([flags])
        + bytes(8)
        + b"\1"
        + bytes(11)
        + bytes([len(segments)])
        + segments
        + data
    )


def ogg_comments(path: Path) -> None:
    """Comments that go on over pages of 64 kB without end, as a file of holes is long."""
    begin = ogg_page(2, b"\x1e", b"\1vorbis" + bytes(23))
    more = ogg_page(1, b"\xff" * 255, b"\3vorbis".ljust(255 * 255, b"\0"))
    path.write_bytes(begin + more * 1500)


def ogg_skeleton(path: Path) -> None:
    """A million pages of a stream that never began, behind one that goes on."""
    begin = ogg_page(2, b"\x1e", b"\1vorbis" + bytes(23))
    path.write_bytes(begin + ogg_page(0, b"", b"").replace(b"\1", b"\2", 1) * MILLION)


def flac_blocks(path: Path) -> None:
    """A million blocks of padding in front of the sound."""
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + struct.pack(">Q", 44100 << 44) + bytes(16)
    path.write_bytes(b"fLaC\0\0\0\x22" + info + b"\1\0\0\0" * MILLION)


def flac_comments(path: Path) -> None:
    """Comments that are said to be four thousand million, a million of which are there."""
    body = bytes(4) + struct.pack("<I", 0xFFFFFFFF) + bytes(4) * MILLION
    path.write_bytes(b"fLaC\x84" + struct.pack(">I", len(body))[1:] + body)


def id3_frames(path: Path) -> None:
    """A tag of a million frames of a byte, none of which is a picture."""
    path.write_bytes(id3(b"TXXX\0\0\0\1\0\0a" * MILLION) + silence(20))


def id3_pictures(path: Path) -> None:
    """A tag of half a million pictures of no bytes."""
    path.write_bytes(id3(b"APIC\0\0\0\x0e\0\0\0image/png\0\3\0\0" * 500_000) + silence(20))


def id3_tags(path: Path) -> None:
    """A million empty tags in front of the sound."""
    path.write_bytes(b"ID3\3\0\0\0\0\0\0" * MILLION + silence(20))


def id3_unsynchronised(path: Path) -> None:
    """A tag of 256 MB, as long as one can be, all of which would have to be undone."""
    with path.open("wb") as file:
        file.write(b"ID3\3\0\x80" + b"\x7f" * 4 + b"APIC" + struct.pack(">IH", (1 << 28) - 11, 0))
        file.truncate((1 << 28) + 9)
        file.seek(0, 2)
        file.write(silence(20))


def ape_items(path: Path) -> None:
    """A tag of a million items at the end of the sound."""
    items = struct.pack("<II", 0, 0) + b"ab\0"
    foot = (
        b"APETAGEX" + struct.pack("<IIII", 2000, len(items) * MILLION + 32, MILLION, 0) + bytes(8)
    )
    path.write_bytes(silence(20) + items * MILLION + foot)


def wav_chunks(path: Path) -> None:
    """A million chunks in front of the samples."""
    body = b"WAVE" + b"junk\0\0\0\0" * MILLION
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def wav_large(path: Path) -> None:
    """A wave file that leads back by the size that it tells for its samples."""
    sizes = b"ds64" + struct.pack("<IQQQI", 28, 1 << 40, 0xFFFFFFFFFFFFFF00, 0, 0)
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
    path.write_bytes(b"RF64\xff\xff\xff\xffWAVE" + sizes + form + b"data\xff\xff\xff\xff")


def aiff_chunks(path: Path) -> None:
    """A million chunks of AIFF."""
    body = b"AIFF" + b"ANNO\0\0\0\0" * MILLION
    path.write_bytes(b"FORM" + struct.pack(">I", len(body)) + body)


def avi_chunks(path: Path) -> None:
    """Lists in lists, ten thousand deep, and a million frames of no bytes."""
    inside = b"".join(
        b"LIST" + struct.pack("<I", 12 * (10_000 - i) - 8) + b"movi" for i in range(10_000)
    )
    inside += b"00dc\0\0\0\0" * MILLION
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(inside)) + b"AVI " + inside)


STREAMS = {
    "mp4-deep": boxes_on_the_way, "mp4-tracks": boxes_tracks, "m4a-covers": boxes_covers,
    "mov-samples": boxes_samples, "mp4-small": boxes_empty, "mkv-unknown": elements_unknown,
    "mkv-index": elements_index, "webm-blocks": elements_blocks, "wma-objects": asf_objects,
    "wma-attributes": asf_attributes, "wmv-nested": asf_nested, "ogg-comments": ogg_comments,
    "opus-pages": ogg_skeleton, "flac-blocks": flac_blocks, "flac-comments": flac_comments,
    "mp3-frames": id3_frames, "mp3-pictures": id3_pictures, "mp3-tags": id3_tags,
    "mp3-whole": id3_unsynchronised, "ape-items": ape_items, "wav-chunks": wav_chunks,
    "wav-back": wav_large, "aiff-chunks": aiff_chunks, "avi-chunks": avi_chunks,
}  # fmt: skip
