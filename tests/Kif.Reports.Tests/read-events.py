#!/usr/bin/env python3
"""Reads the event files of a folder without any package: checks every checksum, prints the version and then "tag step value" per scalar.

Checksums are computed from the polynomial of CRC-32C (reflected 0x82f63b78), messages are taken apart by their wire types.
"""
import pathlib
import struct
import sys


def crc(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def masked(data):
    value = crc(data)
    return (((value >> 15) | (value << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        length, check = struct.unpack_from("<QI", data, at)
        assert check == masked(data[at:at + 8]), f"checksum of the length at {at}"
        body = data[at + 12:at + 12 + length]
        assert len(body) == length, f"the record at {at} is cut"
        assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked(body), f"checksum of the record at {at}"
        yield body
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        elif kind == 5:
            value, at = struct.unpack_from("<f", data, at)[0], at + 4
        else:
            raise AssertionError(f"wire type {kind}")
        yield number, value


for file in sorted(pathlib.Path(sys.argv[1]).glob("events.out.tfevents.*")):
    for record in records(file.read_bytes()):
        event = dict(fields(record))
        assert event[1] >= 0, "wall time"
        if 3 in event:
            print("version", event[3].decode())
        if 5 in event:
            for number, value in fields(event[5]):
                assert number == 1, "a summary has values only"
                scalar = dict(fields(value))
                print(scalar[1].decode(), event.get(2, 0), repr(scalar[2]))
