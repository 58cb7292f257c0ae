//! `C`: each line is fine by itself, and the policy as a whole is not.

use crate::diagnostic::CodePage;

/// One row per code.
pub const CHECKS: &[CodePage] = &[
    CodePage {
        code: "C01",
        slug: "barred",
        title: "a rule reads a fact that no rule may read",
        text: "`barred` lists facts that must not decide about a child, with the article that forbids it. A rule that reads one, \
               even through another condition, is refused. Take the fact out of the rule; if the document does allow it, the \
               declaration under `barred` is what is wrong.",
        example: Some("barred { ethnicity \"民族\"; }\ncondition local { hukou in city and ethnicity is \"汉族\"; }\n"),
    },
    CodePage {
        code: "C02",
        slug: "ends-before-it-begins",
        title: "a window or a range of months ends before it begins",
        text: "`A .. B` runs from A to B, and both belong to it. If B comes first nothing lies between them, which nobody means. \
               One of the two is misprinted, or they are in the wrong order; look at the year first.",
        example: Some("timetable { signup \"报名\" = 2024-05-31 .. 2024-05-06; }\n"),
    },
    CodePage {
        code: "C03",
        slug: "wrong-order",
        title: "a window does not come after the one it should follow",
        text: "`after` says which window must be over before this one begins, so that a timetable whose days were changed in part \
               is noticed. The message shows the two days that clash. Correct one of them, or the `after`, if the document \
               allows the two to overlap.",
        example: Some(
            "timetable {\n  collection \"信息采集\" = 2024-05-06 .. 2024-05-31;\n  signup \"报名\" = from 2024-05-20 after \
             collection;\n}\n",
        ),
    },
    CodePage {
        code: "C04",
        slug: "after-itself",
        title: "windows of the timetable wait for each other",
        text: "Following `after` from window to window leads back to where it began, so none of these windows could ever come \
               first. One `after` says the contrary of what was meant: take it out or turn it round.",
        example: Some("timetable {\n  signup = on 2024-05-06 after draw;\n  draw = on 2024-05-20 after signup;\n}\n"),
    },
    CodePage {
        code: "C05",
        slug: "one-alternative",
        title: "a reading with fewer than two alternatives",
        text: "A reading records that the document can be understood in several ways, and which of them is in force. With a single \
               one there is nothing to choose: write a `condition` or `value` instead, or add the other way to read it.",
        example: Some("reading local { by_hukou: hukou in city; choose by_hukou because \"文意明确\"; }\n"),
    },
    CodePage {
        code: "C06",
        slug: "reading-choice",
        title: "a reading does not choose exactly once",
        text: "Every reading says which alternative is in force, and why: `choose NAME because \"…\";`. If nobody has ruled on it \
               yet, write `choose refer because \"…\";`: then all alternatives are tried, and an applicant is referred to a person \
               only where they differ in the outcome. With two choices the file would not say which is right.",
        example: Some(
            "reading local {\n  by_hukou: hukou in city;\n  by_parent: any guardian { guardian.hukou in city; };\n}\n",
        ),
    },
    CodePage {
        code: "C08",
        slug: "never-reached",
        title: "a row that can never be reached",
        text: "Rows are read from the top, and the first that holds answers. After `otherwise`, or after a row without a \
               condition, none is looked at. Move this row up, or delete it.",
        example: Some("value points { otherwise: 0; when siblings at least 1: 3; }\n"),
    },
    CodePage {
        code: "C09",
        slug: "no-otherwise",
        title: "a classification does not say what holds otherwise",
        text: "A classification gives every applicant a case. Without a last row `otherwise: NAME;` an applicant for whom no row \
               holds would have none, and nobody would notice. If no such applicant should exist, add a case for them all the \
               same: the data will show whether they do.",
        example: Some("classify route \"入学方式\" { when hukou in city: local \"本市\"; }\n"),
    },
    CodePage {
        code: "C10",
        slug: "requires-nothing",
        title: "a way in that requires nothing",
        text: "A category without a `require` line is open to everybody whom no `reject` line shuts out. That is hardly what a \
               document means. Add what it requires; for everybody indeed, write `require true;`, so that readers see it is meant.",
        example: Some("category local \"本市户籍\" { reject hukou is elsewhere; }\n"),
    },
    CodePage {
        code: "C11",
        slug: "claim-of-what",
        title: "a claim does not say, once, what is claimed and by whom",
        text: "A claim guards something that only one household may use, such as a dwelling for a seat. One line names both: \
               `home.address by household;`. If two things are guarded, write two claims.",
        example: Some("claim seat \"一址一学位\" { when several: refer \"同址多家庭\"; }\n"),
    },
    CodePage {
        code: "C12",
        slug: "claim-when-several",
        title: "a claim does not say, once, what happens when several claim",
        text: "The claim is contested when two households name the same key. The toolchain never picks one of them: a person \
               decides, and the policy says what that person is asked: `when several: refer \"…\";`.",
        example: Some(
            "form applicant {\n  id: id role id;\n  household: id role household;\n  address: id;\n}\nclaim seat \"一址一学位\" { \
             address by household; }\n",
        ),
    },
    CodePage {
        code: "C13",
        slug: "no-year",
        title: "the policy does not say which year it is for",
        text: "Rules ask for the year (`policy.year`), tables are looked up by it, and two years are compared by it. Write \
               `year 2024;` into the `policy` block.",
        example: Some("policy example { authority \"区教委\"; }\n"),
    },
    CodePage {
        code: "C14",
        slug: "no-such-article",
        title: "a citation of an article that the document does not have",
        text: "A decision is explained by its articles, so a citation must lead somewhere. `articles { … }` lists them all; a \
               numbered entry `(2)` under `@三(一)1` is the article `三(一)1(2)`, and must be listed if others of its kind are. An \
               article of another text is cited as `@NAME:place`, where `policy { instrument NAME \"title\"; }` names that text.",
        example: Some(
            "articles { @三(一) \"本市户籍\"; }\ncondition local @三(一) { hukou in city; }\ncondition elsewhere_born @三(二) { hukou is \
             elsewhere; }\n",
        ),
    },
    CodePage {
        code: "C15",
        slug: "article-left",
        title: "an article that no rule cites",
        text: "Every article of the document is either encoded by a rule that cites it, or declared not to be: `not encoded because \
               \"…\"`. One that is neither may have been forgotten. This is a warning: the policy can be used.",
        example: Some(
            "articles {\n  @一 \"指导思想\";\n  @二 \"本市户籍\";\n}\ncategory local @二 { require hukou in city; }\n",
        ),
    },
    CodePage {
        code: "C16",
        slug: "encoded-after-all",
        title: "an article is declared not encoded, and a rule cites it",
        text: "One of the two is out of date. If the rule encodes the article, take `not encoded` away; if not, the rule should \
               cite the article that it does encode. This is a warning: the policy can be used.",
        example: Some(
            "articles { @一 \"指导思想\" not encoded because \"不涉及个人\"; }\ncategory local @一 { require hukou in city; }\n",
        ),
    },
    CodePage {
        code: "C17",
        slug: "not-asked",
        title: "a rule reads a field that its stage does not ask",
        text: "A field under `for primary { … }` is asked at that stage only. At another stage it would be unknown for everybody, \
               and no outcome could rest on it. Ask the field at both stages, or say at which stage the rule holds: `category NAME \
               \"label\" for primary { … }`. A condition counts for every stage whose rules use it.",
        example: Some(
            "stage primary { }\nstage junior { }\nform applicant {\n  id: id role id;\n  for primary { kindergarten: yes or no; \
             }\n}\ncategory older for junior { require kindergarten; }\n",
        ),
    },
    CodePage {
        code: "C18",
        slug: "expects-nothing",
        title: "an example that expects nothing",
        text: "An example is a test of the policy: it states facts and says what must come out. Without `expect` it cannot fail. \
               Write what the document says about this case, with the article that decides. Facts that several examples share \
               stand in `facts NAME { … }`.",
        example: Some("example \"a child of this city\" { hukou = north; }\n"),
    },
    CodePage {
        code: "C19",
        slug: "example-stage",
        title: "an example does not say for which stage it is",
        text: "The stages have different rules, so an example must say whose it tries. It is clear by itself if there is one stage, \
               or if the category that is expected belongs to one. Else write `for STAGE` after the example's name.",
        example: Some(
            "stage primary { }\nstage junior { }\nexample \"a child of this city\" {\n  hukou = north;\n  expect hukou in \
             city;\n}\n",
        ),
    },
    CodePage {
        code: "C20",
        slug: "rule-of-other-stage",
        title: "a rule of one stage uses a rule that is for another",
        text: "`for STAGE` after a label limits a rule to that stage. A way in or an answer of another stage leads to it all the \
               same, so one of the two is wrong: either the rule holds at both stages, or the other stage needs one of its own.",
        example: Some(
            "stage primary { }\nstage junior { }\ncondition local for primary { hukou in city; }\ncategory own for junior { \
             require local; }\n",
        ),
    },
    CodePage {
        code: "C21",
        slug: "unused",
        title: "nothing uses a rule",
        text: "No way in, no answer of a stage, no assumption and no example leads to this rule, so it decides nobody. Perhaps the \
               line that should name it was forgotten. This is a warning: the policy can be used.",
        example: Some("condition local { hukou in city; }\n"),
    },
    CodePage {
        code: "C22",
        slug: "alternative-without-body",
        title: "an alternative of a reading says nothing",
        text: "The alternatives of a reading are conditions or values, each written after a colon. Only where a draw asks a reading what \
               to do (`several wins by READING { … }`) do its alternatives have no bodies, and then none of them has one.",
        example: Some("reading local { by_hukou: hukou in city; by_parent; choose by_hukou because \"文意明确\"; }\n"),
    },
];
