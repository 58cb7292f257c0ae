//! `R`: draws and rounds, where nothing may be left to the program.

use crate::diagnostic::CodePage;

/// One row per code.
pub const ROUNDS: &[CodePage] = &[
    CodePage {
        code: "R01",
        slug: "unsaid-choice",
        title: "a draw or round leaves a choice open",
        text: "Every choice that changes who is placed where is made in the policy: who is beyond the places, what becomes of a wish \
               that is not valid, of those without wishes, of those whose part is not settled, of those who win twice. The \
               message names the choice, an example of it, and the article that leaves it open. If the document does not make \
               it, make it in the policy and say why, or write a `reading` whose alternatives it hangs on.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ntable school { key code: id; plan: int; }\ncategory local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary { pool eligible; seats plan; order ticket; mechanism immediate acceptance; }\n",
        ),
    },
    CodePage {
        code: "R02",
        slug: "said-twice-in-a-round",
        title: "a line of a draw or round is said twice, or says what does not apply",
        text: "Each line of a draw or round is one choice, so it stands once. A round that is `like` another one takes over all lines \
               that it does not say itself. Rounds held in turn have no several wins, because whoever is placed leaves the later \
               ones; and the order in which wins are kept names every round of the draw.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ndraw main for primary { held placing; held placing; in turn places; winners: \
             leave later draws; }\nround places for primary { pool eligible; }\n",
        ),
    },
    CodePage {
        code: "R03",
        slug: "one-stage",
        title: "a draw or round is not for exactly one stage",
        text: "Seats are given stage by stage: a school's places in the primary stage say nothing about those of the junior stage. \
               Write `for STAGE` after the name and label, the same for a draw and all of its rounds.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ndraw main { held placing; in turn places; winners: leave later draws; }\n",
        ),
    },
    CodePage {
        code: "R04",
        slug: "one-draw",
        title: "a round is not held by exactly one draw",
        text: "Tickets are drawn for a draw, at one entry of the timetable and with one set of balls, so every round belongs to one. \
               Name it after `in turn` or `at once` in the draw that holds it.",
        example: Some("round places for primary { pool eligible; }\n"),
    },
    CodePage {
        code: "R05",
        slug: "not-for-a-round",
        title: "a line of a round names something that does not fit",
        text: "Wishes and the lists of a guarantee are schools of one table; linked applicants are named by a list of ids; the area of an \
               applicant is compared with a column of the schools that holds the same kind of thing; a claim that is used is for \
               the stage of the round. Those whose outcome is not settled cannot take part: a ruling settles it first.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ntable school { key code: id; plan: int; }\ncategory local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n  pool eligible; wishes hukou; no wishes: stay; invalid wishes: struck out; seats 3; order \
             ticket;\n  mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n}\n",
        ),
    },
    CodePage {
        code: "R06",
        slug: "seats",
        title: "seats that cannot be counted so",
        text: "The seats of a school hang on the school alone: `school.plan`, a figure, what is made of them. A share is at most 100 per \
               cent; `rest` takes whatever is left, so it stands last.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ntable school { key code: id; plan: int; }\ncategory local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n  pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats siblings; order \
             ticket;\n  mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n}\n",
        ),
    },
    CodePage {
        code: "R07",
        slug: "which-goes-first",
        title: "an order does not say which goes first, or cannot",
        text: "Applicants are ordered by conditions (those for whom one holds go first), by the cases of a classification (in the order of \
               its rows), or by numbers and days, for which it is said which go first: `lowest first`, `highest first`, `earliest \
               first`, `latest first`. An order ends in `ticket`, `ticket at school`, `refer` or `admit all`, so that no tie is left \
               to the program.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ntable school { key code: id; plan: int; }\ncategory local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n  pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats 3;\n  \
             order first birth_date, then ticket;\n  mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n}\n",
        ),
    },
    CodePage {
        code: "R08",
        slug: "joins-no-later-round",
        title: "those not placed cannot join that round",
        text: "`unplaced: join ROUND` sends those whom a round does not place to another one, which must come later in the same draw, \
               held `in turn`. Who should take part in a later draw does so by its pool: whoever has no seat is still there.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ntable school { key code: id; plan: int; }\ncategory local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n  pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats 3; order \
             ticket;\n  mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: join places;\n}\n",
        ),
    },
    CodePage {
        code: "R09",
        slug: "lines-that-clash",
        title: "two lines of a round do not go together",
        text: "Serial dictatorship goes through applicants in one order, so it has no seat groups, no order that differs from school to \
               school and no ties. Linked applicants who apply together need one ticket for all schools. Deferred acceptance goes \
               with every order and every seat group.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\ntable school { key code: id; plan: int; }\ncategory local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n  pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats 3; order \
             ticket at school;\n  mechanism serial dictatorship; equal demand: admit all; unsettled: stop; unplaced: stay;\n}\n",
        ),
    },
];
