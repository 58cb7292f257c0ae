#!/usr/bin/env python3
"""remake.py -- make a published school-place draw again, and check it.

This is an independent second implementation.  It was written from the page grammar/DRAW.md alone: its
author saw no other program, test or file of the project.  Where that page leaves something open, the
reading chosen here is marked in the code with a tag [R1], [R2], ...

    python3 remake.py RUN_PUBLIC_FOLDER [--seed TEXT]
        check every digest in the folder, make tickets.tsv, placements.tsv and cutoffs.tsv again,
        compare them byte for byte; one line per check; exit 0 if all are ok, otherwise 1
    python3 remake.py --place rounds.json roster.tsv plan.tsv [lists.tsv] --master HEX --out DIR
        only write the three result files
    python3 remake.py --vector
        check the worked example of section 6

Only the standard library of Python 3 is used; ChaCha20 is written out below.
"""

import argparse
import hashlib
import json
import os
import re
import struct
import sys
import unicodedata
from collections import defaultdict, deque
from fractions import Fraction
from heapq import heappop, heappush
from operator import attrgetter

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
INTEGER = re.compile(r"-?[0-9]+\Z")
DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})\Z")
RESULTS = ("tickets.tsv", "placements.tsv", "cutoffs.tsv")


class Bad(Exception):
    """The input is not as the description says it must be."""


# ---------------------------------------------------------------------------------------------------
# Section 2: sums
# ---------------------------------------------------------------------------------------------------

def H(*fields):
    """SHA-256 over each field preceded by its length as 8 bytes, little-endian."""
    h = hashlib.sha256()
    for f in fields:
        if isinstance(f, int):
            f = str(f)
        if isinstance(f, str):
            f = f.encode("utf-8")
        h.update(len(f).to_bytes(8, "little"))
        h.update(f)
    return h.digest()


def digest_public(data):
    return hashlib.sha256(data).digest()


def digest_sealed(salt, data):
    return H("ruxue/sealed/v1", salt, data)


def sum_frozen(draw, files, previous):
    """files: {path: digest}; previous: certificate digests in the order of the names of their draws."""
    fields = ["ruxue/frozen/v1", draw]
    for path in sorted(files, key=lambda p: p.encode("utf-8")):
        fields += [path, files[path]]
    return H(*fields, b"".join(previous))        # [R1] `previous` is always one field, perhaps empty


def sum_commitment(party, frozen, share):
    return H("ruxue/commit/v1", party, frozen, share)


def sum_master(frozen, shares, balls, attempt):
    """shares: {party: 32 bytes}.  Every commitment and every share is a field of its own. [R1]"""
    parties = sorted(shares, key=lambda p: p.encode("utf-8"))
    return H("ruxue/master/v1", frozen,
             *(sum_commitment(p, frozen, shares[p]) for p in parties),
             *(shares[p] for p in parties), balls, attempt)


def sum_rehearsal(frozen, seed):
    return H("ruxue/rehearsal/v1", frozen, seed)


def sum_key(master, scope):
    return H("ruxue/round-key/v1", master, scope)


# ---------------------------------------------------------------------------------------------------
# Section 3: tickets
# ---------------------------------------------------------------------------------------------------
# ChaCha20 over many blocks at once.  Word k of all blocks of a batch lives in ONE Python integer, with a
# lane of 64 bits for each block: the 32-bit word in the low half, zeros in the high half.  Then a single
# addition, exclusive or, or shift of the big integer works on all blocks; what runs over into the high
# half of a lane (or, by a shift to the right, into the high half of the lane below) is masked away.

BATCH = 1024
_LANES = {}


def _lanes(n):
    """(an integer with 1 in every lane, one with 2**32-1 in every lane, one with 0, 1, 2, ... in the lanes)"""
    if n not in _LANES:
        ones = int.from_bytes(b"\1\0\0\0\0\0\0\0" * n, "little")
        count = int.from_bytes(struct.pack("<%dQ" % n, *range(n)), "little")
        _LANES[n] = ones, ones * 0xFFFFFFFF, count
    return _LANES[n]


def _chacha20_batch(key, counter, n):
    """The keystream of n blocks from the given block counter, as n * 8 integers of 64 bits."""
    ones, mask, count = _lanes(n)
    start = [ones * w for w in struct.unpack("<4L8L", b"expand 32-byte k" + key)]
    if (counter & 0xFFFFFFFF) + n > 1 << 32:
        raise Bad("a roster this long is not provided for")
    start += [ones * (counter & 0xFFFFFFFF) + count, ones * (counter >> 32), 0, 0]   # stream 0
    x = list(start)

    def quarter(a, b, c, d):
        xa, xb, xc, xd = x[a], x[b], x[c], x[d]
        xa = (xa + xb) & mask
        xd ^= xa
        xd = ((xd << 16) | (xd >> 16)) & mask
        xc = (xc + xd) & mask
        xb ^= xc
        xb = ((xb << 12) | (xb >> 20)) & mask
        xa = (xa + xb) & mask
        xd ^= xa
        xd = ((xd << 8) | (xd >> 24)) & mask
        xc = (xc + xd) & mask
        xb ^= xc
        xb = ((xb << 7) | (xb >> 25)) & mask
        x[a], x[b], x[c], x[d] = xa, xb, xc, xd

    for _ in range(10):
        quarter(0, 4, 8, 12)
        quarter(1, 5, 9, 13)
        quarter(2, 6, 10, 14)
        quarter(3, 7, 11, 15)
        quarter(0, 5, 10, 15)
        quarter(1, 6, 11, 12)
        quarter(2, 7, 8, 13)
        quarter(3, 4, 9, 14)
    words = [(a + b) & mask for a, b in zip(x, start)]
    # Words 2j and 2j+1 of a block are its j-th piece of 8 bytes; put together they fill the lane.
    out = [0] * (8 * n)
    for j in range(8):
        lane = words[2 * j] | (words[2 * j + 1] << 32)
        out[j::8] = struct.unpack("<%dQ" % n, lane.to_bytes(8 * n, "little"))
    return out


def make_tickets(key, how_many):
    """The first `how_many` tickets under a round's key, as integers."""
    out = []
    blocks = (how_many + 7) // 8
    for first in range(0, blocks, BATCH):
        out += _chacha20_batch(key, first, min(BATCH, blocks - first))
    return out[:how_many]


def ticket_number(ticket):
    """The ten digits shown to people."""
    return "%010d" % (ticket * 10 ** 10 >> 64)


# ---------------------------------------------------------------------------------------------------
# Section 1: files
# ---------------------------------------------------------------------------------------------------

def read_text(data, what):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad(what + ": not UTF-8")
    if text.startswith("\ufeff") or "\r" in text or not unicodedata.is_normalized("NFC", text):
        raise Bad(what + ": not NFC text with LF")
    return text


