"""Bringing this PC's program up to date: never by force, never unsigned, never while a customer pays.

``manifest`` judges what the release address said, ``policy`` decides what it means here and when it may happen,
``download`` fetches, ``shelf`` remembers across starts, ``install`` hands over to the system's installer and
``service`` ties them to the console. Where no address is configured nothing is asked of anybody.
"""
