//! `N`: what is called what, and in which file.

use crate::diagnostic::CodePage;

/// One row per code.
pub const NAMES: &[CodePage] = &[
    CodePage {
        code: "N01",
        slug: "declared-twice",
        title: "a name, a label or an article is declared twice",
        text: "A name and its label are two ways to call one thing, so each of them may stand for one thing only: fields of the \
               form, figures, windows, conditions, values and ways in share one space. The fields of a record, the words of an \
               enum and the articles of the document are each a space of their own. Rename one of the two, or delete it if it is \
               there by mistake.",
        example: Some("condition local { hukou in city; }\nvalue local { siblings; }\n"),
    },
    CodePage {
        code: "N02",
        slug: "not-declared",
        title: "a name that nothing is called by here",
        text: "Every name in a rule must be declared in this file or in a file that it uses. Most often it is misspelt, and the \
               message says what is near. The fields of a record are known only behind the record (`home.address`) and inside a \
               block about its rows (`any guardian { … }`).\n\nWhat a word of an enum means hangs on the field that it is \
               compared with: `north` is known beside a field of the type `district` and nowhere else.",
        example: Some("condition local { hukuo is north; }\n"),
    },
    CodePage {
        code: "N03",
        slug: "part-missing",
        title: "the policy lacks its `policy` block, its form or its stages",
        text: "A policy says what document it encodes (`policy`), what an applicant is asked (`form`), and for which school levels \
               it decides (`stage`). Without one of them nothing can be decided. A vocabulary file need not have them: check the \
               policy that uses it instead.",
        example: Some("# the whole file\nstage primary \"小学\" { }\nform applicant { id: id role id; }\n"),
    },
    CodePage {
        code: "N04",
        slug: "second-part",
        title: "a second `policy` block or form",
        text: "A policy encodes one document and asks one form, also where it is spread over several files. Put both blocks \
               together. What only one stage asks stands in the form under `for primary { … }`.",
        example: Some("policy example { year 2024; }\npolicy again { year 2025; }\n"),
    },
    CodePage {
        code: "N05",
        slug: "unknown-role",
        title: "a role that the toolchain does not know",
        text: "A role says what the toolchain uses a field for, so there are only a few: `id`, `household`, `home_unit`, `school`, \
               `area` and `submitted`. A field that only the rules read needs none.",
        example: Some("form applicant {\n  id: id role id;\n  home: text role home_unti;\n}\n"),
    },
    CodePage {
        code: "N06",
        slug: "ambiguous",
        title: "a name that may be the row's or the applicant's",
        text: "In a block about rows, such as `any guardian { … }`, a bare name can be a field of the row or something outside. \
               Where both exist, readers would differ, so nothing is guessed. Put the list's name before the row's field \
               (`guardian.hukou`), or the form's name before the applicant's (`applicant.hukou`).",
        example: Some("condition local_parent { any guardian { hukou is north; } }\n"),
    },
    CodePage {
        code: "N07",
        slug: "policy-word",
        title: "something that `policy` does not have",
        text: "`policy.year` is the year of the policy, and the only thing that rules can ask of it. Other days and numbers of the \
               year are figures: declare them in `yearly { … }` and use their names.",
        example: Some("condition late_in_year { policy.month at least 9; }\n"),
    },
    CodePage {
        code: "N08",
        slug: "same-number",
        title: "two entries of a block with the same number",
        text: "The number before an entry is that of the document, and others refer to the entry by it: `entry_terms(2)`. So it \
               stands once in a block. Correct one of the two; an entry that has no number in the document needs none here.",
        example: Some(
            "condition entry_terms {\n  any of {\n    (1) hukou in city;\n    (1) siblings at least 1;\n  }\n}\n",
        ),
    },
    CodePage {
        code: "N09",
        slug: "no-such-entry",
        title: "a condition has no entry with this number",
        text: "`entry_terms(2)` is the entry of `entry_terms` that is numbered (2). Numbers are looked for in the condition's own \
               block, or in the one `any of` or `all of` block that makes it up, and not further inside.",
        example: Some(
            "condition entry_terms {\n  any of {\n    (1) hukou in city;\n    (2) siblings at least 1;\n  }\n}\ncondition by_third { \
             entry_terms(3); }\n",
        ),
    },
    CodePage {
        code: "N10",
        slug: "cannot-read",
        title: "a file that the policy uses cannot be read",
        text: "`use` names a file by its path from the folder of the policy, such as `vocabulary/city.pol`. It must be there and \
               hold UTF-8 text. What it would have declared is missing until it can be read.",
        example: Some("use \"vocabulary/ctiy.pol\";\n"),
    },
    CodePage {
        code: "N11",
        slug: "outside-folder",
        title: "a used file lies outside the policy's folder",
        text: "A policy and everything it uses lie in one folder, so that the folder can be copied, signed and kept as a whole. A \
               path that begins with `/`, climbs with `..` or names a drive would lead out of it. Copy the file to a place below \
               the policy.",
        example: Some("use \"../shared/city.pol\";\n"),
    },
    CodePage {
        code: "N12",
        slug: "too-many-files",
        title: "a policy uses more than 64 files",
        text: "Nobody can follow a policy through so many files. Put vocabulary that belongs together into one file; long lists, \
               such as schools and addresses, are data and stand in tables.",
        example: None,
    },
];
