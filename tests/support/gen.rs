//! Policies at random: well typed by construction, every test of presence where it must stand.

use super::ask::*;
use super::model::*;
use super::rng::Rng;
use super::schema::*;
use ruxue::value::Value;
use std::collections::BTreeSet;

/// Where an expression stands.
#[derive(Debug, Clone, Default)]
struct Env {
    /// Rows that are open, outermost first: how they are called, and their fields.
    rows: Vec<(String, &'static [Fld])>,
    /// What is known to be present, by its text.
    present: BTreeSet<String>,
}

/// What other declarations may know of a value or a reading that is a value.
#[derive(Debug, Clone)]
struct Known {
    t: T,
    list: bool,
    opt: bool,
    needs: Needs,
    each: bool,
}

struct Gen<'r> {
    rng: &'r mut Rng,
    model: Model,
    values: Vec<Known>,
    readings: Vec<Option<Known>>,
    /// What holds when a condition holds.
    holds: Vec<BTreeSet<String>>,
    /// No readings or conditions are called: what is generated may stand before them.
    depth: usize,
}

/// A policy with so many conditions.
pub fn some_policy(rng: &mut Rng) -> Model {
    let mut made =
        Gen { rng, model: Model::default(), values: Vec::new(), readings: Vec::new(), holds: Vec::new(), depth: 0 };
    made.policy();
    made.model
}

fn key(v: &V) -> String {
    super::model::v(v)
}

