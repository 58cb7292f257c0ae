//! The pages of the codes with which the parser speaks.

use crate::diagnostic::CodePage;

/// One row per code.
pub const PAGES: &[CodePage] = &[
    CodePage {
        code: "S01",
        slug: "unexpected",
        title: "a word or mark stands where it cannot stand",
        text: "The entry can be read up to this place and no further. The message says what could stand there. Other \
               entries of the same declaration are read as if this one were missing.",
        example: Some("category local { requre hukou is chaoyang; }"),
    },
    CodePage {
        code: "S02",
        slug: "no-declaration",
        title: "text that begins no declaration",
        text: "A file is made of declarations, and each begins with a keyword such as `condition` 条件 or `category` 类别. \
               A rule outside any declaration often means that a `}` before it is one too many.\n\nA declaration begins in \
               the first column, and what it holds is indented: after an error, reading goes on at the next keyword in the \
               first column.",
        example: Some("conditon a { hukou is chaoyang; }"),
    },
    CodePage {
        code: "S03",
        slug: "brackets",
        title: "a bracket that is not closed, or that closes nothing",
        text: "Every `{`, `(` and `[` needs its partner. Where the indentation shows which block was meant to end, the \
               message points at that block, else at the innermost one that is still open.",
        example: Some("condition a {\n  any of {\n    b;\n    c;\n}\n"),
    },
    CodePage {
        code: "S04",
        slug: "missing-semicolon",
        title: "an entry does not end with `;`",
        text: "Every entry ends with `;` or `；`, which may be left out before and after a closing brace. Without it a word \
               that was forgotten would be looked for in the next line.",
        example: Some("condition a {\n  hukou is chaoyang\n  lives_here;\n}\n"),
    },
    CodePage {
        code: "S05",
        slug: "quotation",
        title: "a quotation is not closed on its line",
        text: "Words are quoted `\"…\"` or `“…”`, names `「…」`. A quotation is closed by the mark that belongs to the one that \
               opened it, on the same line. Quotations in `“…”` may stand inside each other.",
        example: Some("condition a \"label { b; }\n"),
    },
    CodePage {
        code: "S06",
        slug: "citation",
        title: "a citation that is no single word",
        text: "A citation is `@` and the article without any space: `@三(一)1(2)`, `@附件[3]`, `@四(二)1(1)¶2`. Full-width brackets \
               mean the same as ASCII ones.",
        example: Some("condition a @三(一)1 (2) { b; }"),
    },
    CodePage {
        code: "S07",
        slug: "not-a-word",
        title: "a sign or word of another language",
        text: "The language has words where others have signs, because a sign does not say whether the end of an interval \
               belongs to it. For days write `on or before` 不晚于, `before` 早于, `on or after` 不早于, `after` 晚于; for numbers \
               `at least` 不少于, `more than` 多于, `at most` 不多于, `less than` 少于. 以前, 以上, 以内 and their like are refused \
               because readers differ on the end. `=` gives a value, `is` 为 asks for one.",
        example: Some("condition a { age >= 6; }"),
    },
    CodePage {
        code: "S08",
        slug: "words-together",
        title: "Chinese words that were written together, or a number in Chinese",
        text: "Words are separated by spaces, except beside punctuation and between a word and a digit. Without spaces \
               `出生日期不晚于截止日` would be a name like any other, and a new declaration could change what an old line says. \
               Numbers are written in digits: `满 3 年`.",
        example: Some("条件 甲 { 自 租期起 至 截止日 满三年； }"),
    },
    CodePage {
        code: "S09",
        slug: "reserved",
        title: "a word of the language where a name is needed",
        text: "Operators, verbs and the words for values are reserved; nouns such as `year` 年度 are not. A name that is spelled \
               like a reserved word is written `「…」`. After a dot every word may stand.",
        example: Some("form f { 无: int; }"),
    },
    CodePage {
        code: "S10",
        slug: "and-or",
        title: "`and` beside `or`",
        text: "`a or b and c` can be read in two ways, so it is not read at all. Put brackets around one part, or, better, one \
               condition on each line of `all of { … }` and `any of { … }`.",
        example: Some("condition a { b or c and d; }"),
    },
    CodePage {
        code: "S11",
        slug: "not",
        title: "`not` before a comparison, or twice",
        text: "`not hukou is chaoyang` is written `hukou is not chaoyang`: each comparison has a word for its contrary. `not` \
               stands before the name of a condition, before brackets and before a block.",
        example: Some("condition a { not hukou is chaoyang; }"),
    },
    CodePage {
        code: "S12",
        slug: "empty-block",
        title: "a block without a line",
        text: "The lines of a block all hold, or one of them does. With no line it would be true for everybody or for nobody, \
               and nobody would see which.",
        example: Some("condition a { }"),
    },
    CodePage {
        code: "S13",
        slug: "no-such-day",
        title: "a day, month or moment that the calendar does not have",
        text: "Days are those of the Gregorian calendar in the years 1 to 9999, moments those of a day of 24 hours.",
        example: Some("fixed { cutoff = 2023-02-29; }"),
    },
    CodePage {
        code: "S14",
        slug: "number-size",
        title: "a number that does not fit",
        text: "Whole numbers and the digits of a decimal fit into 64 bits. A decimal has at most 18 places. Rows are counted \
               from 1.",
        example: Some("fixed { many = 9223372036854775808; }"),
    },
    CodePage {
        code: "S15",
        slug: "hidden-character",
        title: "a character that cannot be seen, or that looks like another one",
        text: "Two names that look alike on paper must be the same name. So invisible characters are refused everywhere, and \
               letters that Unicode can write in several ways are accepted in one of them (normal form C).",
        example: Some("condition a\u{200B}b { c; }"),
    },
    CodePage {
        code: "S16",
        slug: "too-deep",
        title: "brackets are nested too deep",
        text: "At most 64 brackets may be open at one place. Give the inner part a name of its own.",
        example: Some(concat!(
            "condition a { ",
            "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
            "b",
            "))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
            "; }"
        )),
    },
    CodePage {
        code: "S17",
        slug: "too-large",
        title: "the file is too large",
        text: "A policy file has at most 4 MiB. Schools, addresses and the seat ledger are data: the policy declares the table, \
               and its rows stand in a data file.",
        example: None,
    },
    CodePage {
        code: "S18",
        slug: "said-twice",
        title: "something that can be said once is said twice",
        text: "The file would not say which of the two is right. Keep the one that the document gives, and delete the other.",
        example: Some("policy p { year 2024; year 2025; }"),
    },
    CodePage {
        code: "S19",
        slug: "length-alone",
        title: "a length of time that belongs to no day",
        text: "`3 years` is not a value, because years differ in length. It is added to a day (`settled_by minus 3 years`) or \
               measured between two days (`from A to B at least 3 years`).",
        example: Some("fixed { stay = 3 years; }"),
    },
    CodePage {
        code: "S20",
        slug: "long-sum",
        title: "a sum with too many terms",
        text: "A sum has at most 32 terms. Nobody can check a longer one: give its parts names.",
        example: Some(
            "value v { a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a \
             + a + a + a + a + a + a; }",
        ),
    },
    CodePage {
        code: "S21",
        slug: "day-spelling",
        title: "a day or number in another spelling",
        text: "A day is written `2024-05-01` or `2024年5月1日`, a month `2024-05` or `2024年5月`, a moment `2024-05-01 08:00` or \
               `2024年5月1日08时00分`. Digits are ASCII digits.",
        example: Some("fixed { cutoff = 2024-5-1; }"),
    },
    CodePage {
        code: "S22",
        slug: "empty-name",
        title: "a name or label without a character",
        text: "A label is the second name of a thing. Leave it out if there is none.",
        example: Some("enum e \"\" { a; }"),
    },
];
