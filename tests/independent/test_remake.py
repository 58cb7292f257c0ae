"""Self-checks of remake.py:  python3 -m unittest test_remake   (in this folder)

Small random draws, compared with brute force, with one another, or with properties that must hold.
"""

import io
import itertools
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import remake
from remake import Draw, H, RoundRun, check_folder, check_vector, make_tickets

MASTER = bytes(range(32))


# -- making draws ------------------------------------------------------------------------------------

def a_round(**kw):
    r = dict(name="r", mechanism="deferred acceptance", criteria=[], end="ticket", groups=[], linked=None,
             less_placed=False, unplaced="stay", leftover="to later rounds", guarantee=False)
    r.update(kw)
    if r["mechanism"] == "parallel":
        r.setdefault("bands", [2, 2])
    return r


def a_group(name, take, amount=None, **kw):
    g = dict(name=name, take=take, of="plan", rounded="down", amount=amount, for_all=False,
             counting_earlier=False, unfilled="next")
    g.update(kw)
    return g


def table(form, heads, rows):
    return "".join("\t".join(r) + "\n" for r in [[form] + heads] + sorted(rows)).encode()


def files(rounds, people, plan, lists=None, order="in turn", several=None):
    """people: {id: {"r.wishes": "A,B", ...}}; plan: {code: {"r": seats}}; returns the bytes of the files"""
    doc = {"format": "ruxue-rounds/1", "draw": "2024/junior/test", "order": order, "several_wins": several,
           "rounds": rounds}
    heads = [c for r in rounds for c in remake.Spec(r).roster_columns()]
    roster = table("ruxue-roster/1", heads,
                   [[i] + [p.get(h, "in" if h.endswith(".pool") else "") for h in heads] for i, p in people.items()])
    plan = table("ruxue-plan/1", [r["name"] + ".seats" for r in rounds],
                 [[c] + [str(q.get(r["name"], "")) for r in rounds] for c, q in plan.items()])
    out = [remake.canonical(doc), roster, plan]
    if lists is not None:
        out.append(table("ruxue-lists/1", ["schools"], [[n, ",".join(s)] for n, s in lists.items()]))
    return out


def run(*args, master=MASTER, fast=True, **kw):
    return Draw(*files(*args, **kw), fast=fast).run(master)


def rows(data):
    lines = data.decode().splitlines()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines[1:]}


def places(made):
    return {i: tuple(r) for i, r in rows(made["placements.tsv"]).items()}


def random_people(rng, n, codes, name="r", extra=()):
    people = {}
    for k in range(n):
        wishes = rng.sample(codes, rng.randint(0, len(codes)))
        p = {name + ".wishes": ",".join(wishes)}
        for c in extra:
            if c.startswith("each_"):
                p[name + "." + c] = ",".join(rng.choice(["1", "2", "3", ""]) for _ in wishes)
            else:
                p[name + "." + c] = rng.choice(["1", "2", "3", ""])
        people["P%03d" % k] = p
    return people


CODES = list("ABCDE")
CRITERIA = {"x": dict(name="x", first="lowest", per_wish=False), "each_y": dict(name="each_y", first="highest",
                                                                                 per_wish=True)}


