//! All codes of all passes: the registry behind `ruxue explain-code`.
//!
//! A pass keeps the pages of its codes in a table of its own and is named here once. The letter says who speaks:
//! `S` syntax, `N` names, `T` types, `C` checks, `R` rounds, `E` examples, `D` data.

use crate::base::span::FileId;
use crate::diagnostic::CodePage;
use crate::syntax::ast::{Item, ItemKind};
use crate::{data, ir, syntax};

/// The pages of each pass, in the order in which the passes run.
const TABLES: &[&[CodePage]] = &[
    syntax::codes::PAGES,
    ir::codes::NAMES,
    ir::codes::TYPES,
    ir::codes::CHECKS,
    ir::codes::ROUNDS,
    EXAMPLES,
    data::PAGES,
];

/// The code of examples that do not come out as expected, which `ruxue test` reports.
const EXAMPLES: &[CodePage] = &[CodePage {
    code: "E01",
    slug: "example-failed",
    title: "an example does not come out as it expects",
    text: "The policy is sound, but it decides this example otherwise than its author expected. Either the rules say \
           something that was not meant, or the expectation is wrong: read the document's article before changing one of the \
           two.\n\nA fact that the example does not state is unknown, and leaves the outcome undetermined where it matters. \
           The article after `@` must be one of those that decide.",
    example: Some(
        "category local \"本市户籍\" @三 { require hukou is north; }\narticles { @三 \"条件\"; }\nexample \"moved away\" {\n  \
         hukou = elsewhere;\n  expect eligible as local @三;\n}\n",
    ),
}];

/// With this line an example says that it is a whole file, and that what it lacks is the point.
pub const WHOLE_FILE: &str = "# the whole file";

/// What the form asks around an example that has no form of its own.
const FORM: &str = "\
form applicant \"申请人\" {
  id: id role id;
  birth_date \"出生日期\": date;
  hukou \"户籍\": district;
  siblings: int;
  permit_since: date or none;
  guardian: list of guardian_facts up to 2;
}
record guardian_facts { hukou: district; owns_home: yes or no; }
";

/// What is the same in every policy, as far as an example does not declare it itself: it stands after the example.
pub fn around(example: &str) -> String {
    let mut text = String::new();
    if example.starts_with(WHOLE_FILE) {
        return text;
    }
    let (items, _) = syntax::parse(FileId(0), example);
    let has = |is: fn(&Item) -> bool| items.iter().any(is);
    if !has(|i| matches!(i.kind, ItemKind::Policy(_))) {
        text.push_str("policy example \"示例\" { year 2024; }\n");
    }
    if !has(|i| matches!(i.kind, ItemKind::Stage { .. })) {
        text.push_str("stage primary \"小学\" { }\n");
    }
    if !has(|i| matches!(&i.kind, ItemKind::Enum { head, .. } if head.name.text == "district")) {
        text.push_str("enum district \"区\" { elsewhere; group city { north; south; } }\n");
    }
    if !has(|i| matches!(i.kind, ItemKind::Form { .. })) {
        text.push_str(FORM);
    }
    text
}

/// The example of a page as a policy.
pub fn whole(example: &str) -> String {
    format!("{}\n\n{}", example.trim_end(), around(example))
}

/// All pages, pass by pass.
pub fn pages() -> Vec<CodePage> {
    TABLES.concat()
}

/// The page about a code, which may be written in lower case, or about a slug.
pub fn page(name: &str) -> Option<CodePage> {
    pages().into_iter().find(|page| page.code.eq_ignore_ascii_case(name) || page.slug == name)
}