class Table:
    """A tab-separated table: `ids` (first cells), `heads` (of the other columns), `column[head]` (a list)."""

    def __init__(self, data, form, what, ids_match=True):
        text = read_text(data, what)
        if not text.endswith("\n"):
            raise Bad(what + ": the last line does not end")
        lines = text[:-1].split("\n")
        head = lines[0].split("\t")
        if head[0] != form:
            raise Bad("%s: begins with %r, not %r" % (what, head[0], form))
        self.heads = head[1:]
        if len(set(self.heads)) != len(self.heads):
            raise Bad(what + ": a column name occurs twice")
        rows = [line.split("\t") for line in lines[1:]]
        for n, row in enumerate(rows, 2):
            if len(row) != len(head):
                raise Bad("%s: line %d has %d cells instead of %d" % (what, n, len(row), len(head)))
        self.ids = [row[0] for row in rows]
        keys = [i.encode("utf-8") for i in self.ids]
        if any(a >= b for a, b in zip(keys, keys[1:])):
            raise Bad(what + ": rows not sorted, or an id twice")
        if ids_match and not all(ID.match(i) for i in self.ids):
            raise Bad(what + ": an id that may not be one")
        self.column = {h: [row[k] for row in rows] for k, h in enumerate(self.heads, 1)}

    def get(self, head):
        if head not in self.column:
            raise Bad("column %s is missing" % head)
        return self.column[head]


def _no_key_twice(pairs):
    obj = dict(pairs)
    if len(obj) != len(pairs):
        raise Bad("a key occurs twice in JSON")
    return obj


def read_json(data, what, form):
    try:
        # parse_float=Fraction: a share of 12.5 per cent stays exact
        obj = json.loads(read_text(data, what), object_pairs_hook=_no_key_twice, parse_float=Fraction)
    except ValueError as e:
        raise Bad("%s: not JSON (%s)" % (what, e))
    if not isinstance(obj, dict) or obj.get("format") != form:
        raise Bad("%s: not of the format %s" % (what, form))
    return obj