class Sums(unittest.TestCase):
    def test_vector(self):
        self.assertEqual(check_vector(io.StringIO()), 0)

    def test_known_keystream(self):
        first = struct.pack("<8Q", *make_tickets(bytes(32), 8))
        self.assertEqual(first.hex()[:64], "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7")

    def test_against_plain_chacha20(self):
        def plain(key, counter):
            s = list(struct.unpack("<4L", b"expand 32-byte k")) + list(struct.unpack("<8L", key)) + [counter, 0, 0, 0]
            x = s[:]

            def rot(v, n):
                return (v << n | v >> 32 - n) & 0xFFFFFFFF
            for _ in range(10):
                for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                                   (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
                    for p, q, r, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                        x[p] = (x[p] + x[q]) & 0xFFFFFFFF
                        x[r] = rot(x[r] ^ x[p], n)
            return struct.pack("<16L", *((u + v) & 0xFFFFFFFF for u, v in zip(x, s)))
        for k in range(3):
            key = H("test", str(k))
            n = 8 * remake.BATCH + 77
            stream = b"".join(plain(key, c) for c in range(n // 8 + 1))
            self.assertEqual(make_tickets(key, n), list(struct.unpack("<%dQ" % n, stream[:8 * n])))
        self.assertEqual(make_tickets(bytes(32), 0), [])


class Mechanisms(unittest.TestCase):
    def each(self, n=60):
        rng = random.Random(7)
        for _ in range(n):
            extra = rng.sample(["x", "each_y"], rng.randint(0, 2))
            people = random_people(rng, rng.randint(0, 14), CODES, extra=extra)
            plan = {c: {"r": rng.randint(0, 3)} for c in CODES[:4]}       # E takes no part
            yield rng, people, plan, [CRITERIA[c] for c in extra]

    def test_heaps_and_steps_agree(self):
        for rng, people, plan, criteria in self.each():
            for mechanism in ("deferred acceptance", "parallel", "immediate acceptance"):
                for end in ("ticket", "ticket at school"):
                    r = [a_round(mechanism=mechanism, end=end, criteria=criteria, bands=[rng.randint(1, 3)])]
                    self.assertEqual(run(r, people, plan), run(r, people, plan, fast=False))

    def test_deferred_acceptance_is_stable(self):
        for rng, people, plan, criteria in self.each():
            draw = Draw(*files([a_round(criteria=criteria)], people, plan))
            made = draw.run(MASTER)
            rr = draw.runs["r"]
            got = places(made)
            index = {i: k for k, i in enumerate(draw.roster.ids)}
            for i, p in people.items():
                wishes = remake.split_cell(p["r.wishes"])
                mine = int(got[i][3]) - 1 if got[i][0] == "placed" else len(wishes)
                for w in range(mine):
                    s = wishes[w]
                    here = [j for j in got if got[j][0] == "placed" and got[j][2] == s]
                    self.assertEqual(len(here), plan.get(s, {"r": 0})["r"])
                    for j in here:
                        jw = int(got[j][3]) - 1
                        self.assertLess(rr.key(index[j], jw, s), rr.key(index[i], w, s))

    def test_relations(self):
        for rng, people, plan, criteria in self.each():
            flat = [c for c in criteria if not c["per_wish"]]
            da = run([a_round(criteria=criteria)], people, plan)
            self.assertEqual(da, run([a_round(criteria=criteria, mechanism="parallel", bands=[9])], people, plan))
            self.assertEqual(run([a_round(criteria=criteria, mechanism="immediate acceptance")], people, plan),
                             run([a_round(criteria=criteria, mechanism="parallel", bands=[1] * 5)], people, plan))
            if criteria == flat:
                one = people
                for i in one:
                    one[i] = {k: v for k, v in one[i].items() if "each_y" not in k}
                sd = run([a_round(criteria=flat, mechanism="serial dictatorship")], one, plan)
                self.assertEqual(run([a_round(criteria=flat)], one, plan), sd)
            # one group for all of all seats is as no groups, but for the column `group`
            for m in sorted(remake.MECHANISMS - {"serial dictatorship"}):
                a = run([a_round(criteria=criteria, mechanism=m)], people, plan)
                for take in ("all", "rest"):
                    g = [a_group("g", take, for_all=True)]
                    b = run([a_round(criteria=criteria, mechanism=m, groups=g)], people, plan)
                    self.assertEqual({i: r[:4] for i, r in places(a).items()}, {i: r[:4] for i, r in places(b).items()})
                    self.assertEqual({k: v for k, v in rows(a["cutoffs.tsv"]).items()},
                                     {k[:-2]: v for k, v in rows(b["cutoffs.tsv"]).items()})

    def test_skipping_full_schools_by_brute_force(self):
        for rng, people, plan, criteria in self.each():
            draw = Draw(*files([a_round(criteria=criteria, mechanism="immediate acceptance skipping full schools")],
                               people, plan))
            got = places(draw.run(MASTER))
            rr, ids = draw.runs["r"], draw.roster.ids
            left = {c: plan.get(c, {"r": 0})["r"] for c in CODES}
            wishes = [remake.split_cell(people[i]["r.wishes"]) for i in ids]
            tried, placed = [set() for _ in ids], {}
            while True:
                goes = {}
                for k in range(len(ids)):
                    if k not in placed:
                        nxt = [w for w, s in enumerate(wishes[k]) if w not in tried[k] and left[s] > 0]
                        if nxt:
                            tried[k].update(range(nxt[0] + 1))
                            goes.setdefault(wishes[k][nxt[0]], []).append((rr.key(k, nxt[0], wishes[k][nxt[0]]), k,
                                                                            nxt[0]))
                if not goes:
                    break
                for s, who in goes.items():
                    for _, k, w in sorted(who)[:left[s]]:
                        placed[k] = (s, w + 1)
                    left[s] -= min(len(who), left[s])
            for k, i in enumerate(ids):
                want = ("placed", "r", placed[k][0], str(placed[k][1]), "") if k in placed else \
                    ("unplaced", "r", "", "", "")
                self.assertEqual(got[i], want)

    def test_random_everything_keeps_the_seats(self):
        """Groups, links, ties in any combination: it ends, and nobody is taken beyond the seats without leave."""
        rng = random.Random(11)
        for _ in range(400):
            people = random_people(rng, 12, CODES, extra=["x"])
            ids = sorted(people)
            for k in range(0, 6, rng.choice([2, 3])):
                for j in ids[k:k + 3 if k == 0 else k + 2]:
                    people[j]["r.linked"] = ids[k]
                    people[j]["r.wishes"] = people[ids[k]]["r.wishes"]
                    people[j]["r.elder"] = rng.choice(["2012-01-01", "2011-05-06", ""])
            for p in people.values():
                p["r.groups"] = ",".join("+".join(rng.sample(["g", "h"], rng.randint(0, 2)))
                                         for _ in remake.split_cell(p["r.wishes"]))
            mechanism = rng.choice(sorted(remake.MECHANISMS))
            groups = [] if mechanism == "serial dictatorship" or rng.random() < .3 else [
                a_group("g", rng.choice(["count", "share"]), "40", of=rng.choice(["plan", "left"]),
                        unfilled=rng.choice(["next", "stay"])),
                a_group("h", "share", "50", of="left", rounded="up", counting_earlier=rng.random() < .5),
                a_group("k", rng.choice(["all", "rest"]), for_all=True)]
            ends = ["ticket", "refer", "admit all"] + ["ticket at school"] * (mechanism != "serial dictatorship")
            last = rng.choice(["beyond", "skip", "split", "elder first", "refer"])
            end = rng.choice(ends)
            r = a_round(mechanism=mechanism, end=end, groups=groups, criteria=[CRITERIA["x"]],
                        linked=dict(tickets=rng.choice(["one", "own"]), apply=rng.choice(["together", "alone"]),
                                    last_seat=last))
            plan = {c: {"r": rng.randint(0, 4)} for c in CODES}
            made = run([r], people, plan)
            for s in CODES:
                here = [p for p in places(made).values() if p[2] == s]
                if end.startswith("ticket") and last not in ("beyond", "refer"):
                    self.assertLessEqual(len(here), plan[s]["r"])
                if end != "refer" and last != "refer":
                    self.assertTrue(all(p[0] == "placed" for p in here))
            for c in rows(made["cutoffs.tsv"]).values():
                self.assertEqual(len(c), 5)


class Details(unittest.TestCase):
    """Worked by hand.  Order by the criterion x, so that tickets do not matter."""

    def go(self, cells, seats, **kw):
        kw.setdefault("criteria", [CRITERIA["x"]])
        people = {i: {"r." + k: v for k, v in c.items()} for i, c in cells.items()}
        made = run([a_round(**kw)], people, {s: {"r": q} for s, q in seats.items()})
        return places(made), rows(made["cutoffs.tsv"])

    def who(self, cells, seats, **kw):
        return {i: (p[0], p[2]) for i, p in self.go(cells, seats, **kw)[0].items()}

    def test_ties(self):
        cells = {"a": dict(x="1", wishes="A"), "b": dict(x="2", wishes="A,B"), "c": dict(x="2", wishes="A,B"),
                 "d": dict(x="3", wishes="A,B")}
        for m in sorted(remake.MECHANISMS):
            self.assertEqual(self.who(cells, {"A": 2, "B": 1}, end="admit all", mechanism=m),
                             {"a": ("placed", "A"), "b": ("placed", "A"), "c": ("placed", "A"), "d": ("placed", "B")})
            self.assertEqual(self.who(cells, {"A": 2, "B": 1}, end="refer", mechanism=m),
                             {"a": ("placed", "A"), "b": ("refer", "A"), "c": ("refer", "A"), "d": ("placed", "B")})
            self.assertEqual(self.who(cells, {"A": 3, "B": 1}, end="refer", mechanism=m)["c"], ("placed", "A"))

    def test_last_seat(self):
        cells = {"a": dict(x="1", wishes="A"), "b": dict(x="2", wishes="A,B", linked="b", elder="2012-03-01"),
                 "c": dict(x="5", wishes="A,B", linked="b", elder="2012-02-01"), "d": dict(x="3", wishes="A,B")}
        want = {"beyond": ("placed A", "placed A", "placed B"), "skip": ("placed B", "placed B", "placed A"),
                "split": ("placed A", "placed B", "placed B"), "elder first": ("placed B", "placed A", "placed B"),
                "refer": ("refer A", "refer A", "placed B")}
        for m in sorted(remake.MECHANISMS):
            for rule, (b, c, d) in want.items():
                got = self.who(cells, {"A": 2, "B": 2}, mechanism=m,
                               linked=dict(tickets="one", apply="together", last_seat=rule))
                self.assertEqual([" ".join(got[i]) for i in "bcd"], [b, c, d], (m, rule))

    def test_one_ticket(self):
        for k in range(40):
            people = {i: {"r.wishes": "A", "r.linked": "b" if i in "bd" else ""} for i in "abcdef"}
            r = a_round(linked=dict(tickets="one", apply="alone", last_seat="skip"))
            draw = Draw(*files([r], people, {"A": {"r": 3}}))
            draw.run(H("seed", str(k)))
            t = draw.runs["r"]
            self.assertEqual(t.ticket(1, "A"), t.ticket(3, "A"))
            self.assertEqual(t.ticket(1, "A"), t.tickets[1])

    def test_groups(self):
        cells = {"a": dict(x="1", wishes="A", groups="near"), "b": dict(x="2", wishes="A", groups="near"),
                 "c": dict(x="3", wishes="A", groups=""), "d": dict(x="4", wishes="A", groups="near"),
                 "e": dict(x="5", wishes="A", groups="near")}
        rest = a_group("open", "rest", for_all=True)
        near = a_group("near", "share", "50", of="plan")
        got, cut = self.go(cells, {"A": 4}, groups=[near, rest])
        self.assertEqual([got[i][4] for i in "abcde"], ["near", "near", "open", "open", ""])
        self.assertEqual({k: c[:4] for k, c in cut.items()},
                         {"r/A/near": ["2", "4", "2", "0"], "r/A/open": ["2", "5", "2", "0"]})
        self.assertTrue(cut["r/A/near"][4].startswith("2,") and cut["r/A/open"][4].startswith("4,"))
        # the open seats first, those of the near counted: a and b already make up the share
        first = a_group("open", "count", "3", for_all=True)
        late = a_group("near", "count", "2", counting_earlier=True)
        more = a_group("more", "rest", for_all=True)
        got, _ = self.go(cells, {"A": 5}, groups=[first, late, more])
        self.assertEqual([got[i][4] for i in "abcde"], ["open", "open", "open", "more", "more"])
        # unfilled
        for unfilled, placed in (("next", 5), ("stay", 3)):
            got, _ = self.go(cells, {"A": 5}, groups=[a_group("far", "count", "2", unfilled=unfilled), rest])
            self.assertEqual(sum(r[0] == "placed" for r in got.values()), placed)
        # share of what is left: 50 per cent of 7 - 2 seats, down and up
        for rounded, n in (("down", 2), ("up", 3)):
            g = [a_group("far", "count", "2", unfilled="stay"), a_group("near", "share", "50", of="left",
                                                                        rounded=rounded)]
            got, _ = self.go(cells, {"A": 7}, groups=g)
            self.assertEqual(sum(r[4] == "near" for r in got.values()), n)

    def test_bands_use_up_group_seats(self):
        cells = {"a": dict(x="9", wishes="A", groups="near"), "b": dict(x="1", wishes="B,A", groups=",near"),
                 "c": dict(x="2", wishes="B,A", groups=","), "d": dict(x="1", wishes="B", groups="")}
        g = [a_group("near", "count", "1"), a_group("open", "rest", for_all=True)]
        got, _ = self.go(cells, {"A": 2, "B": 1}, groups=g, mechanism="parallel", bands=["1"])
        self.assertEqual(got["a"][1:], ("r", "A", "1", "near"))
        lower = [i for i in "bd" if got[i][2] != "B"]
        self.assertEqual(got["b"][4] if "b" in lower else got["c"][4], "open")

    def test_guarantee_by_brute_force(self):
        rng = random.Random(5)
        for _ in range(150):
            lists = {n: rng.sample(CODES, rng.randint(1, 3)) for n in ("L1", "L2", "L3")}
            people = {"P%d" % k: {"r.wishes": "", "r.x": str(k), "r.tiers": ",".join(
                rng.sample(sorted(lists), rng.randint(0, 2)))} for k in range(7)}
            room = {c: rng.randint(0, 2) for c in CODES}
            made = run([a_round(criteria=[CRITERIA["x"]], guarantee=True)], people,
                       {c: {"r": q} for c, q in room.items()}, lists=lists)
            tiers = {i: [s for n in remake.split_cell(p["r.tiers"]) for s in lists[n]] for i, p in people.items()}

            def fits(who, room):
                for seats in itertools.product(*(tiers[i] for i in who)):
                    if all(seats.count(s) <= room[s] for s in set(seats)):
                        return True
                return False
            counted, want = [], {}
            for i in sorted(people):
                if fits(counted + [i], room):
                    counted.append(i)
                else:
                    want[i] = ("refer", "", "", "", "")
            for n, i in enumerate(counted):
                for s in tiers[i]:
                    less = dict(room, **{s: room[s] - 1})
                    if room[s] and fits(counted[n + 1:], less):
                        room, want[i] = less, ("placed", "r", s, "0", "")
                        break
            self.assertEqual(places(made), want)


class Several(unittest.TestCase):
    def two(self, **kw):
        crit = [CRITERIA["x"]]
        people = {i: {"r.wishes": "A", "r.x": x, "s.wishes": "A", "s.x": x}
                  for i, x in (("a", "1"), ("b", "2"), ("c", "3"))}
        rounds = [a_round(criteria=crit), a_round(name="s", criteria=crit)]
        for k, v in kw.pop("r", {}).items():
            rounds[0][k] = v
        for k, v in kw.pop("s", {}).items():
            rounds[1][k] = v
        for i, p in kw.pop("people", {}).items():
            people[i].update(p)
        made = run(rounds, people, {"A": {"r": 1, "s": kw.pop("seats", 1)}}, **kw)
        return {i: " ".join(p[:3]) for i, p in places(made).items()}

    def test_in_turn(self):
        self.assertEqual(self.two(), {"a": "placed r A", "b": "placed s A", "c": "unplaced s "})
        self.assertEqual(self.two(r=dict(unplaced="refer")), {"a": "placed r A", "b": "refer  ", "c": "refer  "})
        self.assertEqual(self.two(r=dict(leftover="stay empty")),
                         {"a": "placed r A", "b": "unplaced s ", "c": "unplaced s "})
        self.assertEqual(self.two(s=dict(less_placed=True), seats=2),
                         {"a": "placed r A", "b": "placed s A", "c": "unplaced s "})
        self.assertEqual(self.two(r=dict(unplaced="join s"), people={"a": {"s.pool": "joins"}, "b": {"s.pool": "joins"},
                                                                     "c": {"s.pool": ""}}),
                         {"a": "placed r A", "b": "placed s A", "c": "unplaced r "})

    def test_at_once(self):
        at = dict(order="at once")
        self.assertEqual(self.two(several=dict(keep=["s", "r"], freed="next"), **at),
                         {"a": "placed s A", "b": "placed r A", "c": "unplaced r "})
        self.assertEqual(self.two(several=dict(keep=["s", "r"], freed="empty"), **at),
                         {"a": "placed s A", "b": "unplaced r ", "c": "unplaced r "})
        self.assertEqual(self.two(several="refer", **at),
                         {"a": "refer r,s A,A", "b": "unplaced s ", "c": "unplaced s "})


class Folder(unittest.TestCase):
    def build(self, path, rehearsal=None):
        rng = random.Random(3)
        r = [a_round(criteria=[CRITERIA["x"]]), a_round(name="s", end="ticket at school", guarantee=True)]
        people = random_people(rng, 20, CODES, extra=["x"])
        for i in people:
            people[i].update({"s.wishes": "B,A", "s.tiers": "L"})
        data = files(r, people, {c: {"r": 2, "s": 1} for c in CODES}, lists={"L": CODES})
        names = ["rounds.json", "roster.tsv", "plan.tsv", "lists.tsv"]
        put = dict(zip(names, data))
        put["policies/p.pol"] = "入学\n".encode()
        name = "2024/junior/test"
        digests = {p: remake.digest_public(d) for p, d in put.items()}
        digests["sealed/facts.tsv"] = remake.digest_sealed(b"s" * 32, b"facts")
        previous = [{"draw": "2024/junior/a", "certificate": "ab" * 32}]
        frozen = remake.sum_frozen(name, digests, [bytes.fromhex("ab" * 32)])
        put["frozen.json"] = remake.canonical({
            "format": "ruxue-frozen/1", "draw": name, "previous": previous, "frozen": frozen.hex(),
            "files": [{"path": p, "digest": digests[p].hex(), "sealed": p.startswith("sealed/")}
                      for p in sorted(digests)]})
        shares = {"one": b"1" * 32, "two": b"2" * 32} if rehearsal is None else {}
        balls = "12345678901234567890" if rehearsal is None else ""
        master = remake.sum_master(frozen, shares, balls, 1) if rehearsal is None else \
            remake.sum_rehearsal(frozen, rehearsal)
        commit = {p: remake.sum_commitment(p, frozen, s).hex() for p, s in shares.items()}
        put["commitments.tsv"] = table("ruxue-commitments/1", ["commitment"], [[p, c] for p, c in commit.items()])
        draw = Draw(*data)
        made = draw.run(master)
        put.update(made)
        put["certificate.json"] = remake.canonical({
            "format": "ruxue-certificate/1", "suite": "sha-256 chacha20", "draw": name, "frozen": frozen.hex(),
            "rehearsal": rehearsal, "balls": balls, "attempt": "1", "voids": [], "master": master.hex(),
            "parties": [{"party": p, "commitment": commit[p], "share": shares[p].hex()} for p in sorted(shares)],
            "keys": [{"scope": s, "key": k.hex()} for s, k in draw.keys(master).items()],
            "results": [{"path": p, "digest": remake.digest_public(made[p]).hex()} for p in sorted(made)],
            "counts": {}, "diagnostics": {}})
        for p, d in put.items():
            full = os.path.join(path, p)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as f:
                f.write(d)
        return put, master

    def test_good_and_changed(self):
        for rehearsal in (None, "a seed"):
            with tempfile.TemporaryDirectory() as path:
                put, master = self.build(path, rehearsal)
                out = io.StringIO()
                self.assertEqual(check_folder(path, out=out), 0, out.getvalue())
                self.assertIn("placements.tsv " + remake.digest_public(put["placements.tsv"]).hex(), out.getvalue())
                if rehearsal:
                    self.assertEqual(check_folder(path, rehearsal, io.StringIO()), 0)
                self.assertEqual(check_folder(path, "another", io.StringIO()), 1)
                for p, d in put.items():
                    full = os.path.join(path, p)
                    for changed in (d[:-2] + bytes([d[-2] ^ 1]) + d[-1:], d + b"\n", None):
                        if changed is None:
                            if p == "commitments.tsv" and rehearsal is not None:
                                continue            # not needed in a rehearsal
                            os.remove(full)
                        else:
                            if changed == d + b"\n" and p == "certificate.json":
                                continue            # nothing in the folder speaks for its own bytes
                            if changed == d + b"\n" and p == "frozen.json":
                                continue
                            with open(full, "wb") as f:
                                f.write(changed)
                        self.assertEqual(check_folder(path, out=io.StringIO()), 1, (p, changed))
                        with open(full, "wb") as f:
                            f.write(d)
                self.assertEqual(check_folder(path, out=io.StringIO()), 0)

    def test_place_mode(self):
        with tempfile.TemporaryDirectory() as path:
            put, master = self.build(path)
            out = os.path.join(path, "out")
            args = [os.path.join(path, p) for p in ("rounds.json", "roster.tsv", "plan.tsv", "lists.tsv")]
            here = os.path.join(os.path.dirname(os.path.abspath(remake.__file__)), "remake.py")
            subprocess.run([sys.executable, here, "--place", *args, "--master", master.hex(), "--out", out], check=True)
            for name in remake.RESULTS:
                with open(os.path.join(out, name), "rb") as f:
                    self.assertEqual(f.read(), put[name])


class Large(unittest.TestCase):
    def test_thirty_thousand(self):
        rng = random.Random(1)
        codes = ["S%03d" % k for k in range(80)]
        people = {}
        for k in range(30000):
            p = {}
            for name in ("r", "s", "t"):
                wishes = rng.sample(codes, 8)
                p[name + ".wishes"] = ",".join(wishes)
                p[name + ".x"] = str(rng.randint(1, 500))
                p[name + ".groups"] = ",".join(rng.choice(["near", ""]) for _ in wishes)
            people["G%06d" % k] = p
        for k in range(0, 1000, 2):                 # twins
            a, b = "G%06d" % k, "G%06d" % (k + 1)
            people[b]["s.wishes"] = people[a]["s.wishes"]
            people[a]["s.linked"] = people[b]["s.linked"] = a
        crit = [CRITERIA["x"]]
        rounds = [a_round(criteria=crit, end="ticket at school"),
                  a_round(name="s", criteria=crit, linked=dict(tickets="one", apply="together", last_seat="skip"),
                          groups=[a_group("near", "share", "60"), a_group("open", "rest", for_all=True)]),
                  a_round(name="t", mechanism="serial dictatorship")]
        data = files(rounds, people, {c: {"r": 150, "s": 150, "t": 60} for c in codes})
        start = time.time()
        made = Draw(*data).run(MASTER)
        took = time.time() - start
        print("30,000 rows, 3 rounds, 82 columns of tickets: %.1f s" % took, file=sys.stderr)
        self.assertLess(took, 120)
        self.assertEqual(len(rows(made["placements.tsv"])), 30000)


if __name__ == "__main__":
    unittest.main()
