//! From the document to lines. Where a line breaks is the same in both tongues, because a group must fit in both; only
//! the spaces that align columns differ.

use super::faces::Faces;
use super::shape::{Doc, Line};
use super::tokens::{Comment, File};
use crate::base::tongue::Tongue;
use crate::syntax::Rule;
use std::collections::BTreeMap;

/// The widest line.
const WIDTH: usize = 110;
/// One step to the right.
const STEP: usize = 2;
/// How much wider than the usual cell of its column a cell may be and still push the column to the right.
const OUTLIER: usize = 26;

/// Widths in English, in Chinese, and as asked for.
type Widths = [usize; 3];

/// A line of the result.
#[derive(Default)]
struct Row {
    indent: usize,
    blank: bool,
    parts: Vec<Part>,
    comment: Option<String>,
    run: Option<usize>,
    marks: Tongue,
    /// The declaration.
    item: usize,
}

enum Part {
    Text(usize),
    Semi,
    Gap([usize; 2]),
    /// A column, the least space before it, and the space where nothing is aligned.
    Column(usize, [usize; 2], [usize; 2]),
}

/// What comes before the next token.
#[derive(Clone, Copy)]
enum Pending {
    /// Its own gap.
    Own,
    Gap([usize; 2]),
    Column(usize, [usize; 2]),
    Line {
        indent: usize,
        blank: bool,
    },
}

struct Renderer<'a> {
    file: &'a File,
    faces: &'a Faces,
    rows: Vec<Row>,
    width: Widths,
    pending: Pending,
    indent: usize,
    /// The last token closed a block that stands on several lines.
    after_brace: bool,
    /// The comments before this token have been written.
    commented: usize,
    /// Whether columns count: not inside a group on one line.
    aligned: bool,
    /// The block that is being written, and how many there have been.
    block: usize,
    blocks: usize,
    /// The run that a row could join: its block, its kind and its number.
    run: Option<(usize, Rule, usize)>,
    runs: usize,
    next_run: Option<usize>,
}

/// Lays a document out, and writes it as asked for.
pub fn render(file: &File, faces: &Faces, docs: &[Doc]) -> String {
    let mut renderer = Renderer {
        file,
        faces,
        rows: Vec::new(),
        width: [0; 3],
        pending: Pending::Line { indent: 0, blank: false },
        indent: 0,
        after_brace: false,
        commented: 0,
        aligned: true,
        block: 0,
        blocks: 0,
        run: None,
        runs: 0,
        next_run: None,
    };
    renderer.docs(docs, true, [0; 3]);
    let end = file.tokens.len() - 1;
    renderer.pending = Pending::Line { indent: 0, blank: !file.items.is_empty() };
    renderer.comments(end);
    write(&renderer.rows, faces)
}

