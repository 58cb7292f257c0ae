//! The page about a code, with its example and the screen that the example makes.

use super::diagnostics::render;
use crate::base::span::{FileId, Source};
use crate::base::tongue::Tongue;
use crate::codes::{around, whole};
use crate::data::{Problem, RawTable, read_applicants};
use crate::diagnostic::{CodePage, Diagnostic};
use crate::ir::StageId;
use crate::tables::Tables;
use crate::{driver, examples, syntax};
use std::fmt::Write as _;

/// How wide the text of a page is.
const WIDTH: usize = 92;

/// The policy under which the examples about data are read.
const DATA_POLICY: &str = "\
policy example { year 2024; }
stage primary { }
stage junior { }
enum district { north \"北城区\"; south \"南城区\"; }
table school { key code: id; name: text; }
record guardian_facts { relation: text; hukou: district; }
form applicant {
  id \"编号\": id role id;
  birth_date \"出生日期\": date;
  hukou \"户籍\": district;
  score: decimal(1) or none;
  guardian: list of guardian_facts up to 2;
  school: school or none;
  for junior { graduating: yes or no; }
}
";

/// What an example makes the tool say.
pub struct Said {
    /// The codes, in the order of the screen.
    pub codes: Vec<&'static str>,
    /// The screen.
    pub screen: String,
}

/// Runs the example of a page; nothing if it has none.
pub fn run(page: &CodePage, color: bool) -> Option<Said> {
    let example = page.example?;
    if page.code.starts_with('D') {
        return Some(data_example(page.code, example));
    }
    let path = "example.pol";
    let (sources, diagnostics) = if page.code.starts_with('S') {
        (vec![Source { path: path.into(), text: example.into() }], syntax::parse(FileId(0), example).1)
    } else {
        let mut loaded = driver::load(path, whole(example), &mut |name| Err(format!("there is no file `{name}`")));
        if let Some(policy) = &loaded.policy {
            let failures = examples::run(policy).0;
            let found = failures.iter().flat_map(|ran| {
                ran.failures.iter().map(|f| f.diagnostic(&policy.examples[ran.example], &loaded.spans))
            });
            loaded.diagnostics.extend(found.collect::<Vec<Diagnostic>>());
        }
        (loaded.sources, loaded.diagnostics)
    };
    Some(Said { codes: diagnostics.iter().map(|d| d.code).collect(), screen: render(&diagnostics, &sources, color) })
}

/// What is said of a CSV file, as far as it has to do with the code: a real file would give no cause for the rest.
fn data_example(code: &str, csv: &str) -> Said {
    let mut said = Said { codes: Vec::new(), screen: String::new() };
    let loaded = driver::load("", DATA_POLICY.into(), &mut |_| Err(String::new()));
    let Some(policy) = loaded.policy else { return said };
    let mut say = |place: String, problem: &Problem| {
        if problem.code() == code {
            said.codes.push(problem.code());
            for tongue in [Tongue::En, Tongue::Zh] {
                let _ = writeln!(said.screen, "{place}: {}", problem.text(tongue));
            }
        }
    };
    let table = RawTable::read("applicants.csv", csv.as_bytes(), None).map_err(|finding| vec![finding]);
    let read = table.and_then(|table| read_applicants(&policy, StageId(0), &table).map(|read| (table, read)));
    let findings = match read {
        Err(findings) => findings,
        Ok((table, mut read)) => {
            let mut tables = Tables::new(&policy);
            for at in 0..policy.tables.len() {
                tables.supply(crate::ir::TableId(at as u16), Vec::new());
            }
            read.check_references(&policy, StageId(0), &table, &tables);
            for row in &read.rejected {
                for reason in &row.reasons {
                    let column = reason.column.as_ref().map_or(String::new(), |column| format!(": {column}"));
                    say(format!("applicants.csv:{}{column}", row.line), &reason.problem);
                }
            }
            read.notes
        }
    };
    for finding in &findings {
        say("applicants.csv".into(), &finding.problem);
    }
    said
}

/// The whole page.
pub fn page(page: &CodePage, color: bool) -> String {
    let mut out = format!("{} {}\n{}\n", page.code, page.slug, page.title);
    for paragraph in page.text.split("\n\n") {
        let _ = write!(out, "\n{}\n", wrapped(paragraph, WIDTH));
    }
    let (Some(example), Some(said)) = (page.example, run(page, color)) else { return out };
    let _ = write!(out, "\nFor example\n\n{}", indented(example.trim_end()));
    let rest = match page.code.as_bytes().first() {
        Some(b'D') => DATA_POLICY.to_string(),
        Some(b'S') => String::new(),
        _ => Some(around(example)).filter(|rest| uses(example, rest)).unwrap_or_default(),
    };
    if !rest.is_empty() {
        let _ = write!(out, "\nis read together with\n\n{}", indented(&rest));
    }
    let _ = write!(out, "\nand the tool says\n\n{}\n", indented(said.screen.trim_end()));
    out
}

/// Whether an example has the name of a field in it, or a word of the enum, that is declared only in the rest.
fn uses(example: &str, rest: &str) -> bool {
    let fields = rest
        .split_inclusive(':')
        .filter_map(|part| part.strip_suffix(':')?.split_whitespace().rfind(|w| !w.contains('"')));
    let words = ["district", "elsewhere", "city", "north", "south"].into_iter().filter(|word| rest.contains(word));
    let names: Vec<&str> = fields.filter(|name| *name != "id").chain(words).collect();
    example.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| names.contains(&word))
}

fn indented(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("    {line}").trim_end());
    }
    out
}

/// Text in lines of at most `width` columns, broken at spaces.
fn wrapped(text: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if column > 0 && column + 1 + wide > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
    }
    out
}