def canonical(obj):
    """RFC 8785, for what occurs here (whole numbers only); None if it holds another number."""
    def ordered(o):
        if isinstance(o, dict):
            return {k: ordered(o[k]) for k in sorted(o, key=lambda k: k.encode("utf-16-be"))}
        if isinstance(o, list):
            return [ordered(v) for v in o]
        return o
    try:
        return json.dumps(ordered(obj), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except TypeError:
        return None


def write_table(form, heads, rows):
    return "".join("\t".join(r) + "\n" for r in [[form] + heads] + rows).encode("utf-8")


def number(value, what):
    """A whole number that may be written as a JSON number or as a string. [R2]"""
    if isinstance(value, bool) or not INTEGER.match(str(value)):
        raise Bad("%s is not a whole number" % what)
    return int(value)


def parse_value(cell):
    """An integer, or a date as an integer that grows with time; None if not known."""
    if cell == "":
        return None
    if INTEGER.match(cell):
        return int(cell)
    m = DATE.match(cell)                          # [R3] dates are taken to be YYYY-MM-DD
    if m:
        y, mo, d = (int(g) for g in m.groups())
        return (y * 100 + mo) * 100 + d
    raise Bad("neither an integer nor a date: %r" % cell)


def split_cell(cell, sep=","):
    return cell.split(sep) if cell else []


# ---------------------------------------------------------------------------------------------------
# Section 4: one round
# ---------------------------------------------------------------------------------------------------

MECHANISMS = {"serial dictatorship", "immediate acceptance", "immediate acceptance skipping full schools",
              "deferred acceptance", "parallel"}


class Group:
    """A seat group."""

    def __init__(self, spec):
        self.name = spec["name"]
        self.take = spec["take"]
        self.for_all = bool(spec["for_all"])
        self.counting_earlier = bool(spec["counting_earlier"])
        self.stay = spec["unfilled"] == "stay"
        if self.take not in ("all", "count", "share", "rest") or spec["unfilled"] not in ("next", "stay"):
            raise Bad("seat group %s: unknown value" % self.name)
        if self.take in ("count", "share"):
            self.amount = Fraction(str(spec["amount"]))
        if self.take == "count" and self.amount.denominator != 1:
            raise Bad("seat group %s: a count that is not whole" % self.name)
        if self.take == "share":
            self.of, self.rounded = spec["of"], spec["rounded"]
            if self.of not in ("plan", "left") or self.rounded not in ("down", "up"):
                raise Bad("seat group %s: unknown value" % self.name)


def promises(groups, q):
    """For q seats: the number of each group of `count` or `share`; None for `all` and `rest`."""
    out, promised = [], 0
    for g in groups:
        n = None
        if g.take == "count":
            n = int(g.amount)
        elif g.take == "share":
            base = q if g.of == "plan" else max(0, q - promised)
            share = g.amount * base / 100
            n = share.numerator // share.denominator if g.rounded == "down" else \
                -(-share.numerator // share.denominator)
        if n is not None:
            promised += n
        out.append(n)
    return out


class Spec:
    """The parameters of a round, checked."""

    def __init__(self, r):
        self.name = r["name"]
        self.mechanism = r["mechanism"]
        if self.mechanism not in MECHANISMS:
            raise Bad("unknown mechanism %r" % self.mechanism)
        self.bands = [number(b, "a band") for b in r["bands"]] if self.mechanism == "parallel" else []
        self.criteria = [(c["name"], c["first"], bool(c["per_wish"])) for c in r["criteria"]]
        if any(first not in ("lowest", "highest") for _, first, _ in self.criteria):
            raise Bad("round %s: unknown value of first" % self.name)
        self.end = r["end"]
        if self.end not in ("ticket", "ticket at school", "refer", "admit all"):
            raise Bad("round %s: unknown end" % self.name)
        self.groups = [Group(g) for g in r.get("groups") or []]
        link = r.get("linked")
        self.linked = link is not None
        self.one = self.linked and link["tickets"] == "one"
        self.together = self.linked and link["apply"] == "together"
        self.last_seat = link["last_seat"] if self.linked else None
        if self.linked and (link["tickets"] not in ("one", "own") or link["apply"] not in ("together", "alone")
                            or self.last_seat not in ("beyond", "skip", "split", "elder first", "refer")):
            raise Bad("round %s: unknown value of linked" % self.name)
        self.less_placed = bool(r["less_placed"])
        self.unplaced = r["unplaced"]
        self.join = self.unplaced[5:] if self.unplaced.startswith("join ") else None
        if self.join is None and self.unplaced not in ("stay", "refer"):
            raise Bad("round %s: unknown value of unplaced" % self.name)
        if r["leftover"] not in ("to later rounds", "stay empty"):
            raise Bad("round %s: unknown value of leftover" % self.name)
        self.closes = r["leftover"] == "stay empty"
        self.guarantee = bool(r["guarantee"])
        if self.mechanism == "serial dictatorship" and (
                self.groups or self.end == "ticket at school" or any(p for _, _, p in self.criteria)):
            raise Bad("round %s: not possible with serial dictatorship" % self.name)

    def roster_columns(self):
        cols = ["pool"] + [c for c, _, _ in self.criteria]
        if self.groups:
            cols.append("groups")
        if self.linked:
            cols.append("linked")
        if self.last_seat == "elder first":
            cols.append("elder")
        cols.append("wishes")
        if self.guarantee:
            cols.append("tiers")
        return ["%s.%s" % (self.name, c) for c in cols]


class Unit:
    """Those who apply as one: a single applicant, or linked applicants with the same wishes."""
    __slots__ = ("members", "pos", "final", "lead")

    def __init__(self, members, pos=0):
        self.members = members          # row numbers of the roster, ascending
        self.pos = pos                  # the next wish, from 0
        self.final = False              # placed, or held and referred, for good
        self.lead = None                # serial dictatorship: the member with whom they come


class Application:
    """A unit at a school.  `key` is where it stands in the school's order."""
    __slots__ = ("unit", "wish", "school", "source", "key", "may", "group", "flag", "taken")

    def __init__(self, unit, wish, school, source, key, may):
        self.unit, self.wish, self.school = unit, wish, school
        self.source = source            # the member whose criteria and ticket make the key
        self.key = key                  # (criteria, ticket, row of the roster)
        self.may = may                  # for each seat group: may they have its seats?
        self.group = None               # the seat group they were taken by
        self.flag = False               # held, and referred if it still stands so at the end
        self.taken = False


class School:
    """The seats of a school in a round, and those taken for good."""

    def __init__(self, q, groups):
        self.q = q
        self.final = 0                              # seats taken for good
        self.promise = promises(groups, q)
        self.final_by = [0] * len(groups)           # ... by each group
        self.final_may = [0] * len(groups)          # ... by an earlier group, of those who may have this one's
        self.applied = {}                           # member -> wish

    def left(self):
        return max(0, self.q - self.final)


class RoundRun:
    """Runs a round.  Afterwards:
    outcome  member -> (kind, school, wish from 1, group or None), kind `placed` or `held`
    stood    member -> (key, text for the cut-off), of those the mechanism took or holds
    referred members who are referred without holding a seat
    """

    def __init__(self, spec, roster, seats, pool, tickets, lists, fast=True):
        self.spec = spec
        self.ids = roster.ids
        self.pool = pool                            # row numbers, ascending
        self.tickets = tickets                      # list, or {school: list}, or None
        self.lists = lists
        self.fast = fast                            # False: always the procedure step by step (for tests)
        self.schools = {s: School(q, spec.groups) for s, q in seats.items()}
        self.taking_part = set(seats)
        self.outcome = {}
        self.stood = {}
        self.referred = []
        self.ticketless = spec.end in ("refer", "admit all")
        self.global_order = spec.end != "ticket at school" and not any(p for _, _, p in spec.criteria)
        self._read(roster)

    # -- what the roster says ------------------------------------------------------------------------

    def _read(self, roster):
        spec, name = self.spec, self.spec.name
        cells = roster.get(name + ".wishes")
        self.wishes = {i: split_cell(cells[i]) for i in self.pool}
        for i, w in self.wishes.items():
            if len(set(w)) != len(w):
                raise Bad("%s names a school twice" % self.ids[i])
        # criteria: self.crit[i] is a list of (value, text), or of lists of them for each wish
        self.crit = {i: [] for i in self.pool}
        for c, first, per_wish in spec.criteria:
            column = roster.get("%s.%s" % (name, c))
            sign = 1 if first == "lowest" else -1

            def value(text):
                v = parse_value(text)
                return ((1, 0) if v is None else (0, sign * v)), text      # unknown goes last

            for i in self.pool:
                if per_wish:
                    self.crit[i].append([value(t) for t in self._per_wish(column[i], i, c)])
                else:
                    self.crit[i].append(value(column[i]))
        # seat groups: self.group_cell[i][w] is a tuple of truth values, one for each group
        self.group_cell = None
        if spec.groups:
            column, seen = roster.get(name + ".groups"), {}
            self.group_cell = {}
            for i in self.pool:
                row = []
                for text in self._per_wish(column[i], i, "groups"):
                    if text not in seen:
                        named = set(split_cell(text, "+"))
                        seen[text] = tuple(g.for_all or g.name in named for g in spec.groups)
                    row.append(seen[text])
                self.group_cell[i] = row
        # links
        self.mates = {}
        if spec.linked:
            column = roster.get(name + ".linked")
            for i in self.pool:
                if column[i]:
                    self.mates.setdefault(column[i], []).append(i)
        # `one` ticket: that of the first of the linked who take part
        self.ticket_of = {}
        if spec.one:
            for members in self.mates.values():
                for i in members:
                    self.ticket_of[i] = members[0]
        self.birth = None
        if spec.last_seat == "elder first":
            column = roster.get(name + ".elder")
            self.birth = {i: parse_value(column[i]) for i in self.pool}
        self.tier_cell = roster.get(name + ".tiers") if spec.guarantee else None
        self._base = {}

    def _per_wish(self, cell, i, what):
        """One piece for each wish.  [R4] an empty cell says nothing about any of them."""
        n = len(self.wishes[i])
        if cell == "":
            return [""] * n
        pieces = cell.split(",")
        if len(pieces) != n:
            raise Bad("%s: %d wishes but %d pieces of %s" % (self.ids[i], n, len(pieces), what))
        return pieces

    # -- order ---------------------------------------------------------------------------------------

    def ticket(self, i, school):
        if self.ticketless:
            return 0
        i = self.ticket_of.get(i, i)
        if self.spec.end == "ticket":
            return self.tickets[i]
        column = self.tickets.get(school)           # a school that takes no part has no tickets, nor seats
        return column[i] if column else 0

    def key(self, i, w, school):
        """Where applicant i stands in the order of the school that is their wish w (from 0)."""
        if self.global_order:
            k = self._base.get(i)
            if k is None:
                k = self._base[i] = (tuple(v for v, _ in self.crit[i]), self.ticket(i, school), i)
            return k
        return (tuple(c[w][0] if isinstance(c, list) else c[0] for c in self.crit[i]),
                self.ticket(i, school), i)

    def order_text(self, i, w, school):
        """The same for the cut-off. [R5] a comma before the ticket too, 16 hexadecimal digits"""
        parts = [c[w][1] if isinstance(c, list) else c[1] for c in self.crit[i]]
        if not self.ticketless:
            parts.append("%016x" % self.ticket(i, school))
        return ",".join(parts)

    def may(self, members, w):
        """[R6] linked applicants apply as one: a group's seats are theirs if they are each one's."""
        if self.group_cell is None:
            return None
        rows = [self.group_cell[i][w] for i in members]
        return rows[0] if len(rows) == 1 else tuple(all(col) for col in zip(*rows))

    def apply(self, unit, w):
        school = self.wishes[unit.members[0]][w]
        source = unit.members[0] if unit.lead is None else unit.lead
        self.note_applied(unit, w, school)
        return Application(unit, w, school, source, self.key(source, w, school), self.may(unit.members, w))

    def note_applied(self, unit, w, school):
        applied = self.school(school).applied
        for i in unit.members:
            applied[i] = w

    def school(self, code):
        """[R7] a wish for a school that takes no part meets a school of no seats."""
        if code not in self.schools:
            self.schools[code] = School(0, self.spec.groups)
        return self.schools[code]

    # -- what a school takes -------------------------------------------------------------------------

    def fill(self, apps, n, group):
        """Takes from apps, which are in order, as many as n.  Returns (how many were taken, applications
        of those whom a split left to go on alone)."""
        taken, alone, at = 0, [], 0
        while at < len(apps) and n > taken:
            end = at + 1
            if self.ticketless:                     # all who are alike in all criteria come together
                while end < len(apps) and apps[end].key[0] == apps[at].key[0]:
                    end += 1
            tied = apps[at:end]
            at = end
            size = sum(len(a.unit.members) for a in tied)
            flag = False
            if size > n - taken:
                # Some fit, but not all.  [R8] Several tied applications: the end of the order decides;
                # one application of linked applicants: `last_seat` decides.
                if len(tied) > 1:
                    flag = self.spec.end == "refer"
                else:
                    rule = self.spec.last_seat
                    if rule == "skip":
                        continue
                    if rule in ("split", "elder first"):
                        alone += self.split(tied[0], n - taken)
                        size = n - taken
                    flag = rule == "refer"
            for a in tied:
                a.taken, a.group, a.flag = True, group, flag
            taken += size
        return taken, alone

    def split(self, app, n):
        """n of the members stay in the unit, the others become units of their own, now at the same school."""
        members = app.unit.members
        if self.spec.last_seat == "elder first":
            members = sorted(members, key=lambda i: (self.birth[i] is None, self.birth[i] or 0, i))
        app.unit.members = sorted(members[:n])      # [R9] they keep standing where they stood
        app.may = self.may(app.unit.members, app.wish)
        out = []
        for i in sorted(members[n:]):
            unit = Unit([i], app.wish + 1)
            self.units.append(unit)
            out.append(Application(unit, app.wish, app.school, i, self.key(i, app.wish, app.school),
                                   self.may([i], app.wish)))
        return out

    def take(self, school, apps):
        """What the school takes of those it holds and those who apply.  Returns (taken, refused)."""
        apps.sort(key=attrgetter("key"))
        for a in apps:
            a.taken, a.group, a.flag = False, None, False
        left = school.left()
        groups = self.spec.groups
        if not groups:
            apps = apps + self.fill(apps, left, None)[1]
        else:
            counted = list(school.final_may)        # [R10] final seats of earlier bands still count
            for k, g in enumerate(groups):
                n = self.group_number(school, k, left, school.final_by[k], counted[k])
                before = [a for a in apps if not a.taken and a.may[k]]
                got, alone = self.fill(before, n, k)
                left = max(0, left - got)
                if g.stay:
                    left -= max(0, n - got)
                for a in before:
                    if a.taken:
                        for i in a.unit.members:
                            own = self.group_cell[i][a.wish]
                            for later in range(k + 1, len(groups)):
                                counted[later] += own[later]
                if alone:                           # [R11] later groups may take those split off
                    apps = sorted(apps + alone, key=attrgetter("key"))
        return [a for a in apps if a.taken], [a for a in apps if not a.taken]

    def group_number(self, school, k, left, final, counted):
        """How many group k may take when `left` seats are left."""
        g, promise = self.spec.groups[k], school.promise[k]
        n = left if promise is None else promise - final
        if g.counting_earlier:                      # [R12] literally: also from `all` and `rest`
            n -= counted
        return max(0, min(n, left))

    def make_final(self, apps):
        for a in apps:
            a.unit.final = True
            school = self.school(a.school)
            text = self.order_text(a.source, a.wish, a.school)
            for i in a.unit.members:
                self.outcome[i] = ("held" if a.flag else "placed", a.school, a.wish + 1, a.group)
                self.stood[i] = (a.key, text)
                school.final += 1
                if a.group is not None:
                    school.final_by[a.group] += 1
                    for later in range(a.group + 1, len(self.spec.groups)):
                        school.final_may[later] += self.group_cell[i][a.wish][later]

    # -- steps ---------------------------------------------------------------------------------------

    def run(self):
        spec = self.spec
        self.units = []
        linked = {}
        if spec.together:
            for members in self.mates.values():
                # one unit only if all who take part have the same list, otherwise each alone
                if len(members) > 1 and all(self.wishes[i] == self.wishes[members[0]] for i in members):
                    for i in members:
                        linked[i] = members
        for i in self.pool:
            members = linked.get(i)
            if members is None:
                self.units.append(Unit([i]))
            elif members[0] == i:
                self.units.append(Unit(list(members)))
        longest = max((len(w) for w in self.wishes.values()), default=0)

        if spec.mechanism == "serial dictatorship":
            self.serial()
        elif spec.mechanism == "immediate acceptance skipping full schools":
            self.in_steps(self.units, count_full=False)
        else:
            if spec.mechanism == "deferred acceptance":
                bands = []
            elif spec.mechanism == "immediate acceptance":
                bands = [1] * longest
            else:
                bands = spec.bands
            limits, at = [], 0
            for b in bands:
                at += b
                limits.append(at)
            for limit in limits + [longest]:        # "wishes after the last band form one more"
                self.band(limit)
        if spec.guarantee:
            self.guarantee()
        return self

    def band(self, limit):
        """Deferred acceptance among the wishes before `limit`, then what is held becomes final."""
        active = [u for u in self.units if not u.final and u.pos < limit]
        if not active:
            return
        if self.fast and not self.spec.groups and not self.spec.together and not self.ticketless:
            self.band_by_heaps(active, limit)
            return
        held = defaultdict(list)
        while active:
            arrivals = defaultdict(list)
            for u in active:
                if u.pos < min(limit, len(self.wishes[u.members[0]])):
                    a = self.apply(u, u.pos)
                    u.pos += 1
                    arrivals[a.school].append(a)
            active = []
            # A school nobody applies to now takes the same again, so only the others are asked.
            for code, new in arrivals.items():
                held[code], refused = self.take(self.school(code), held[code] + new)
                active += [a.unit for a in refused]
        for apps in held.values():
            self.make_final(apps)

    def band_by_heaps(self, active, limit):
        """The same for single applicants with no two alike and no groups: there the outcome, and who ever
        applies where, do not depend on when each one applies, so a heap with the last one held on top will do."""
        end, rank = {}, {}
        for u in active:
            i = u.members[0]
            end[i] = min(limit, len(self.wishes[i]))
        if self.global_order:
            for r, i in enumerate(sorted(end, key=lambda i: self.key(i, 0, None))):
                rank[i] = r
        else:
            by_school = defaultdict(list)
            for u in active:
                i = u.members[0]
                for w in range(u.pos, end[i]):
                    code = self.wishes[i][w]
                    by_school[code].append((self.key(i, w, code), i))
            for code, entries in by_school.items():
                entries.sort()
                for r, (_, i) in enumerate(entries):
                    rank[i, code] = r
        heaps = defaultdict(list)
        for u in active:
            while u is not None:
                i = u.members[0]
                if u.pos >= end[i]:
                    break
                w, u.pos = u.pos, u.pos + 1
                code = self.wishes[i][w]
                school = self.school(code)
                school.applied[i] = w
                room = school.left()
                if room == 0:
                    continue
                heap = heaps[code]
                heappush(heap, (-(rank[i] if self.global_order else rank[i, code]), w, i, u))
                u = heappop(heap)[3] if len(heap) > room else None
        for code, heap in heaps.items():
            self.make_final(Application(u, w, code, i, self.key(i, w, code), None) for _, w, i, u in heap)

    def in_steps(self, units, count_full):
        """In each step everyone not placed applies to the next wish at a school with a seat left when the
        step begins; what is taken is final.  count_full: passing a full school counts as having applied."""
        active = list(units)
        while active:
            arrivals = defaultdict(list)
            for u in active:
                wishes = self.wishes[u.members[0]]
                while u.pos < len(wishes):
                    w, u.pos = u.pos, u.pos + 1
                    if self.school(wishes[w]).left() > 0:      # [R13] any seat, of whatever group
                        a = self.apply(u, w)
                        arrivals[a.school].append(a)
                        break
                    if count_full:
                        self.note_applied(u, w, wishes[w])
            active = []
            for code, apps in arrivals.items():
                taken, refused = self.take(self.school(code), apps)
                self.make_final(taken)
                active += [a.unit for a in refused]

    def serial(self):
        """[R14] One after another in the order; those alike in all criteria (no tickets) at the same time.
        [R15] Linked applicants come when that one of them comes whose turn is the earliest.
        [R16] Passing a full school counts as having applied there and been refused."""
        def turn(u):
            return self.key(u.lead, 0, None)
        for u in self.units:
            u.lead = min(u.members, key=lambda i: self.key(i, 0, None))
        units = sorted(self.units, key=turn)
        at = 0
        while at < len(units):
            end = at + 1
            while self.ticketless and end < len(units) and turn(units[end])[0] == turn(units[at])[0]:
                end += 1
            self.in_steps(units[at:end], count_full=True)
            at = end

    # -- guarantee -----------------------------------------------------------------------------------

    def guarantee(self):
        order = {}
        for i in self.pool:
            if i not in self.outcome:
                crit = tuple(c[0] for c in self.crit[i] if not isinstance(c, list))
                order[i] = (crit, self.ticket(i, None) if self.spec.end == "ticket" else 0, i)
        room = {s: self.schools[s].left() for s in self.taking_part}
        tiers = {}
        for i in order:
            kind = []
            for name in split_cell(self.tier_cell[i]):
                if name not in self.lists:
                    raise Bad("%s: no list %s" % (self.ids[i], name))
                for s in self.lists[name]:
                    if room.get(s, 0) > 0 and s not in kind:
                        kind.append(s)
            tiers[i] = tuple(kind)
        seating = Seating(room)
        counted = []
        for i in sorted(order, key=order.get):
            if seating.add(tiers[i]):
                counted.append(i)
            else:
                self.referred.append(i)
        for i in counted:
            s = seating.settle(tiers[i])
            self.outcome[i] = ("placed", s, 0, None)
            self.schools[s].final += 1


class Seating:
    """A seating of everyone counted in, on schools with `room`; those with the same schools in the same order
    (`kind`) are interchangeable, so only numbers are kept: on[s][kind] of the kind sit at s.  Whom exactly a
    chain moves makes no difference to the result, which rests only on what can be seated at once."""

    def __init__(self, room):
        self.room = dict(room)
        self.used = {s: 0 for s in room}
        self.on = {s: {} for s in room}
        self.moves = {s: defaultdict(dict) for s in room}   # moves[s][t]: the kinds at s that could sit at t

    def _chain(self, starts):
        """Makes a free seat at one of the schools `starts` by moving people along, and returns that school;
        None if that cannot be done."""
        came = {s: None for s in starts}
        queue = deque(came)
        while queue:
            s = queue.popleft()
            if self.used[s] < self.room[s]:
                while came[s] is not None:          # move one from `before` to s, and so on back
                    before = came[s]
                    kind = next(iter(self.moves[before][s]))
                    self._put(kind, before, -1)
                    self._put(kind, s, +1)
                    s = before
                return s
            for t, kinds in self.moves[s].items():
                if kinds and t not in came:
                    came[t] = s
                    queue.append(t)
        return None

    def _put(self, kind, s, n):
        self.used[s] += n
        now = self.on[s].get(kind, 0) + n
        if now == 0:
            del self.on[s][kind]
            for t in kind:
                del self.moves[s][t][kind]
        else:
            if now == n:                            # the first of the kind here
                for t in kind:
                    self.moves[s][t][kind] = None
            self.on[s][kind] = now

    def add(self, kind):
        """Counts one more in, if all can be seated at once."""
        s = self._chain(kind)
        if s is None:
            return False
        self._put(kind, s, +1)
        return True

    def settle(self, kind):
        """Gives one of the kind the first school that leaves a seat for every other one counted in."""
        self._put(kind, next(s for s in kind if kind in self.on[s]), -1)
        for s in kind:
            if self.room[s] > 0 and self._chain([s]) is not None:
                self.room[s] -= 1                   # this seat is gone
                return s
        raise AssertionError("nobody counted in can be left without a seat")


# ---------------------------------------------------------------------------------------------------
# Sections 4 and 5: the whole draw
# ---------------------------------------------------------------------------------------------------

class Draw:
    def __init__(self, rounds_bytes, roster_bytes, plan_bytes, lists_bytes=None, fast=True):
        self.doc = read_json(rounds_bytes, "rounds.json", "ruxue-rounds/1")
        self.name = self.doc["draw"]
        self.fast = fast
        try:
            self.specs = [Spec(r) for r in self.doc["rounds"]]
        except KeyError as e:
            raise Bad("rounds.json: key %s is missing" % e)
        self.by_name = {s.name: s for s in self.specs}
        if len(self.by_name) != len(self.specs):
            raise Bad("rounds.json: a name of a round occurs twice")
        self.roster = Table(roster_bytes, "ruxue-roster/1", "roster.tsv")
        self.plan = Table(plan_bytes, "ruxue-plan/1", "plan.tsv")
        self.lists = {}
        if lists_bytes is not None:
            table = Table(lists_bytes, "ruxue-lists/1", "lists.tsv")
            self.lists = dict(zip(table.ids, map(split_cell, table.get("schools"))))
        self.seats = {}
        for s in self.specs:
            cells = self.plan.get(s.name + ".seats")
            self.seats[s.name] = {code: number(c, "a number of seats")
                                  for code, c in zip(self.plan.ids, cells) if c != ""}
        self.pools = {}
        for s in self.specs:
            cells = self.roster.get(s.name + ".pool")
            if not set(cells) <= {"in", "joins", ""}:
                raise Bad("roster.tsv: unknown value in %s.pool" % s.name)
            self.pools[s.name] = cells
        later = set(self.by_name)
        for s in self.specs:
            later.discard(s.name)
            if s.join is not None and s.join not in later:
                raise Bad("round %s: joins no later round" % s.name)
        self._order()

    def _order(self):
        """The order in which the rounds are run, and how several wins are dealt with."""
        names = [s.name for s in self.specs]
        self.mode = "in turn"
        if self.doc["order"] == "in turn":
            self.sequence = names
            return
        if self.doc["order"] != "at once":
            raise Bad("rounds.json: unknown order")
        several = self.doc["several_wins"]
        if several is None and len(names) > 1:
            raise Bad("rounds.json: several rounds at once, but nothing about several wins")
        if several is None or several == "refer":
            self.mode, self.sequence = "refer", names
            return
        self.mode = several["freed"]
        if self.mode not in ("next", "empty"):
            raise Bad("rounds.json: unknown value of freed")
        keep = several["keep"]
        if not set(keep) <= set(names) or len(set(keep)) != len(keep):
            raise Bad("rounds.json: keep is not a list of rounds")
        self.sequence = keep + [n for n in names if n not in keep]

    # -- tickets -------------------------------------------------------------------------------------

    def ticket_columns(self):
        """(head of the column in tickets.tsv, name of the round, school or None), in the order of the columns.
        [R17] at each school: the schools that take part in the round, in the order of the plan"""
        for s in self.specs:
            if s.end == "ticket":
                yield s.name, s.name, None
            elif s.end == "ticket at school":
                for code in self.seats[s.name]:
                    yield "%s/school=%s" % (s.name, code), s.name, code

    def keys(self, master):
        """{scope: key} for every column of tickets"""
        scopes = ["%s/%s" % (self.name, head) for head, _, _ in self.ticket_columns()]
        return {scope: sum_key(master, scope) for scope in scopes}

    # -- run -----------------------------------------------------------------------------------------

    def run(self, master):
        """Returns {file name: bytes} of the three result files."""
        keys = self.keys(master)
        n = len(self.roster.ids)
        heads, columns, tickets = [], [], {}
        for head, name, code in self.ticket_columns():
            column = make_tickets(keys["%s/%s" % (self.name, head)], n)
            heads.append(head)
            columns.append(column)
            if code is None:
                tickets[name] = column
            else:
                tickets.setdefault(name, {})[code] = column
        hexed = [["%016x" % t for t in column] for column in columns]
        tickets_tsv = write_table("ruxue-tickets/1", heads,
                                  [list(row) for row in zip(self.roster.ids, *hexed)])
        self._run_rounds(tickets)
        self._settle()
        return {"tickets.tsv": tickets_tsv, "placements.tsv": self._placements(), "cutoffs.tsv": self._cutoffs()}

    def _run_rounds(self, tickets):
        n = len(self.roster.ids)
        self.runs = {}
        self.holding = [[] for _ in range(n)]       # names of the rounds where a seat was won or is held
        self.no_seat = [False] * n                  # referred without a seat
        self.last = [""] * n                        # the last round they took part in
        sent = defaultdict(set)
        given = defaultdict(int)                    # school -> seats given so far in this draw
        closed = set()
        for name in self.sequence:
            spec, cells = self.by_name[name], self.pools[name]
            pool = []
            for i in range(n):
                if cells[i] == "" or (cells[i] == "joins" and i not in sent[name]):
                    continue
                if self.mode in ("in turn", "next") and self.holding[i]:
                    continue                        # [R18] won, or holds a seat and is referred
                if self.mode == "in turn" and self.no_seat[i]:
                    continue
                pool.append(i)
            seats = {}
            for code, q in self.seats[name].items():
                if spec.less_placed:
                    q = max(0, q - given[code])     # [R19] seats held by the referred count as given
                seats[code] = 0 if code in closed else q       # [R20]
            run = RoundRun(spec, self.roster, seats, pool, tickets.get(name, {}), self.lists, self.fast).run()
            self.runs[name] = run
            for i in pool:
                self.last[i] = name
            for i, (_, code, _, _) in run.outcome.items():
                self.holding[i].append(name)
                given[code] += 1
            for i in run.referred:
                self.no_seat[i] = True
            done = set(run.referred)
            for i in pool:
                if i not in run.outcome and i not in done:
                    if spec.unplaced == "refer":
                        self.no_seat[i] = True
                    elif spec.join is not None:
                        sent[spec.join].add(i)
            if spec.closes:
                closed.update(self.seats[name])     # [R21] every school of the round, full or not

    def _settle(self):
        """What becomes of those with several wins; fills self.final: a list of (status, rounds)."""
        file_order = {s.name: k for k, s in enumerate(self.specs)}
        self.final = []
        for i, rounds in enumerate(self.holding):
            if not rounds:
                # [R22] referred for want of a place only if no other round gave one
                self.final.append(("refer" if self.no_seat[i] else "unplaced", []))
                continue
            # `rounds` is in the order of self.sequence, so the first is the one to keep
            won = self.runs[rounds[0]].outcome[i][0] == "placed"
            if won and (len(rounds) == 1 or self.mode != "refer"):
                self.final.append(("placed", rounds[:1]))
            else:                                   # [R23] several are named in the order of rounds.json
                self.final.append(("refer", sorted(rounds, key=file_order.get)))

    def _placements(self):
        rows = []
        for i, (status, rounds) in enumerate(self.final):
            row = [self.roster.ids[i], status, ",".join(rounds), "", "", ""]
            row[3] = ",".join(self.runs[r].outcome[i][1] for r in rounds)
            if status == "placed":                  # [R24] wish and group are empty for the referred
                run = self.runs[rounds[0]]
                _, _, wish, group = run.outcome[i]
                row[4] = str(wish)
                if group is not None:
                    row[5] = run.spec.groups[group].name
            elif status == "unplaced":
                row[2] = self.last[i]
            rows.append(row)
        return write_table("ruxue-placements/1", ["status", "round", "school", "wish", "group"], rows)

    def _cutoffs(self):
        # who has, in the end, a seat (placed, or held while referred) where
        admitted, holds = defaultdict(int), defaultdict(int)
        for i, (status, rounds) in enumerate(self.final):
            for r in rounds:
                _, code, wish, group = self.runs[r].outcome[i]
                for where in ((r, code), (r, code, group)):
                    if where[-1] is not None:
                        (admitted if status == "placed" else holds)[where] += 1
        rows = []
        for name, run in self.runs.items():
            groups = run.spec.groups
            took = defaultdict(list)                # those the mechanism took or holds, at each school
            for i, (kind, code, wish, group) in run.outcome.items():
                if wish > 0:
                    took[code].append(i)
            for code in self.seats[name]:
                school = run.schools[code]
                here = took[code]
                refused = set(school.applied).difference(here)

                def cutoff(refused, taken):
                    """[R25] last in the order of those placed; nobody placed: empty"""
                    stood = [run.stood[i] for i in taken if run.outcome[i][0] == "placed"]
                    return max(stood)[1] if refused and stood else ""

                def row(key, seats, applied, where, cut):
                    left = max(0, seats - admitted[where] - holds[where])      # [R26]
                    return [key, str(seats), str(applied), str(admitted[where]), str(left), cut]

                key = "%s/%s" % (name, code)
                if not groups:
                    rows.append(row(key, school.q, len(school.applied), (name, code), cutoff(refused, here)))
                    continue
                # [R27] a group's row: its seats as they come out at the end, those who may have them
                left = school.q
                for k, g in enumerate(groups):
                    by = [i for i in here if run.outcome[i][3] == k]
                    earlier = sum(1 for i in here if run.outcome[i][3] < k
                                  and run.group_cell[i][run.outcome[i][2] - 1][k])
                    seats = run.group_number(school, k, left, 0, earlier)
                    left = max(0, left - len(by))
                    if g.stay:
                        left -= max(0, seats - len(by))
                    may = {i for i, w in school.applied.items() if run.group_cell[i][w][k]}
                    rows.append(row("%s/%s" % (key, g.name), seats, len(may), (name, code, k),
                                    cutoff(refused & may, by)))
        rows.sort(key=lambda r: r[0].encode("utf-8"))
        return write_table("ruxue-cutoffs/1", ["seats", "applied", "admitted", "left", "cutoff"], rows)


# ---------------------------------------------------------------------------------------------------
# Checking a folder
# ---------------------------------------------------------------------------------------------------

class Checks:
    def __init__(self, out=sys.stdout):
        self.out, self.failed = out, 0

    def __call__(self, good, what, why=""):
        if not good:
            self.failed += 1
        print(("ok   " if good else "FAIL ") + what + (": " + why if why and not good else ""), file=self.out)
        return bool(good)


def from_hex(text, what):
    if not isinstance(text, str) or not HEX64.match(text):
        raise Bad("%s is not 64 lower-case hexadecimal digits" % what)
    return bytes.fromhex(text)


def check_folder(folder, seed=None, out=sys.stdout):
    """Prints a line per check; returns 0 or 1."""
    check = Checks(out)
    try:
        _check_folder(folder, seed, check)
    except Bad as e:
        check(False, str(e))
    except (KeyError, TypeError, AttributeError, ValueError) as e:
        check(False, "a file does not have the shape described (%s: %s)" % (type(e).__name__, e))
    return 1 if check.failed else 0


def _check_folder(folder, seed, check):
    def load(path, needed=True):
        if path.startswith("/") or ".." in path.split("/"):
            raise Bad("%s leads out of the folder" % path)
        full = os.path.join(folder, *path.split("/"))
        if not os.path.isfile(full):
            if needed:
                raise Bad("%s is missing" % path)
            return None
        with open(full, "rb") as f:
            return f.read()

    # -- frozen.json against the files ---------------------------------------------------------------
    frozen_doc = read_json(load("frozen.json"), "frozen.json", "ruxue-frozen/1")
    draw_name = frozen_doc["draw"]
    files = {}
    for f in frozen_doc["files"]:
        if f["path"] in files:
            raise Bad("frozen.json names %s twice" % f["path"])
        files[f["path"]] = from_hex(f["digest"], "frozen.json: digest of " + f["path"])
        if bool(f["sealed"]) != f["path"].startswith("sealed/"):
            check(False, "frozen.json: %s sealed or not" % f["path"])
        elif f["sealed"]:
            check(True, "%s: sealed, its digest taken as stated" % f["path"])
        else:
            data = load(f["path"], needed=False)
            check(data is not None and digest_public(data) == files[f["path"]], "digest of " + f["path"],
                  "the file is missing" if data is None else "differs from frozen.json")
    paths = [f["path"] for f in frozen_doc["files"]]
    check(paths == sorted(paths, key=lambda p: p.encode("utf-8")), "frozen.json: files sorted by path")
    there = {p for p in ("rounds.json", "roster.tsv", "plan.tsv", "lists.tsv") if load(p, False) is not None}
    there |= {"rounds.json", "roster.tsv", "plan.tsv"}
    for base, _, names in os.walk(os.path.join(folder, "policies")):
        rel = os.path.relpath(base, folder).replace(os.sep, "/")
        there |= {rel + "/" + n for n in names}
    stated = {p for p in files if not p.startswith("sealed/")}
    check(there == stated, "frozen.json names every frozen file and no other",
          "differing: " + " ".join(sorted(there ^ stated)))
    previous = frozen_doc["previous"]
    names = [p["draw"] for p in previous]
    check(names == sorted(set(names), key=lambda p: p.encode("utf-8")), "frozen.json: previous draws sorted by name")
    frozen = sum_frozen(draw_name, files, [from_hex(p["certificate"], "frozen.json: previous") for p in previous])
    check(frozen.hex() == frozen_doc["frozen"], "frozen is the sum of its parts")

    # -- parameters ----------------------------------------------------------------------------------
    rounds_bytes = load("rounds.json")
    draw = Draw(rounds_bytes, load("roster.tsv"), load("plan.tsv"), load("lists.tsv", needed=False))
    check(draw.name == draw_name, "rounds.json is of the draw " + draw_name)
    plain = canonical(draw.doc)
    check(plain is None or rounds_bytes in (plain, plain + b"\n"), "rounds.json is canonical JSON")
    heads = [c for s in draw.specs for c in s.roster_columns()]
    check(draw.roster.heads == heads, "roster.tsv has the columns described",
          "differing: " + (" ".join(sorted(set(heads) ^ set(draw.roster.heads))) or "only their order"))
    heads = [s.name + ".seats" for s in draw.specs]
    check(draw.plan.heads == heads, "plan.tsv has the columns described")
    check((load("lists.tsv", False) is not None) == any(s.guarantee for s in draw.specs),
          "lists.tsv is there only if a round has a guarantee")

    # -- certificate.json: master and keys -----------------------------------------------------------
    cert_bytes = load("certificate.json", needed=False)
    cert = None
    if cert_bytes is None:
        check(seed is not None, "certificate.json", "missing, and no --seed given")
        if seed is None:
            return
        master = sum_rehearsal(frozen, seed)
    else:
        cert = read_json(cert_bytes, "certificate.json", "ruxue-certificate/1")
        plain = canonical(cert)
        check(plain is None or cert_bytes in (plain, plain + b"\n"), "certificate.json is canonical JSON")
        check(cert["suite"] == "sha-256 chacha20", "certificate.json: suite")
        check(cert["draw"] == draw_name, "certificate.json is of the same draw")
        check(cert["frozen"] == frozen.hex(), "certificate.json: frozen")
        if seed is not None:
            check(cert["rehearsal"] == seed, "certificate.json is of a rehearsal with the seed given")
        master = _check_master(cert, frozen, seed, load, check)
        check(cert["master"] == master.hex(), "certificate.json: master")
        keys = draw.keys(master)
        stated = {k["scope"]: k["key"] for k in cert["keys"]}
        check(len(stated) == len(cert["keys"]) and set(stated) == set(keys), "certificate.json: a key for each scope",
              "differing: " + " ".join(sorted(set(stated) ^ set(keys))))
        for scope in keys:
            if scope in stated:
                check(stated[scope] == keys[scope].hex(), "key of " + scope)

    # -- results -------------------------------------------------------------------------------------
    made = draw.run(master)
    for name in RESULTS:
        data = load(name, needed=False)
        check(data == made[name], "%s made again, byte for byte" % name,
              "the file is missing" if data is None else first_difference(data, made[name]))
    if cert is not None:
        stated = {r["path"]: r["digest"] for r in cert["results"]}
        for name in RESULTS:
            check(stated.get(name) == digest_public(made[name]).hex(), "certificate.json: digest of " + name)
        for name in sorted(set(stated) - set(RESULTS)):
            data = load(name, needed=False)
            check(data is not None and digest_public(data).hex() == stated[name], "certificate.json: digest of " + name)
        print("certificate " + digest_public(cert_bytes).hex(), file=check.out)
    print("placements.tsv " + digest_public(made["placements.tsv"]).hex(), file=check.out)


def _check_master(cert, frozen, seed, load, check):
    parties, balls, attempt = cert["parties"], cert["balls"], cert["attempt"]
    table = load("commitments.tsv", needed=False)
    published = {}
    if table is not None:
        table = Table(table, "ruxue-commitments/1", "commitments.tsv", ids_match=False)
        published = dict(zip(table.ids, table.get("commitment")))
    elif cert["rehearsal"] is None:
        check(False, "commitments.tsv", "missing")
    check(published == {p["party"]: p["commitment"] for p in parties},
          "commitments.tsv and certificate.json name the same commitments")
    if cert["rehearsal"] is not None:
        check(parties == [] and balls == "", "a rehearsal has no parties and no balls")
        return sum_rehearsal(frozen, cert["rehearsal"])
    if seed is not None:
        return sum_rehearsal(frozen, seed)
    shares = {}
    for p in parties:
        shares[p["party"]] = from_hex(p["share"], "share of " + p["party"])
        check(sum_commitment(p["party"], frozen, shares[p["party"]]).hex() == p["commitment"],
              "commitment of " + p["party"])
    names = [p["party"] for p in parties]
    check(names == sorted(set(names), key=lambda p: p.encode("utf-8")) and names, "parties sorted, none twice")
    check(isinstance(balls, str) and re.match(r"[0-9]{20,}\Z", balls), "at least 20 balls")
    n = number(attempt, "attempt")
    voided = [number(v["attempt"], "attempt") for v in cert["voids"]]
    check(n >= 1 and voided == list(range(1, n)), "each earlier attempt is voided")
    return sum_master(frozen, shares, balls, n)


def first_difference(there, made):
    a, b = there.split(b"\n"), made.split(b"\n")
    for n, (x, y) in enumerate(zip(a, b), 1):
        if x != y:
            return "line %d is %r, made again %r" % (n, x.decode("utf-8", "replace"), y.decode("utf-8", "replace"))
    return "one of the two is longer (%d and %d lines)" % (len(a) - 1, len(b) - 1)


# ---------------------------------------------------------------------------------------------------
# Section 6: the worked example
# ---------------------------------------------------------------------------------------------------

def check_vector(out=sys.stdout):
    check = Checks(out)
    draw = "2024/junior/batch1"
    roster = b"ruxue-roster/1\trank1\n" + b"".join(b"G202400000%d\tA\n" % k for k in range(1, 9))
    files = {"roster.tsv": digest_public(roster), "plan.tsv": digest_public(b"ruxue-plan/1\tseats\nA\t3\n"),
             "policies/t.pol": digest_public(b"policy bytes")}
    check(files["roster.tsv"].hex() == "27b15367030ce096b63e849c6dadffd7a0182302930ea094de7d17e4e7f47809", "roster")
    check(files["plan.tsv"].hex() == "43156bc9b08a617a74fcffadab711a6672aab13c28b0b90915df98b0b8b951a6", "plan")
    check(files["policies/t.pol"].hex() == "5c03b910b231b823c172f571b37df4bfac46f83a5691fe724bcbe6485a76418f",
          "policy")
    frozen = sum_frozen(draw, files, [])
    check(frozen.hex() == "67a7c558b522178080e90bb743a3252dde6c93018f6815c656ef72b1a8cfe374", "frozen")
    shares = {"commission": b"\1" * 32, "notary": b"\2" * 32, "parents": b"\3" * 32}
    for party, want in (("commission", "7c284167f4b61beaf0e27a8d47a1d6cb418147aea83baf5c83bd99c4b4e8da46"),
                        ("notary", "6d9cc5b5a949fd3e780b442f687ff598f9c296432d36e4b1bb85323620695608"),
                        ("parents", "7e7b894aba1471bd7ffe2e92f31c3c16778bb47b6d36ff51010843dde1891307")):
        check(sum_commitment(party, frozen, shares[party]).hex() == want, "commit " + party)
    master = sum_master(frozen, shares, "31415926535897932384", 1)
    check(master.hex() == "e743e3087ff73e83e662a1745487d2c7da7d0f20862097873e36ec2db3d68b1e", "master")
    key = sum_key(master, draw + "/group1")
    check(key.hex() == "d5017754ed12aeefc36cbdc842e85514a2a30093c897b0ee2f83abe48698b45b", "key")
    tickets = make_tickets(key, 8)
    check(" ".join("%016x" % t for t in tickets) ==
          "867834da51c32db8 b5d8ca0e5c1e1e40 4c62c96da2a1d410 5920da03201b1141 "
          "0ca61165a89109fd 811e2228d4f1d795 949d2a132ce7c00c 8e9b093536f72132", "tickets")
    order = sorted(range(8), key=lambda i: (tickets[i], i))
    check([i + 1 for i in order] == [5, 3, 4, 6, 1, 8, 7, 2], "order")
    check(" ".join(map(ticket_number, tickets)) ==
          "5252717049 7103391919 2983823673 3481575257 0494089959 5043660497 5805231377 5570531611", "numbers")
    check(digest_sealed(b"\x09" * 32, b"applicant facts").hex() ==
          "0bfa49fb453cb137be35f76f099b293a528b69c5d62ea1d406019c4597170e73", "sealed")
    return 1 if check.failed else 0


# ---------------------------------------------------------------------------------------------------

def main(argv=None):
    p = argparse.ArgumentParser(description="Make a draw again from its public folder, and check it.")
    p.add_argument("paths", nargs="*", help="the public folder; with --place: rounds.json roster.tsv plan.tsv [lists.tsv]")
    p.add_argument("--seed", help="the seed of a rehearsal")
    p.add_argument("--place", action="store_true", help="only write the three result files")
    p.add_argument("--master", help="with --place: the master number, 64 hexadecimal digits")
    p.add_argument("--out", help="with --place: the folder to write to")
    p.add_argument("--vector", action="store_true", help="check the worked example of section 6")
    a = p.parse_intermixed_args(argv)
    if a.vector:
        return check_vector()
    if a.place:
        if not 3 <= len(a.paths) <= 4 or not a.master or not a.out:
            p.error("--place needs three or four files, --master and --out")
        try:
            data = []
            for path in a.paths:
                with open(path, "rb") as f:
                    data.append(f.read())
            made = Draw(*data).run(from_hex(a.master, "--master"))
        except (Bad, KeyError, ValueError, OSError) as e:
            print("FAIL %s" % e, file=sys.stderr)
            return 1
        os.makedirs(a.out, exist_ok=True)
        for name, content in made.items():
            with open(os.path.join(a.out, name), "wb") as f:
                f.write(content)
        return 0
    if len(a.paths) != 1:
        p.error("name one public folder")
    return check_folder(a.paths[0], a.seed)


if __name__ == "__main__":
    sys.exit(main())