impl Renderer<'_> {
    /// Writes documents; `after` is the width of what follows them up to the next place where a line may break.
    fn docs(&mut self, docs: &[Doc], broken: bool, after: Widths) {
        for (at, doc) in docs.iter().enumerate() {
            let rest = &docs[at + 1..];
            let after = || self.until_break(rest, broken, after);
            match doc {
                Doc::Token(token) => self.token(*token),
                Doc::Semi { may_go } => {
                    if !(*may_go && self.after_brace) {
                        self.semi();
                    }
                }
                Doc::Line(line) => self.line(*line, broken, rest),
                Doc::Nest(inner) => {
                    let after = after();
                    self.indent += STEP;
                    self.docs(inner, broken, after);
                    self.indent -= STEP;
                }
                Doc::Group { forced, inner } => {
                    let after = after();
                    let fits = !forced && self.fits(inner, after);
                    self.docs(inner, !fits, after);
                }
                Doc::Braces { forced, inner } => {
                    let after = after();
                    let fits = !forced && self.fits(inner, after);
                    self.braces(inner, !fits, after);
                }
                Doc::Row { kind, inner } => {
                    let after = after();
                    if self.aligned {
                        self.join(*kind, inner);
                    }
                    self.docs(inner, broken, after);
                }
                Doc::Plain(inner) => {
                    let after = after();
                    self.run = None;
                    self.docs(inner, broken, after);
                }
                Doc::Column(number, gap) => {
                    if self.aligned && !matches!(self.pending, Pending::Line { .. }) {
                        self.pending = Pending::Column(*number, *gap);
                    }
                }
                Doc::Clauses(clauses) => {
                    let after = after();
                    self.clauses(clauses, after);
                }
                Doc::Comments { close } => {
                    if !self.file.tokens[*close].lead.is_empty() {
                        let blank = !self.rows.last().is_some_and(|r| matches!(r.parts.last(), Some(Part::Text(t)) if t + 1 == *close && self.file.tokens[*t].rule == Rule::open));
                        self.pending = Pending::Line { indent: self.indent, blank };
                        self.comments(*close);
                    }
                }
            }
        }
    }

    fn braces(&mut self, inner: &[Doc], broken: bool, after: Widths) {
        let (aligned, block, run) = (self.aligned, self.block, self.run);
        self.aligned &= broken;
        self.blocks += 1;
        self.block = self.blocks;
        self.docs(inner, broken, after);
        if broken && inner.iter().any(|d| matches!(d, Doc::Line(Line::Last))) {
            self.after_brace = true;
        }
        (self.aligned, self.block, self.run) = (aligned, block, run);
    }

    fn clauses(&mut self, clauses: &[Vec<Doc>], after: Widths) {
        let at_brace = self.after_brace;
        let mut width = Some(self.at());
        for clause in clauses {
            width = width.and_then(|w| Some(add(w, self.flat(clause, false)?)));
        }
        let fits = width.is_some_and(|w| add(w, after).iter().all(|w| *w <= WIDTH));
        let inline = if at_brace { clauses.len() == 1 } else { fits };
        let indent = if at_brace { self.indent } else { self.indent + STEP };
        for (number, clause) in clauses.iter().enumerate() {
            if !inline {
                self.pending = Pending::Line { indent, blank: false };
            }
            let before = self.indent;
            if !inline {
                self.indent = indent;
            }
            let last = number + 1 == clauses.len();
            self.docs(clause, true, if last { after } else { [0; 3] });
            self.indent = before;
        }
    }

    fn line(&mut self, line: Line, broken: bool, rest: &[Doc]) {
        let stays = line == Line::Fill && broken && self.stays(rest);
        self.pending = match line {
            Line::Inside if !broken => Pending::Own,
            Line::First | Line::Last if !broken => Pending::Gap([1, 1]),
            Line::Between | Line::Fill if !broken => {
                let after_semi = self.rows.last().is_some_and(|r| matches!(r.parts.last(), Some(Part::Semi)));
                Pending::Gap([1, usize::from(!after_semi)])
            }
            Line::Fill if stays => Pending::Gap([2, 1]),
            _ => Pending::Line { indent: self.indent, blank: matches!(line, Line::Between | Line::Fill) },
        };
    }

    /// Whether a short fact stays on the line of the one before it.
    fn stays(&self, rest: &[Doc]) -> bool {
        let Some(next) = rest.first() else { return false };
        let Some(first) = first_token(next) else { return false };
        let token = &self.file.tokens[first];
        let Some(width) = self.flat(std::slice::from_ref(next), true) else { return false };
        let fits = (0..3).all(|k| self.width[k] + 2 + width[k] <= WIDTH);
        !token.newline && token.lead.is_empty() && !self.after_brace && fits
    }

    /// Finds the run that a row belongs to.
    fn join(&mut self, kind: Rule, inner: &[Doc]) {
        let Some(first) = inner.iter().find_map(first_token) else { return };
        let token = &self.file.tokens[first];
        let apart = token.blank || token.lead.iter().any(|c| c.blank && c.own_line);
        let number = match self.run {
            Some((block, of, number)) if block == self.block && of == kind && !apart => number,
            _ => {
                self.runs += 1;
                self.runs
            }
        };
        self.run = Some((self.block, kind, number));
        self.next_run = Some(number);
    }

    fn tongue(&self, token: usize) -> usize {
        self.faces.marks.get(self.file.tokens[token].item).copied().unwrap_or_default() as usize
    }

    /// A gap as widths.
    fn wide(&self, gap: [usize; 2], token: usize) -> Widths {
        [gap[0], gap[1], gap[self.tongue(token)]]
    }

    fn token(&mut self, at: usize) {
        self.comments(at);
        let own = self.file.tokens[at].gap;
        let starts = self.rows.last().is_none_or(|r| r.parts.is_empty() && r.comment.is_none());
        match std::mem::replace(&mut self.pending, Pending::Own) {
            Pending::Line { indent, blank } => {
                let blank = blank && self.file.tokens[at].blank;
                self.start(indent, blank, at);
            }
            _ if starts => {}
            Pending::Own => self.part(Part::Gap(own), at),
            Pending::Gap(gap) => self.part(Part::Gap(gap), at),
            Pending::Column(number, gap) => self.part(Part::Column(number, gap, own), at),
        }
        self.part(Part::Text(at), at);
        self.after_brace = false;
    }

    fn semi(&mut self) {
        self.part(Part::Semi, self.last());
        self.after_brace = false;
    }

    /// The last token that was written.
    fn last(&self) -> usize {
        let text = |part: &Part| if let Part::Text(token) = part { Some(*token) } else { None };
        self.rows.iter().rev().flat_map(|r| r.parts.iter().rev()).find_map(text).unwrap_or(0)
    }

    fn part(&mut self, part: Part, token: usize) {
        let width = match &part {
            Part::Text(at) => self.faces.width[*at],
            Part::Semi => [1, 2, 1 + self.tongue(token)],
            Part::Gap(gap) | Part::Column(_, gap, _) => self.wide(*gap, token),
        };
        self.width = add(self.width, width);
        if let Some(row) = self.rows.last_mut() {
            row.parts.push(part);
        }
    }

    fn start(&mut self, indent: usize, blank: bool, token: usize) {
        let marks = self.faces.marks.get(self.file.tokens[token].item).copied().unwrap_or_default();
        let run = self.next_run.take();
        let item = self.file.tokens[token].item;
        // After a declaration of several lines a blank line follows, whether the author left one or not.
        let before = self.rows.last().map_or(item, |row| row.item);
        let lines = self
            .rows
            .iter()
            .rev()
            .take_while(|row| row.item == before)
            .filter(|row| !row.parts.is_empty())
            .take(2)
            .count();
        let long = before != item && lines == 2;
        self.rows.push(Row {
            indent,
            blank: (blank || long) && !self.rows.is_empty(),
            run,
            marks,
            item,
            ..Row::default()
        });
        self.width = [indent; 3];
    }

    /// Writes the comments before a token.
    fn comments(&mut self, at: usize) {
        if at < self.commented {
            return;
        }
        self.commented = at + 1;
        for (number, Comment { text, own_line, blank }) in self.file.tokens[at].lead.iter().enumerate() {
            let (indent, may) = match self.pending {
                Pending::Line { indent, blank } => (indent, blank),
                _ => (self.indent + STEP, false),
            };
            let free = self.rows.last_mut().filter(|r| !r.parts.is_empty() && r.comment.is_none());
            match free {
                Some(row) if number == 0 && !own_line => row.comment = Some(text.clone()),
                _ => {
                    let run = self.next_run.take();
                    self.start(indent, *blank && may, at);
                    self.next_run = run;
                    if let Some(row) = self.rows.last_mut() {
                        row.comment = Some(text.clone());
                    }
                }
            }
            let boundary = matches!(self.pending, Pending::Line { .. });
            self.pending = Pending::Line { indent, blank: boundary };
        }
    }

    /// Where the next token would stand.
    fn at(&self) -> Widths {
        match self.pending {
            Pending::Line { indent, .. } => [indent; 3],
            _ => self.width,
        }
    }

    fn fits(&self, docs: &[Doc], after: Widths) -> bool {
        let fresh = matches!(self.pending, Pending::Line { .. });
        self.flat(docs, fresh).is_some_and(|width| (0..3).all(|k| self.at()[k] + width[k] + after[k] <= WIDTH))
    }

    /// The width of documents on one line, if they can stand on one.
    fn flat(&self, docs: &[Doc], fresh: bool) -> Option<Widths> {
        let mut measure =
            Measure { width: [0; 3], gap: fresh.then_some([0; 2]), started: false, semi: false, last: self.last() };
        self.measure(docs, &mut measure).then_some(measure.width)
    }

    fn measure(&self, docs: &[Doc], so_far: &mut Measure) -> bool {
        docs.iter().all(|doc| match doc {
            Doc::Token(at) => {
                let token = &self.file.tokens[*at];
                if so_far.started && !token.lead.is_empty() {
                    return false;
                }
                let gap = so_far.gap.take().unwrap_or(token.gap);
                so_far.width = add(add(so_far.width, self.wide(gap, *at)), self.faces.width[*at]);
                (so_far.started, so_far.semi, so_far.last) = (true, false, *at);
                true
            }
            Doc::Semi { .. } => {
                so_far.width = add(so_far.width, [1, 2, 1 + self.tongue(so_far.last)]);
                so_far.semi = true;
                true
            }
            Doc::Line(line) => {
                so_far.gap = match line {
                    Line::Inside => None,
                    Line::First | Line::Last => Some([1, 1]),
                    Line::Between | Line::Fill => Some([1, usize::from(!so_far.semi)]),
                };
                true
            }
            Doc::Group { forced: true, .. } | Doc::Braces { forced: true, .. } => false,
            Doc::Nest(inner)
            | Doc::Group { inner, .. }
            | Doc::Braces { inner, .. }
            | Doc::Row { inner, .. }
            | Doc::Plain(inner) => self.measure(inner, so_far),
            Doc::Clauses(clauses) => clauses.iter().all(|clause| self.measure(clause, so_far)),
            Doc::Column(..) => true,
            Doc::Comments { close } => self.file.tokens[*close].lead.is_empty(),
        })
    }

    /// The width up to the next place where a line may break, or up to the end and `after` it.
    fn until_break(&self, docs: &[Doc], broken: bool, after: Widths) -> Widths {
        let mut width = [0; 3];
        if self.adds_until_break(docs, broken, &mut width) { width } else { add(width, after) }
    }

    /// Adds up widths; true if a line may break before the end.
    fn adds_until_break(&self, docs: &[Doc], broken: bool, width: &mut Widths) -> bool {
        docs.iter().any(|doc| match doc {
            Doc::Line(_) if broken => true,
            Doc::Clauses(_) => true,
            Doc::Nest(inner) | Doc::Row { inner, .. } | Doc::Plain(inner) => {
                self.adds_until_break(inner, broken, width)
            }
            Doc::Group { forced: true, .. } | Doc::Braces { forced: true, .. } => {
                *width = add(*width, [2; 3]);
                true
            }
            other => match self.flat(std::slice::from_ref(other), false) {
                Some(more) => {
                    *width = add(*width, more);
                    false
                }
                None => true,
            },
        })
    }
}