impl Gen<'_> {
    fn policy(&mut self) {
        for _ in 0..2 {
            let date = some_day(self.rng);
            self.model.figures.push((Value::Date(date), date.to_string()));
        }
        let n = self.rng.between(0, 4);
        self.model.figures.push((Value::Int(n), n.to_string()));
        let (a, b) = (some_month(self.rng), some_month(self.rng));
        let (a, b) = (a.min(b), a.max(b));
        let months = ruxue::base::month::MonthSet::range(a, b);
        self.model.figures.push((Value::Months(months), format!("{a} .. {b}")));
        let (a, b) = (some_day(self.rng), some_day(self.rng));
        self.model.windows =
            vec![(Some(a.min(b)), Some(a.max(b))), (None, Some(a)), (Some(b), None), (Some(a), Some(a))];
        for _ in 0..9 {
            match self.rng.below(6) {
                0 => self.value(),
                1 | 2 => self.reading(),
                _ => self.condition(),
            }
        }
        let rows = 1 + self.rng.below(3);
        let mut classes: Vec<(Option<C>, &'static str)> = Vec::new();
        for _ in 0..rows {
            let when = self.cond(&Env::default(), 2);
            classes.push((Some(when), self.rng.pick(CASES)));
        }
        classes.push((None, self.rng.pick(CASES)));
        self.model.classes = classes;
        let ways = 1 + self.rng.below(3);
        for _ in 0..ways {
            self.category();
        }
        self.model.claim = self.rng.percent(40);
        for (at, known) in self.values.iter().enumerate() {
            if known.needs.is_empty() && !known.each && self.model.answers.len() < 3 {
                self.model.answers.push(at);
            }
        }
    }

    fn category(&mut self) {
        let mut env = Env::default();
        let mut lines = Vec::new();
        for at in 0..1 + self.rng.below(4) {
            // Named rules, and readings before all, should matter to the outcome.
            let line = match self.called(&env) {
                Some(called) if self.rng.percent(45) => called.into(),
                _ => self.line(&env, 2),
            };
            lines.push(match self.rng.below(8) {
                _ if at == 0 => CatLine::Require(line),
                0 | 1 => CatLine::Reject(line),
                2 => CatLine::Refer(line),
                3 => {
                    let exceptions = if self.rng.percent(30) { vec![(true, self.cond(&env, 1))] } else { Vec::new() };
                    CatLine::OnTime(self.rng.pick(&["f_sent", "f_born", "f_at"]), self.rng.below(4), exceptions)
                }
                _ => CatLine::Require(line),
            });
            match lines.last() {
                Some(CatLine::Require(line)) => env.present.extend(self.line_holds(line)),
                Some(CatLine::Reject(Line { c: C::Present(x, false), but, .. })) if but.is_empty() => {
                    env.present.insert(key(x));
                }
                _ => {}
            }
        }
        self.model.categories.push(Category { lines });
    }

    fn condition(&mut self) {
        let each = if self.rng.percent(30) { Some(self.rng.pick(&["f_lease", "f_job", "school"])) } else { None };
        let mut env = Env::default();
        if let Some(list) = each {
            env.rows.push((list.into(), if list == "school" { SCHOOL } else { LEASE }));
        }
        let mut lines = if self.rng.percent(25) {
            let joint = if self.rng.percent(70) { Joint::Any } else { Joint::All };
            vec![C::Block(joint, self.lines(&env, joint, 2)).into()]
        } else {
            self.lines(&env, Joint::All, 2)
        };
        if self.rng.percent(60) {
            let numbered = match lines.as_mut_slice() {
                [Line { c: C::Block(_, inner), but, .. }] if but.is_empty() => inner,
                _ => &mut lines,
            };
            numbered.iter_mut().enumerate().for_each(|(at, line)| line.no = Some(at as u32 + 1));
        }
        let mut holds: BTreeSet<String> = lines.iter().flat_map(|l| self.line_holds(l)).collect();
        let but = self.exceptions(&env, &holds, 15);
        if but.iter().any(|(waives, _)| *waives) || each.is_some() {
            holds.clear();
        }
        self.holds.push(holds);
        self.model.conditions.push(Condition { each, lines, but });
    }

    fn value(&mut self) {
        let each = if self.rng.percent(20) { Some(self.rng.pick(&["f_lease", "f_job"])) } else { None };
        let mut env = Env::default();
        if let Some(list) = each {
            env.rows.push((list.into(), LEASE));
        }
        if each.is_none() && self.rng.percent(20) {
            let filter = Some(self.lines_in(&env, &Src::School, 1));
            let list = L { src: Src::School, col: None, filter };
            self.model.values.push(ValueDecl { each, by: None, rows: vec![(When::Always, V::List(list))] });
            self.values.push(Known { t: T::School, list: true, opt: false, needs: Vec::new(), each: false });
            return;
        }
        let t = self.rng.pick(&[T::Int, T::Date, T::Int, T::Id, T::Color]);
        let mut known = Known { t, list: false, opt: false, needs: Vec::new(), each: each.is_some() };
        let mut rows = Vec::new();
        let mut by = None;
        match self.rng.below(3) {
            0 => {
                let (x, needs, opt) = self.typed(t, &env, 2);
                known.opt |= opt;
                known.needs = needs;
                rows.push((When::Always, x));
            }
            1 if t != T::Color => {
                let (x, needs, opt) = self.val(T::Int, &Env::default(), 0);
                if needs.is_empty() && !opt && matches!(x, V::Path { .. }) {
                    by = Some(x);
                    for at in 0..2 {
                        let (a, b) = (at * 2, at * 2 + self.rng.between(0, 1));
                        let number = |n: i64| V::Const(Value::Int(n), n.to_string());
                        let when =
                            if a == b { When::Range(number(a), None) } else { When::Range(number(a), Some(number(b))) };
                        let (x, needs, opt) = self.typed(t, &env, 1);
                        known.opt |= opt;
                        known.needs.extend(needs);
                        rows.push((when, x));
                    }
                    known.opt = true;
                } else {
                    let (x, needs, opt) = self.typed(t, &env, 1);
                    known.opt |= opt;
                    known.needs = needs;
                    rows.push((When::Always, x));
                }
            }
            _ => {
                let mut here = env.clone();
                for _ in 0..1 + self.rng.below(2) {
                    let when = self.cond(&here, 1);
                    let mut inside = here.clone();
                    inside.present.extend(self.cond_holds(&when));
                    if let C::Present(x, false) = &when {
                        here.present.insert(key(x));
                    }
                    let (x, needs, opt) = self.typed(t, &inside, 1);
                    known.opt |= opt && !inside.present.contains(&key(&x));
                    known.needs.extend(needs);
                    rows.push((When::Holds(when), x));
                }
                if self.rng.percent(60) {
                    let (x, needs, opt) = self.typed(t, &here, 1);
                    known.opt |= opt && !here.present.contains(&key(&x));
                    known.needs.extend(needs);
                    rows.push((When::Otherwise, x));
                } else {
                    known.opt = true;
                }
            }
        }
        // What an enum's word means is known only from what stands before it.
        if t == T::Color && matches!(rows.first(), Some((_, V::Const(..)))) {
            rows[0].1 = V::Path { row: None, names: vec!["f_color"] };
        }
        self.model.values.push(ValueDecl { each, by, rows });
        self.values.push(known);
    }

    /// A value of exactly this type: a reference to a school compares with an id, but is another type.
    fn typed(&mut self, t: T, env: &Env, depth: usize) -> (V, Needs, bool) {
        loop {
            let made = self.val(t, env, depth);
            if !matches!(&made.0, V::Path { names, .. } if names[..] == ["f_wish"]) {
                return made;
            }
        }
    }

    fn reading(&mut self) {
        let each = if self.rng.percent(20) { Some(self.rng.pick(&["f_lease", "f_job"])) } else { None };
        let mut env = Env::default();
        if let Some(list) = each {
            env.rows.push((list.into(), LEASE));
        }
        let count = 2 + self.rng.below(2);
        let choice = if self.rng.percent(50) { None } else { Some(self.rng.below(count)) };
        let mut alts = Vec::new();
        let mut known = None;
        if self.rng.percent(60) {
            for _ in 0..count {
                alts.push(Alt::C(self.cond(&env, 2)));
            }
            // A plain yes-or-no field alone would make it a value.
            if alts.iter().all(|a| matches!(a, Alt::C(C::Truth(_)))) {
                alts[0] = Alt::C(C::Const(true));
            }
        } else {
            let t = self.rng.pick(&[T::Int, T::Date]);
            let mut now = Known { t, list: false, opt: false, needs: Vec::new(), each: each.is_some() };
            for _ in 0..count {
                let (x, needs, opt) = self.val(t, &env, 1);
                now.opt |= opt;
                now.needs.extend(needs);
                alts.push(Alt::V(x));
            }
            known = Some(now);
        }
        self.model.readings.push(Reading { each, alts, choice });
        self.readings.push(known);
    }

    // ── conditions ──

    fn lines_in(&mut self, env: &Env, src: &Src, depth: usize) -> Vec<Line> {
        let mut inner = env.clone();
        inner.rows.push((src.row(), fields_of(src)));
        self.lines(&inner, Joint::All, depth)
    }

    fn lines(&mut self, env: &Env, joint: Joint, depth: usize) -> Vec<Line> {
        let mut env = env.clone();
        let mut lines = Vec::new();
        for _ in 0..1 + self.rng.below(3) {
            let line = if self.rng.percent(20)
                && let Some(x) = self.optional(&env)
            {
                let present = joint == Joint::All || matches!(joint, Joint::Some(_)) && self.rng.percent(50);
                C::Present(x, present).into()
            } else {
                self.line(&env, depth)
            };
            match (&line.c, joint) {
                (_, Joint::All) => env.present.extend(self.line_holds(&line)),
                (C::Present(x, false), Joint::Any | Joint::None) if line.but.is_empty() => {
                    env.present.insert(key(x));
                }
                _ => {}
            }
            lines.push(line);
        }
        lines
    }

    fn line(&mut self, env: &Env, depth: usize) -> Line {
        let c = self.cond(env, depth);
        let holds = self.cond_holds(&c);
        let but = self.exceptions(env, &holds, 12);
        Line { no: None, c, but }
    }

    fn exceptions(&mut self, env: &Env, holds: &BTreeSet<String>, percent: usize) -> Vec<(bool, C)> {
        let mut made: Vec<(bool, C)> = Vec::new();
        while made.len() < 3 && self.rng.percent(percent) {
            let waives = self.rng.percent(40);
            let mut inner = env.clone();
            if made.iter().all(|(waives, _)| !*waives) && !waives {
                inner.present.extend(holds.iter().cloned());
            }
            let when = self.cond(&inner, 1);
            made.push((waives, when));
        }
        made
    }

    /// What is present when a line holds, as far as this generator knows.
    fn line_holds(&self, line: &Line) -> BTreeSet<String> {
        if line.but.iter().any(|(waives, _)| *waives) { BTreeSet::new() } else { self.cond_holds(&line.c) }
    }

    fn cond_holds(&self, c: &C) -> BTreeSet<String> {
        match c {
            C::Present(x, true) => BTreeSet::from([key(x)]),
            C::Block(Joint::All, lines) => lines.iter().flat_map(|l| self.line_holds(l)).collect(),
            C::Chain(true, parts) => parts.iter().flat_map(|p| self.cond_holds(p)).collect(),
            C::Not(inner) => match &**inner {
                C::Present(x, false) => BTreeSet::from([key(x)]),
                _ => BTreeSet::new(),
            },
            C::Call(at) => self.holds[*at].clone(),
            _ => BTreeSet::new(),
        }
    }

    /// Something that may be absent and can be asked here.
    fn optional(&mut self, env: &Env) -> Option<V> {
        let mut found: Vec<V> =
            FORM.iter().filter(|f| f.opt).map(|f| V::Path { row: None, names: vec![f.name] }).collect();
        for (row, fields) in &env.rows {
            found.extend(
                fields.iter().filter(|f| f.opt).map(|f| V::Path { row: Some(row.clone()), names: vec![f.name] }),
            );
        }
        if env.present.contains("f_home") {
            found.push(V::Path { row: None, names: vec!["f_home", "h_kind"] });
        }
        for (at, known) in self.values.iter().enumerate() {
            if known.opt && !known.each && known.needs.is_empty() {
                found.push(V::Call(at));
            }
        }
        Some(found[self.rng.below(found.len())].clone())
    }

    fn cond(&mut self, env: &Env, depth: usize) -> C {
        self.depth += 1;
        let made = self.cond_inner(env, if self.depth > 6 { 0 } else { depth });
        self.depth -= 1;
        made
    }

    fn cond_inner(&mut self, env: &Env, depth: usize) -> C {
        if depth > 0 {
            match self.rng.below(16) {
                0 => return C::Not(Box::new(self.cond(env, depth - 1))),
                1..=3 => {
                    let joint = self.rng.pick(&[Joint::All, Joint::Any, Joint::Any, Joint::None, Joint::Some(1)]);
                    let lines = self.lines(env, joint, depth - 1);
                    let joint =
                        if let Joint::Some(_) = joint { Joint::Some(1 + self.rng.below(lines.len())) } else { joint };
                    return C::Block(joint, lines);
                }
                4 => {
                    let all = self.rng.percent(50);
                    let mut inner = env.clone();
                    let mut parts = Vec::new();
                    for _ in 0..2 {
                        let part = self.cond(&inner, depth - 1);
                        if all {
                            inner.present.extend(self.cond_holds(&part));
                        }
                        parts.push(part);
                    }
                    return C::Chain(all, parts);
                }
                5..=7 => {
                    if let Some(src) = self.source(env) {
                        let words = self.rng.pick(&["any", "every", "no"]);
                        let lines = self.lines_in(env, &src, depth - 1);
                        return C::Quant(words, src, lines);
                    }
                }
                8..=10 => {
                    if let Some(called) = self.called(env) {
                        return called;
                    }
                }
                _ => {}
            }
        }
        let (atom, needs) = self.atom(env, depth.saturating_sub(1));
        self.guarded(atom, needs, env)
    }

    /// A condition behind the tests of presence that it needs.
    fn guarded(&mut self, atom: C, needs: Needs, env: &Env) -> C {
        let mut owed: Vec<V> = Vec::new();
        for need in needs {
            if !env.present.contains(&key(&need)) && !owed.iter().any(|o| key(o) == key(&need)) {
                owed.push(need);
            }
        }
        if owed.is_empty() {
            return atom;
        }
        if self.rng.percent(65) {
            let mut lines: Vec<Line> = owed.into_iter().map(|x| C::Present(x, true).into()).collect();
            lines.push(atom.into());
            C::Block(Joint::All, lines)
        } else {
            let mut lines: Vec<Line> = owed.into_iter().map(|x| C::Present(x, false).into()).collect();
            lines.push(atom.into());
            C::Block(Joint::Any, lines)
        }
    }

    /// A condition, reading or way in by its name.
    fn called(&mut self, env: &Env) -> Option<C> {
        let rows_like = |each: &str| {
            env.rows
                .iter()
                .filter(|(row, _)| if each == "school" { row == "school" } else { row == "f_lease" || row == "f_job" })
                .count()
                == 1
        };
        let fits = |each: Option<&'static str>| each.is_none_or(&rows_like);
        match self.rng.below(5) {
            0 => {
                let found: Vec<usize> = (0..self.readings.len())
                    .filter(|at| self.readings[*at].is_none() && fits(self.model.readings[*at].each))
                    .collect();
                (!found.is_empty()).then(|| C::Reading(self.rng.pick(&found)))
            }
            1 => {
                let found: Vec<(usize, u32)> = self
                    .model
                    .conditions
                    .iter()
                    .enumerate()
                    .filter(|(_, c)| fits(c.each))
                    .flat_map(|(at, c)| numbers(c).into_iter().map(move |no| (at, no)))
                    .collect();
                (!found.is_empty()).then(|| self.rng.pick(&found)).map(|(at, no)| C::Entry(at, no))
            }
            2 if !self.model.categories.is_empty() && env.rows.is_empty() => {
                Some(C::Category(self.rng.below(self.model.categories.len())))
            }
            _ => {
                let found: Vec<usize> =
                    (0..self.model.conditions.len()).filter(|at| fits(self.model.conditions[*at].each)).collect();
                (!found.is_empty()).then(|| C::Call(self.rng.pick(&found)))
            }
        }
    }

    fn source(&mut self, env: &Env) -> Option<Src> {
        let mut found = vec![Src::Form("f_lease"), Src::Form("f_job"), Src::Form("f_sib"), Src::School, Src::Ledger];
        for (row, fields) in &env.rows {
            if fields.iter().any(|f| f.name == "l_ids") {
                found.push(Src::RowIds(if row == "f_lease" { "f_lease" } else { "f_job" }));
            }
        }
        for (at, known) in self.values.iter().enumerate() {
            if known.list {
                found.push(Src::Val(at));
            }
        }
        found.retain(|src| !env.rows.iter().any(|(row, _)| *row == src.row()));
        if env.rows.len() > 2 || found.is_empty() {
            return None;
        }
        Some(found[self.rng.below(found.len())].clone())
    }

    /// A list whose items are of a type, with a column where it needs one.
    fn list_of(&mut self, t: T, env: &Env, depth: usize) -> Option<L> {
        let mut found: Vec<(Src, Option<&'static str>)> = Vec::new();
        for src in [Src::Form("f_lease"), Src::Form("f_job"), Src::School, Src::Ledger] {
            for field in fields_of(&src).iter().filter(|f| f.t == t) {
                found.push((src.clone(), Some(field.name)));
            }
        }
        if t == T::Id {
            found.push((Src::Form("f_sib"), None));
        }
        found.retain(|(src, _)| !env.rows.iter().any(|(row, _)| *row == src.row()));
        if found.is_empty() {
            return None;
        }
        let (src, col) = found[self.rng.below(found.len())].clone();
        let filter = if self.rng.percent(60) && depth > 0 { Some(self.lines_in(env, &src, depth - 1)) } else { None };
        Some(L { src, col, filter })
    }

    /// Something that is asked of values.
    fn atom(&mut self, env: &Env, depth: usize) -> (C, Needs) {
        let mut needs = Vec::new();
        let mut get = |gen_: &mut Self, t: T| gen_.read(t, env, depth, &mut needs);
        let atom = match self.rng.below(22) {
            0 | 1 => C::Truth(self.bool_field(env, &mut needs)),
            2 => {
                C::Cmp(self.rng.pick(&["is", "is not"]), get(self, T::Bool), V::Const(Value::Bool(true), "true".into()))
            }
            3..=5 => {
                let words = self.rng.pick(&["at least", "at most", "more than", "less than", "is", "is not"]);
                let t = self.rng.pick(&[T::Int, T::Int, T::Dec]);
                let left = get(self, t);
                C::Cmp(words, left, get(self, T::Int))
            }
            6..=8 => {
                let words = self.rng.pick(&["on or before", "on or after", "before", "after", "is", "is not"]);
                let t = self.rng.pick(&[T::Date, T::Date, T::Month, T::Moment]);
                let left = get(self, t);
                C::Cmp(words, left, get(self, t))
            }
            9 => C::Cmp(self.rng.pick(&["is", "is not"]), get(self, T::Text), get(self, T::Text)),
            10 => C::Cmp(self.rng.pick(&["is", "is not"]), get(self, T::Id), get(self, T::Id)),
            11 => {
                let t = self.rng.pick(&[T::Color, T::Kind]);
                let left = get(self, t);
                C::Cmp(self.rng.pick(&["is", "is not"]), left, self.word(t))
            }
            12 => {
                let (members, text) = self.members();
                C::In(get(self, T::Color), members, text, self.rng.percent(70))
            }
            13 => {
                let t = self.rng.pick(&[T::Date, T::Int]);
                C::InRange(get(self, t), get(self, t), get(self, t), self.rng.percent(70))
            }
            14 => match self.list_of(T::Id, env, depth) {
                Some(list) => C::InList(get(self, T::Id), list, self.rng.percent(60)),
                None => C::Const(self.rng.percent(50)),
            },
            15 => {
                let (members, text) = self.members();
                C::Meets(get(self, T::Colors), members, text)
            }
            16 => {
                let x = match self.rng.below(3) {
                    0 => V::Path { row: None, names: vec!["f_sib"] },
                    1 => V::Path { row: None, names: vec!["f_tags"] },
                    _ => match self.values.iter().position(|k| k.list) {
                        Some(at) => V::Call(at),
                        None => V::Path { row: None, names: vec!["f_paid"] },
                    },
                };
                // In a row of the list its name means the row.
                let open = env.rows.iter().any(|(row, _)| *row == key(&x));
                let x = if open { V::Path { row: None, names: vec!["f_paid"] } } else { x };
                C::Empty(x, self.rng.percent(60))
            }
            17 => C::Covers(get(self, T::Months), get(self, T::Months)),
            18 => {
                let src = Src::Form(self.rng.pick(&["f_lease", "f_job"]));
                if env.rows.iter().any(|(row, _)| *row == src.row()) {
                    return (C::Const(true), needs);
                }
                let filter = if depth > 0 { Some(self.lines_in(env, &src, depth - 1)) } else { None };
                C::CoversDays(L { src, col: None, filter }, get(self, T::Date), get(self, T::Date))
            }
            19 => {
                let t = self.rng.pick(&[T::Date, T::Moment]);
                C::Within(get(self, t), self.rng.below(4))
            }
            20 => {
                let bound = self.rng.pick(&["at least", "more than", "less than", "at most"]);
                let unit = self.rng.pick(&["years", "months", "days"]);
                C::Elapsed(get(self, T::Date), get(self, T::Date), bound, self.rng.between(1, 3), unit)
            }
            _ if !self.model.classes.is_empty() => {
                let used: Vec<&str> = self.model.classes.iter().map(|(_, case)| *case).collect();
                let case = self.rng.pick(&used);
                let at = first_use(&self.model.classes, case);
                C::Cmp("is", V::Class, V::Const(Value::Enum(at), case.into()))
            }
            _ => {
                let at = self.rng.below(2);
                C::Cmp("is", V::Stage, V::Const(Value::Enum(at as u16), ["primary", "junior"][at].into()))
            }
        };
        (atom, needs)
    }

    fn bool_field(&mut self, env: &Env, needs: &mut Needs) -> V {
        let mut found: Vec<V> =
            ["f_flag", "f_presumed", "f_sworn"].map(|name| V::Path { row: None, names: vec![name] }).to_vec();
        found.push(V::Path { row: None, names: vec!["f_home", "h_vacant"] });
        for (row, fields) in &env.rows {
            found.extend(
                fields
                    .iter()
                    .filter(|f| f.t == T::Bool)
                    .map(|f| V::Path { row: Some(row.clone()), names: vec![f.name] }),
            );
        }
        let x = found[self.rng.below(found.len())].clone();
        needs.extend(needs_of(&x));
        x
    }

    fn word(&mut self, t: T) -> V {
        let words = if t == T::Color { COLORS } else { KINDS };
        let at = self.rng.below(words.len());
        V::Const(Value::Enum(at as u16), words[at].into())
    }

    fn members(&mut self) -> (Vec<u16>, String) {
        if self.rng.percent(40) {
            return (vec![0, 1], "warm".into());
        }
        let (a, b) = (self.rng.below(4), self.rng.below(4));
        (vec![a as u16, b as u16], format!("{{{}, {}}}", COLORS[a], COLORS[b]))
    }

    /// A value that is read here: what it needs is owed, itself too if it may be absent.
    fn read(&mut self, t: T, env: &Env, depth: usize, needs: &mut Needs) -> V {
        let (x, mut owed, opt) = self.val(t, env, depth);
        if t == T::Color && matches!(x, V::Const(..)) {
            // A word means something only beside a value of its enum.
            return self.read(t, env, depth, needs);
        }
        if opt {
            match x {
                V::Path { .. } | V::Call(_) | V::Reading(_) => owed.push(x.clone()),
                // Nothing can be tested of it: take something plain.
                _ => return self.read(t, env, 0, needs),
            }
        }
        needs.append(&mut owed);
        x
    }

    /// A value of a type: what must be tested before it, and whether it may itself be absent.
    fn val(&mut self, t: T, env: &Env, depth: usize) -> (V, Needs, bool) {
        if depth > 0 {
            match (t, self.rng.below(12)) {
                (T::Int, 0) => {
                    let (a, b) = (self.plain(T::Int, env), self.plain(T::Int, env));
                    return (V::Add(Box::new(a), Box::new(b), self.rng.percent(50)), Vec::new(), false);
                }
                (T::Int, 1) => {
                    return (V::Times(Box::new(self.plain(T::Int, env)), self.rng.between(0, 3)), Vec::new(), false);
                }
                (T::Int, 2 | 3) => {
                    let t = self.rng.pick(&[T::Id, T::Int, T::Color]);
                    if let Some(mut list) = self.list_of(t, env, depth) {
                        if self.rng.percent(50) {
                            list.col = None;
                        }
                        return (V::Count(list), Vec::new(), false);
                    }
                }
                (T::Int, 4) => {
                    if let Some(list) = self.list_of(T::Int, env, depth) {
                        return (V::Sum(list), Vec::new(), false);
                    }
                }
                (T::Int | T::Date, 5) => {
                    if let Some(list) = self.list_of(t, env, depth) {
                        return (V::Largest(list, self.rng.percent(50)), Vec::new(), true);
                    }
                }
                (T::Int | T::Date | T::Id, 6) => {
                    if let Some(list) = self.list_of(t, env, depth) {
                        return (V::First(list), Vec::new(), true);
                    }
                }
                (T::Date, 0 | 1) => {
                    let base = self.plain(T::Date, env);
                    let unit = self.rng.pick(&["years", "months", "days"]);
                    return (
                        V::Shift(Box::new(base), self.rng.percent(50), self.rng.between(0, 3), unit),
                        Vec::new(),
                        false,
                    );
                }
                (T::Date, 2 | 3) => {
                    let src = Src::Form(self.rng.pick(&["f_lease", "f_job"]));
                    if !env.rows.iter().any(|(row, _)| *row == src.row()) {
                        let filter =
                            if self.rng.percent(60) { Some(self.lines_in(env, &src, depth - 1)) } else { None };
                        let to = self.plain(T::Date, env);
                        return (V::Unbroken(src, Box::new(to), filter), Vec::new(), true);
                    }
                }
                (T::Months, 0 | 1) => {
                    let (a, b) = (self.plain(T::Months, env), self.plain(T::Months, env));
                    return (V::Add(Box::new(a), Box::new(b), true), Vec::new(), false);
                }
                _ => {}
            }
        }
        self.leaf(t, env)
    }

    /// A field or constant that is always present.
    fn plain(&mut self, t: T, env: &Env) -> V {
        loop {
            let (x, needs, opt) = self.leaf(t, env);
            if needs.is_empty() && !opt {
                return x;
            }
        }
    }

    fn leaf(&mut self, t: T, env: &Env) -> (V, Needs, bool) {
        let mut found: Vec<(V, Needs, bool)> = Vec::new();
        let mut field = |row: Option<&String>, names: Vec<&'static str>, opt: bool| {
            let x = V::Path { row: row.cloned(), names };
            let needs = needs_of(&x);
            let needs = if opt { needs.into_iter().filter(|n| key(n) != key(&x)).collect() } else { needs };
            found.push((x, needs, opt));
        };
        let id = |other: T| t == other || t == T::Id && other == T::School;
        for f in FORM.iter().filter(|f| id(f.t)) {
            field(None, vec![f.name], f.opt);
        }
        for f in HOME.iter().filter(|f| f.t == t) {
            field(None, vec!["f_home", f.name], f.opt);
        }
        for f in SCHOOL.iter().filter(|f| f.t == t) {
            field(None, vec!["f_wish", f.name], f.opt);
        }
        for (row, fields) in &env.rows {
            for f in fields.iter().filter(|f| f.t == t) {
                field(Some(row), vec![f.name], f.opt);
            }
        }
        for (row, fields) in &env.rows {
            if t == T::Id && fields.is_empty() {
                found.push((V::Item(row.clone()), Vec::new(), false));
            }
        }
        let like = env.rows.iter().filter(|(row, _)| row == "f_lease" || row == "f_job").count() == 1;
        let row_name = env.rows.iter().find(|(row, _)| row == "f_lease" || row == "f_job").map(|(row, _)| row.clone());
        let mut named = |x: V, known: &Known, each: Option<&'static str>| {
            if known.t != t || known.list || (known.each && !like) {
                return;
            }
            // A need of the row is a need of the row that is open here.
            let needs = known
                .needs
                .iter()
                .map(|need| match need {
                    V::Path { row: Some(row), names } if Some(row.as_str()) == each => {
                        V::Path { row: row_name.clone(), names: names.clone() }
                    }
                    other => other.clone(),
                })
                .collect();
            found.push((x, needs, known.opt));
        };
        for (at, known) in self.values.iter().enumerate() {
            named(V::Call(at), known, self.model.values[at].each);
        }
        for (at, known) in self.readings.iter().enumerate() {
            if let Some(known) = known {
                named(V::Reading(at), known, self.model.readings[at].each);
            }
        }
        let constant = match t {
            T::Int => {
                let n = self.rng.between(0, 5);
                Some((Value::Int(n), n.to_string()))
            }
            T::Dec => {
                let units = self.rng.between(0, 6) * 50;
                let d = ruxue::base::decimal::Decimal::new(units, 2).expect("a decimal");
                Some((Value::Decimal(d), d.to_string()))
            }
            T::Date => {
                let d = some_day(self.rng);
                Some((Value::Date(d), d.to_string()))
            }
            T::Moment => {
                let d = some_day(self.rng);
                let moment = ruxue::base::date::Moment::new(d, 12, 30, 30).expect("a moment");
                Some((Value::Moment(moment), moment.to_string()))
            }
            T::Month => {
                let month = some_month(self.rng);
                Some((Value::Month(month), month.to_string()))
            }
            T::Color => {
                let V::Const(value, text) = self.word(T::Color) else { unreachable!() };
                Some((value, text))
            }
            _ => None,
        };
        if let Some((value, text)) = constant {
            found.push((V::Const(value, text), Vec::new(), false));
        }
        match t {
            T::Int => {
                found.push((V::Figure(2), Vec::new(), false));
                found.push((V::Year, Vec::new(), false));
            }
            T::Date => {
                found.push((V::Figure(0), Vec::new(), false));
                found.push((V::Figure(1), Vec::new(), false));
                found.push((V::Edge(0, true), Vec::new(), false));
                found.push((V::Edge(1, false), Vec::new(), false));
            }
            T::Months => found.push((V::Figure(3), Vec::new(), false)),
            _ => {}
        }
        found[self.rng.below(found.len())].clone()
    }
}
