//! `T`: what kind of thing stands where.

use crate::diagnostic::CodePage;

/// One row per code.
pub const TYPES: &[CodePage] = &[
    CodePage {
        code: "T01",
        slug: "nesting",
        title: "definitions, or blocks about rows, lie too deep inside each other",
        text: "A rule may rest on others at most 100 levels deep, and blocks about rows (`any`, `every`, `no`) may stand inside \
               each other 8 deep. Readers lose the thread long before. Give an inner part a name of its own; a condition `for \
               each guardian` is about one row.",
        example: Some(
            "table school { key code: id; }\ncondition deep {\n  any school { any school { any school { any school { any school {\n  any \
             school { any school { any school { any school { true; } } } } } } } } }\n}\n",
        ),
    },
    CodePage {
        code: "T02",
        slug: "may-be-absent",
        title: "something that may be absent is read without a test",
        text: "A field whose type says `or none` may be known not to exist: a family without a permit has no date of one. What such \
               a comparison should give is for the policy to say. Test first: `permit_since is present;` on a line before it in \
               the same block, or `permit_since is absent;` before it in an `any of`.\n\nThe test counts for the lines after it in \
               its block. A condition must test for itself; a value or reading may leave the test to whoever uses it. What is \
               merely unknown needs no test.",
        example: Some("condition permit_in_time { permit_since on or before 2024-03-01; }\n"),
    },
    CodePage {
        code: "T03",
        slug: "large-enum",
        title: "an enum with too many words",
        text: "An enum has at most 65,536 words. A list of that length is data that changes by itself: declare a `table`, and keep \
               its rows in a file.",
        example: None,
    },
    CodePage {
        code: "T04",
        slug: "period-field",
        title: "a period runs between fields that are not dates",
        text: "`period A .. B;` in a record says which of its fields are the first and the last day of a period. Both are of the type \
               `date`; the last may be `date or none` for a period that still runs.",
        example: Some("record tenancy {\n  period since .. until;\n  since: date;\n  until: text;\n}\n"),
    },
    CodePage {
        code: "T05",
        slug: "record-order",
        title: "a record holds itself, or one that is declared later",
        text: "A record may hold other records, and must end somewhere. To make sure of it, a record holds only records that are \
               declared above it. Move the inner record up. If two records hold each other, let one of them carry an id instead.",
        example: Some("record home { owner: person; }\nrecord person { name: text; }\n"),
    },
    CodePage {
        code: "T06",
        slug: "record-column",
        title: "a column of a table that is a record",
        text: "The rows of a table come from a file in which one cell holds one value. Give each field of the record a column of its \
               own.",
        example: Some("record person { name: text; }\ntable school {\n  key code: id;\n  head: person;\n}\n"),
    },
    CodePage {
        code: "T07",
        slug: "same-role",
        title: "two fields with the same role",
        text: "The toolchain asks for the field with a role, for instance to group a batch by household, and there can be only one. \
               Take the role from the field that should not be used for it.",
        example: Some(
            "form applicant {\n  id: id role id;\n  home: text role home_unit;\n  second_home: text role home_unit;\n}\n",
        ),
    },
    CodePage {
        code: "T08",
        slug: "form-without-id",
        title: "the form has no field that names the applicant",
        text: "Results, referrals and rejected rows are matched with applicants by an opaque id. One field of the form has the type \
               `id` and `role id`. It is no name and no identity-card number.",
        example: Some("form applicant { birth_date: date; }\n"),
    },
    CodePage {
        code: "T09",
        slug: "role-outside-form",
        title: "a role where it has no place",
        text: "A role says what the toolchain uses a field of the applicant for. Fields of records have none; columns of a table of \
               earlier results have `id`, `school` and `round`, by which a draw knows who has a seat already. Leave others out; the column \
               that names a row is marked `key`.",
        example: Some("table school { key code: id role household; }\n"),
    },
    CodePage {
        code: "T10",
        slug: "presumed",
        title: "a field is presumed to be what it cannot be",
        text: "What is presumed stands in until the applicant states otherwise. It is a constant of the field's type, or another \
               field beside it that has the same type and is not presumed itself, for a chain of presumptions would hide where a \
               value comes from.",
        example: Some(
            "form applicant {\n  id: id role id;\n  siblings: int;\n  moved_in: date presumed siblings;\n}\n",
        ),
    },
    CodePage {
        code: "T11",
        slug: "set-of",
        title: "a set of something that is no enum",
        text: "`set of` is for words from a closed list, such as the privileges a family enjoys, of which each is ticked or not. \
               Other values form a `list of …`, and months the type `months`.",
        example: Some("form applicant {\n  id: id role id;\n  languages: set of text;\n}\n"),
    },
    CodePage {
        code: "T12",
        slug: "absent-list",
        title: "a list or set that may be absent",
        text: "An empty list says already that there is nothing. If it could be absent too, two spellings would mean the same, and \
               rules would have to ask for both. Leave `or none` out.",
        example: Some("form applicant {\n  id: id role id;\n  languages: list of text or none;\n}\n"),
    },
    CodePage {
        code: "T13",
        slug: "condition-as-value",
        title: "a condition where a value is needed",
        text: "A condition holds or fails; it is no quantity that could be added, compared or returned. Where a number or a word is \
               wanted that hangs on it, write a value with rows: `value bonus { when local: 3; otherwise: 0; }`.",
        example: Some("condition local { hukou in city; }\nvalue bonus { local; }\n"),
    },
    CodePage {
        code: "T14",
        slug: "whole-row",
        title: "a whole row, or the whole form, where one value is needed",
        text: "The name of a table, or of the form, stands for all its fields at once. Say which one is meant: `school.code`, \
               `applicant.hukou`.",
        example: Some(
            "table school { key code: id; places: int; }\ncondition open_school { any school { school is \"A1\"; } }\n",
        ),
    },
    CodePage {
        code: "T15",
        slug: "window-as-day",
        title: "a window of the timetable where a day is needed",
        text: "A window has a first and a last day, and readers differ on which is meant by “before the sign-up”. Write `start of \
               signup` or `end of signup`. Whether a day lies in the window is asked with `within signup`.",
        example: Some(
            "timetable { signup \"报名\" = 2024-05-06 .. 2024-05-31; }\ncondition permit_before { permit_since is present; permit_since \
             before signup; }\n",
        ),
    },
    CodePage {
        code: "T16",
        slug: "about-one-row",
        title: "a rule about one row is used where there is none",
        text: "A condition or value `for each guardian` is about one guardian. Outside a block about such rows nobody knows which. \
               Say how many must hold: `any guardian { local_parent; }`, `every guardian { … }` or `no guardian { … }`.",
        example: Some(
            "condition local_parent for each guardian { guardian.hukou in city; }\ncondition local { local_parent; }\n",
        ),
    },
    CodePage {
        code: "T17",
        slug: "not-a-list",
        title: "something that is no list is asked for its rows or items",
        text: "`any`, `every`, `no`, `count`, `sum` and the like go through the rows of a list or a table, and `[1]` takes an item of \
               a list. A single value is compared directly.",
        example: Some("condition has_siblings { count(siblings) at least 1; }\n"),
    },
    CodePage {
        code: "T18",
        slug: "no-such-item",
        title: "an item that the list cannot have",
        text: "The items of a list are numbered from 1, and `up to` says how many there can be at most. A rule about an item beyond \
               that would never be asked of anybody, and facts with more items could not come in. Correct the number, or raise \
               `up to`.",
        example: Some("condition third_owns { guardian[3].owns_home; }\n"),
    },
    CodePage {
        code: "T19",
        slug: "no-fields",
        title: "a field is asked of something that has none",
        text: "What stands before a dot is a record (`home.address`) or a reference to a row of a table (`school.name`). A list has \
               no fields, its items have: say which item, `guardian[1].hukou`, or ask several in a block, `any guardian { … }`.",
        example: Some("condition parent_owns { guardian.owns_home; }\n"),
    },
    CodePage {
        code: "T20",
        slug: "list-of-lists",
        title: "a list whose items would be lists",
        text: "`COLUMN of LIST` takes one value of each row. A column that is itself a list would give a list of lists, about which \
               no rule can ask. Go through the inner list in a block of its own: `any parent { any homes { … } }`.",
        example: Some(
            "record person { homes: list of text; }\nform applicant {\n  id: id role id;\n  parent: list of person;\n}\nvalue \
             all_homes { homes of parent; }\n",
        ),
    },
    CodePage {
        code: "T21",
        slug: "none-compared",
        title: "`none` or `unknown` is compared with",
        text: "`none` is no value but the lack of one: ask `permit_since is absent` or `permit_since is present`. No rule can ask \
               whether something is unknown, for then a missing paper could improve an outcome. What is unknown leaves the outcome \
               undetermined where it matters.",
        example: Some("condition no_permit { permit_since is none; }\n"),
    },
    CodePage {
        code: "T22",
        slug: "shift",
        title: "something that cannot be moved by years, months or days",
        text: "`plus 3 days` and `minus 1 year` move a day. A month moves by years and months, but not by days. Numbers are added \
               without a unit.",
        example: Some("value later { siblings plus 3 days; }\n"),
    },
    CodePage {
        code: "T23",
        slug: "arithmetic",
        title: "two things that cannot be added, subtracted or multiplied",
        text: "Numbers are added to numbers, and a set of months can be taken from another. A number is multiplied by a whole number. A \
               day is moved by a unit, `birth_date plus 6 years`; how much time lies between two days is asked with `from A to B at \
               least 3 years`.",
        example: Some("value odd { birth_date plus siblings; }\n"),
    },
    CodePage {
        code: "T24",
        slug: "product-of-fields",
        title: "two things that both differ between applicants are multiplied",
        text: "One of the two factors is a number or a figure of the policy. With that limit the tool can work out what would change \
               an outcome, and no admission document has needed more.",
        example: Some("value squared { siblings times siblings; }\n"),
    },
    CodePage {
        code: "T25",
        slug: "no-periods",
        title: "the rows of a list are not periods",
        text: "`covers` and `start of unbroken` put periods side by side on the calendar, so the record of the list must say which of \
               its dates begin and end one: `period since .. until;`.",
        example: Some("condition covered { guardian covers 2023-01-01 .. 2023-12-31; }\n"),
    },
    CodePage {
        code: "T26",
        slug: "open-window",
        title: "a window has no first or no last day",
        text: "A window `by D` has no first day, and one `from D` no last day, so `start of` or `end of` it names nothing. Use the day \
               it has, or give the window both: `A .. B`.",
        example: Some(
            "timetable { draw \"派位\" = by 2024-06-12; }\ncondition born_before { birth_date before start of draw; }\n",
        ),
    },
    CodePage {
        code: "T27",
        slug: "braces",
        title: "a set in braces where one value is needed",
        text: "`{a, b}` lists what a value is looked for in. It stands after `in`, `not in`, `meets` and `is`, and where facts are \
               stated. Whatever else should be chosen from several is a value with rows.",
        example: Some("value choices { {1, 2}; }\n"),
    },
    CodePage {
        code: "T28",
        slug: "group-as-word",
        title: "a group of words where one word is needed",
        text: "A field holds one word of its enum, never a group, so it cannot equal one. Ask whether its word belongs to the group: \
               `hukou in city` (属于).",
        example: Some("condition local { hukou is city; }\n"),
    },
    CodePage {
        code: "T29",
        slug: "items-of-list",
        title: "items of a list that cannot be added up or put in order",
        text: "`sum` adds numbers, `largest` and `smallest` compare numbers or dates, and `first` takes one value. Of rows, say which \
               column is meant: `largest(year of seat_ledger)`.",
        example: Some("value total { sum(guardian); }\n"),
    },
    CodePage {
        code: "T30",
        slug: "wrong-type",
        title: "another type of value is needed here",
        text: "The message says what stands here and what is needed: a day where days are counted, a month in a set of months, a \
               value of the field's type where a fact is stated. Nothing is converted silently, since each conversion would be a \
               decision of its own.",
        example: Some("condition long_ago { from siblings to 2024-03-01 at least 3 years; }\n"),
    },
    CodePage {
        code: "T32",
        slug: "never-absent",
        title: "`none` is stated of a field that cannot be absent",
        text: "Only a field whose type says `or none` can be known to be absent. If the fact is merely not known, leave it out or \
               write `unknown`. An empty list or set is written `{}`.",
        example: Some("facts base { hukou = none; }\n"),
    },
    CodePage {
        code: "T33",
        slug: "record-as-one",
        title: "a record is stated as if it were one value",
        text: "A record is made of its fields. State them one by one: `home.address = \"A1\";`. Fields that are left out stay unknown.",
        example: Some(
            "record home_facts { address: id; }\nform applicant {\n  id: id role id;\n  home: home_facts;\n}\nfacts base { home = \
             \"A1\"; }\n",
        ),
    },
    CodePage {
        code: "T34",
        slug: "not-fixed",
        title: "something that differs between applicants where something fixed is needed",
        text: "Figures, windows, presumptions and the facts of examples are the same for everybody, so they are made of days, numbers, \
               words and other figures. What hangs on an applicant is a `value`.",
        example: Some("yearly { oldest \"最早出生\" = birth_date; }\n"),
    },
    CodePage {
        code: "T35",
        slug: "out-of-range",
        title: "a result that is no day or number",
        text: "Days lie in the years 1 to 9999, and numbers have at most 18 digits. This calculation of fixed values leaves that range; \
               a figure in it is probably misprinted.",
        example: Some("fixed { far_day = 9999-12-31 plus 1 day; }\n"),
    },
    CodePage {
        code: "T36",
        slug: "too-many-places",
        title: "a decimal with more places than its type has",
        text: "`decimal(1)` has one place after the point. A number with more would have to be rounded, and rounding decides cases at \
               the edge, so it never happens silently. Write the number with fewer places or declare the field with more.",
        example: Some("form applicant {\n  id: id role id;\n  score: decimal(1);\n}\nfacts base { score = 3.25; }\n"),
    },
    CodePage {
        code: "T37",
        slug: "not-an-id",
        title: "a text that is no id",
        text: "An id has 1 to 64 letters A–Z and a–z, digits, `_` and `-`, and begins with a letter or digit. It names an applicant, a \
               household or a row, and says nothing about them.",
        example: Some("facts base { id = \"A 1\"; }\n"),
    },
    CodePage {
        code: "T38",
        slug: "at-least-of",
        title: "`at least N of` with a number that its lines cannot give",
        text: "With more than there are lines it could never hold, and with none it always would. Ask for a number between 1 and the \
               number of lines. All of them is written `all of { … }`, one of them `any of { … }`.",
        example: Some("condition most {\n  at least 3 of {\n    hukou in city;\n    siblings at least 1;\n  }\n}\n"),
    },
    CodePage {
        code: "T39",
        slug: "always-present",
        title: "a test for presence of something that is always there",
        text: "Only what is declared `or none` can be absent. For every other field `is present` would always hold, which is hardly \
               what was meant. A fact that has not been given is unknown, and the tool says itself when one is missing.",
        example: Some("condition born { birth_date is present; }\n"),
    },
    CodePage {
        code: "T40",
        slug: "value-as-condition",
        title: "a value where a condition is needed",
        text: "A line of a rule holds or fails. A number, a day or a word does neither: compare it with something. Fields of the type \
               `yes or no` may stand alone.",
        example: Some("condition has_siblings { siblings; }\n"),
    },
    CodePage {
        code: "T41",
        slug: "meets-one",
        title: "`meets` is asked of a single value",
        text: "`meets` (含) asks whether two sets share a member. Whether one value belongs to a set or group is asked with `in` (属于): \
               `hukou in city`.",
        example: Some("condition local { hukou meets city; }\n"),
    },
    CodePage {
        code: "T42",
        slug: "wrong-kind",
        title: "a name of another kind than is needed here",
        text: "The name is declared, but as something else: after `within` stands a window of the timetable, after `as` a category, \
               after `under` a reading, after `answers` a classification or value. Name one of these, or declare it.",
        example: Some("condition in_time { birth_date within hukou; }\n"),
    },
    CodePage {
        code: "T44",
        slug: "list-as-one",
        title: "a list or set is asked as if it were one value",
        text: "`is` and `in` compare one value. Several are compared by what they share: `traits meets {twin, only_child}` (含). \
               Whether there are none at all is asked with `is {}`.",
        example: Some(
            "enum trait { twin; only_child; }\nform applicant {\n  id: id role id;\n  traits: set of trait;\n}\ncondition is_twin { \
             traits is twin; }\n",
        ),
    },
    CodePage {
        code: "T45",
        slug: "compared-types",
        title: "two values of different types are compared",
        text: "A day is compared with a day and a number with a number; a word is compared within its own enum. Both types are shown \
               under the line. Most often the wrong field was named, or a number was written where a day is meant.",
        example: Some("condition born { birth_date is 2018; }\n"),
    },
    CodePage {
        code: "T46",
        slug: "wrong-comparison",
        title: "a comparison that does not suit the type",
        text: "Days are compared with `on or before`, `before`, `on or after` and `after`; numbers with `at least`, `at most`, `more \
               than` and `less than`. The words differ so that a line can be read aloud. Words and ids have no order: ask `is` or \
               `in`.",
        example: Some("condition few_siblings { siblings on or before 2; }\n"),
    },
    CodePage {
        code: "T47",
        slug: "no-order",
        title: "a range of something that has no order",
        text: "`A .. B` holds everything from A to B, which needs an order: numbers, days, months and times have one. The words of an \
               enum have none, even if the file lists them in one. List them in braces, or declare a `group`.",
        example: Some("condition near { hukou in north .. south; }\n"),
    },
    CodePage {
        code: "T48",
        slug: "in-one",
        title: "`in` is followed by something that holds no such values",
        text: "After `in` (属于) stands what can hold the value: a group or words in braces, a range, a list or set of the same type. With \
               a single value write `is` (为).",
        example: Some("condition two { siblings in 2; }\n"),
    },
    CodePage {
        code: "T49",
        slug: "field-in-braces",
        title: "a field among the words in braces",
        text: "The braces after `in` and `meets` hold words and groups of the enum, so that readers see the whole list. To compare with \
               another field write a line of its own, such as `any of { hukou is north; hukou is school_district; }`.",
        example: Some(
            "form applicant {\n  id: id role id;\n  hukou: district;\n  school_district: district;\n}\ncondition near { hukou in \
             {north, school_district}; }\n",
        ),
    },
    CodePage {
        code: "T50",
        slug: "covers-what",
        title: "`covers` is asked of a single value",
        text: "A set of months covers a range of months, and a list of periods covers a range of days, when nothing in the range is left \
               out. Whether one day lies in a range is asked with `in`.",
        example: Some("condition born { birth_date covers 2018-01-01 .. 2018-12-31; }\n"),
    },
    CodePage {
        code: "T51",
        slug: "range-here",
        title: "a range where one value is needed",
        text: "A value can lie in a range, and a set of months or a list of periods can cover one: `siblings in 1 .. 3`, `paid covers \
               2023-11 .. 2024-03`. It cannot equal one.",
        example: Some("condition some_siblings { siblings is 1 .. 3; }\n"),
    },
    CodePage {
        code: "T52",
        slug: "circle",
        title: "a rule that is defined by itself",
        text: "Following the names from rule to rule leads back to where it began, so the rule says nothing. The message points at the \
               name that closes the circle. Usually two conditions should both rest on a third one.",
        example: Some("condition local { settled; }\ncondition settled { local and siblings at least 1; }\n"),
    },
    CodePage {
        code: "T53",
        slug: "for-each-what",
        title: "`for each` over items that are not records",
        text: "A rule `for each guardian` asks the fields of one row. The items of a list of texts, ids or numbers have no fields. Ask \
               them in a block: `any languages { … }`, or with `in`.",
        example: Some(
            "form applicant {\n  id: id role id;\n  languages: list of text;\n}\ncondition spoken for each languages { true; }\n",
        ),
    },
    CodePage {
        code: "T54",
        slug: "types-differ",
        title: "rows or alternatives that give different types",
        text: "The rows of a value, and the alternatives of a reading, answer one question, so they all give the same type. Where a row \
               has nothing to give, leave it out: without a row that fits, the value is absent.",
        example: Some("value bonus { when siblings at least 1: 2; otherwise: 2024-03-01; }\n"),
    },
    CodePage {
        code: "T55",
        slug: "empty-value",
        title: "a value without rows",
        text: "A value is one expression, or rows that are read from the top. Without any it would be absent for everybody.",
        example: Some("value bonus { }\n"),
    },
    CodePage {
        code: "T56",
        slug: "no-lookup",
        title: "a table of a value does not say what it is looked up by",
        text: "Rows such as `2018 .. 2020: 3;` are found by a year, a number or a word, and the head says by which: `value years by \
               entry_year { … }`.",
        example: Some("value years {\n  0 .. 1: 3;\n  2: 4;\n}\n"),
    },
    CodePage {
        code: "T58",
        slug: "row-without-key",
        title: "a row of a table does not state its key",
        text: "An example states rows of tables, and each row is found by its `key` columns. Write what they hold. The other columns may \
               be left out and stay unknown.",
        example: Some("table school { key code: id; places: int; }\nfacts base { row school { places = 30; } }\n"),
    },
    CodePage {
        code: "T59",
        slug: "identity-card-number",
        title: "the number of an identity card in a policy",
        text: "A policy is published, and its examples with it. The number of an identity card names a person, so none may stand in \
               one, not even an invented one that could be somebody's. Give the applicants of examples opaque ids such as `A1`. This \
               page has no example for the same reason.",
        example: None,
    },
    CodePage {
        code: "T60",
        slug: "item-skipped",
        title: "an item of a list is stated before the one in front of it",
        text: "The facts of an example fill a list from its beginning: `guardian[1]`, then `guardian[2]`. Where a number is skipped, \
               nobody would know what the item in the gap is. Of an item about which nothing is known write `guardian[1] = unknown;`.",
        example: Some("facts base { guardian[2].owns_home = true; }\n"),
    },
    CodePage {
        code: "T61",
        slug: "part-of-value",
        title: "a part of something computed is asked",
        text: "Fields and items are asked of what the form or a table holds. A value is computed as a whole: take the part where it is \
               defined, as in `value first_school { first(school of service); }`, or go through its rows in a block, `any local_parents \
               { … }`.",
        example: Some(
            "value owners { guardian where { owns_home; }; }\ncondition first_is_local { owners[1].hukou in city; }\n",
        ),
    },
    CodePage {
        code: "T62",
        slug: "too-many-steps",
        title: "one decision would take too many steps",
        text: "A rule that names another rule twice does its work twice; layer upon layer the work doubles each time, and twenty such \
               layers are a million steps. Name each rule once: give the repeated part a name of its own, or turn the lines round so \
               that what they share stands outside the block.",
        example: Some(
            "condition a0 { siblings at least 1; }\n\
             condition a1 { a0; a0; a0; a0; a0; a0; a0; a0; }\n\
             condition a2 { a1; a1; a1; a1; a1; a1; a1; a1; }\n\
             condition a3 { a2; a2; a2; a2; a2; a2; a2; a2; }\n\
             condition a4 { a3; a3; a3; a3; a3; a3; a3; a3; }\n\
             condition a5 { a4; a4; a4; a4; a4; a4; a4; a4; }\n\
             condition a6 { a5; a5; a5; a5; a5; a5; a5; a5; }\n",
        ),
    },
    CodePage {
        code: "T63",
        slug: "rows-without-single-key",
        title: "a field refers to rows that one key does not find",
        text: "A field of the type of a table holds the key of one of its rows: `wish: school` holds a school's code, and \
               `wish.places` reads on through it. So the table needs exactly one `key` column, an `id`. Rows with several keys are \
               asked in a block: `any service { service.address is home_address; … }`.",
        example: Some(
            "table service { key address: id; key level: stage; area: id; }\nrecord plan { first: service; }\n",
        ),
    },
    CodePage {
        code: "T64",
        slug: "either-row",
        title: "a rule for each row may be about either of two rows",
        text: "A rule `for each guardian` is about one row, the one that is open where the rule is named. Where two lists of such rows \
               are open, one inside the other, it does not say which is meant. Make what is asked of the inner row a condition of its \
               own, `for each` row, and name that one inside.",
        example: Some(
            "form applicant { id: id role id; parent: list of adult; carer: list of adult; }\nrecord adult { owns_home: yes or no; }\n\
             condition owner for each adult { owns_home; }\ncondition both { any parent { any carer { owner; } } }\n",
        ),
    },
    CodePage {
        code: "T65",
        slug: "case-for-each",
        title: "a case table for each row of a list",
        text: "A `classify` answers for the applicant. What differs from row to row is a `condition` or `value` for each of them; \
               the case table can then ask about the rows with `any`, `every` and `no`.",
        example: Some(
            "classify side \"方\" for each guardian {\n  when guardian.hukou in city: inside \"本市\";\n  otherwise: outside \
             \"外地\";\n}\n",
        ),
    },
];