struct Measure {
    width: Widths,
    gap: Option<[usize; 2]>,
    started: bool,
    semi: bool,
    last: usize,
}

fn add(a: Widths, b: Widths) -> Widths {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn first_token(doc: &Doc) -> Option<usize> {
    match doc {
        Doc::Token(at) => Some(*at),
        Doc::Nest(inner)
        | Doc::Group { inner, .. }
        | Doc::Braces { inner, .. }
        | Doc::Row { inner, .. }
        | Doc::Plain(inner) => inner.iter().find_map(first_token),
        Doc::Clauses(clauses) => clauses.iter().flatten().find_map(first_token),
        _ => None,
    }
}

/// Writes lines, with the columns of each run aligned.
fn write(rows: &[Row], faces: &Faces) -> String {
    let mut runs: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let Some(run) = row.run {
            runs.entry(run).or_default().push(row);
        }
    }
    let columns: BTreeMap<usize, BTreeMap<usize, usize>> =
        runs.iter().filter(|(_, rows)| rows.len() > 1).map(|(run, rows)| (*run, columns(rows, faces))).collect();
    let mut out = String::new();
    for row in rows {
        if row.blank {
            out.push('\n');
        }
        let mut line = " ".repeat(row.indent);
        let mut width = row.indent;
        let columns = row.run.and_then(|run| columns.get(&run));
        for part in &row.parts {
            match part {
                Part::Text(at) => {
                    line.push_str(&faces.text[*at][2]);
                    width += faces.width[*at][2];
                }
                Part::Semi => {
                    line.push_str(row.marks.pick(";", "；"));
                    width += row.marks.pick(1, 2);
                }
                Part::Gap(gap) => {
                    let gap = gap[row.marks as usize];
                    line.push_str(&" ".repeat(gap));
                    width += gap;
                }
                Part::Column(number, gap, own) => {
                    let gap = match columns {
                        Some(columns) => {
                            let least = gap[row.marks as usize];
                            columns.get(number).map_or(least, |start| start.saturating_sub(width).max(least))
                        }
                        None => own[row.marks as usize],
                    };
                    line.push_str(&" ".repeat(gap));
                    width += gap;
                }
            }
        }
        if let Some(comment) = &row.comment {
            if !row.parts.is_empty() {
                line.push_str("  ");
            }
            line.push_str(comment);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Where the columns of a run begin.
fn columns(rows: &[&Row], faces: &Faces) -> BTreeMap<usize, usize> {
    let mut ends: Vec<usize> = rows.iter().map(|r| r.indent).collect();
    let mut next: Vec<usize> = vec![0; rows.len()];
    let mut starts = BTreeMap::new();
    let last = rows
        .iter()
        .flat_map(|r| &r.parts)
        .filter_map(|p| if let Part::Column(n, ..) = p { Some(*n) } else { None })
        .max();
    for column in 1..=last.unwrap_or(0) {
        // Each row is measured up to this column, if it has it.
        let mut needed: Vec<(usize, usize)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if !row.parts[next[at]..].iter().any(|p| matches!(p, Part::Column(n, ..) if *n == column)) {
                continue;
            }
            while let Some(part) = row.parts.get(next[at]) {
                next[at] += 1;
                let mark = row.marks as usize;
                ends[at] += match part {
                    Part::Text(token) => faces.width[*token][2],
                    Part::Semi => 1 + mark,
                    Part::Gap(gap) | Part::Column(0, gap, _) => gap[mark],
                    Part::Column(_, gap, _) => {
                        needed.push((at, ends[at] + gap[mark]));
                        break;
                    }
                };
            }
        }
        let mut sorted: Vec<usize> = needed.iter().map(|(_, n)| *n).collect();
        sorted.sort_unstable();
        let Some(usual) = sorted.get(sorted.len() / 2).copied() else { continue };
        let start = sorted.iter().copied().filter(|n| *n <= usual + OUTLIER).max().unwrap_or(usual);
        starts.insert(column, start);
        for (at, n) in needed {
            ends[at] = n.max(start);
        }
    }
    starts
}
