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
    CodePage {
        code: "R10",
        slug: "empty-pool",
        title: "nobody can be in the pool of a round",
        text: "A round without applicants gives no seat. Nobody is late where no way in has a window (`on time … within \
               …`); and the condition of a pool holds for nobody if two of its lines contradict each other, if it asks \
               for a case that a classification never gives, or if no way in lets those in for whom it holds. Take the \
               round away, or correct its pool.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places, others; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool late; wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 leftover seats: to later rounds;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n\
             round others for primary {\n\
             \x20 pool eligible where { hukou is south; };\n\
             \x20 wishes school; no wishes: stay; invalid wishes: struck out; seats plan less placed; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R11",
        slug: "left-by-every-round",
        title: "no round takes some of the applicants",
        text: "Where each round of a stage names the cases that it takes, a case that none of them names is left out: \
               those applicants may enter school, and nobody seeks them a seat. The same is true of those who are late, \
               if the policy says what becomes of them `afterwards` and no round has `late` in its pool. Take them into \
               the pool of a round, or make one for them.",
        example: Some(
            "stage primary { answers route; }\n\
             classify route { when siblings at least 1: with_siblings; when birth_date before 2018-01-01: older; otherwise: others; }\n\
             timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible where { route in {with_siblings, others}; };\n\
             \x20 wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R12",
        slug: "draw-out-of-order",
        title: "a draw does not fit the timetable",
        text: "Draws stand in the file in the order in which they are held, for the earlier one is read first and its \
               results count in the later one. And a draw is held when it is known who takes part: after the windows \
               that its pool looks at, and after the day by which one has to come to be in time. The message shows the \
               days that clash. Correct the timetable, or the order of the file.",
        example: Some(
            "timetable { signup = by 2024-07-05; late_places = on 2024-06-20; places_day = on 2024-06-10; }\n\
             table school { key code: id; plan: int; }\n\
             table placed { key pupil: id role id; serves: school role school; by_round: id role round; }\n\
             category local for primary { require hukou is north; }\n\
             draw rest for primary { held late_places; in turn others; winners: leave later draws; }\n\
             draw main for primary { held places_day; in turn places; winners: leave later draws; }\n\
             round others for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan less placed; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n\
             round places for primary {\n\
             \x20 pool eligible where { permit_since is present; permit_since within signup; };\n\
             \x20 wishes school; no wishes: stay; invalid wishes: struck out; seats plan less placed; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R13",
        slug: "draws-at-once",
        title: "two draws may be held at the same time",
        text: "`winners: leave later draws` says what a seat does to a later draw. Of two draws that may be held at the \
               same time neither is the later one, unless the timetable says so: an applicant who is in both might win \
               twice, or be left out of one because of the other. Say which comes first (`after` in the timetable), or \
               hold the rounds in one draw `at once`, which says what becomes of several wins.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; }\n\
             category local for primary { require hukou is north; }\n\
             table placed { key pupil: id role id; serves: school role school; by_round: id role round; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             draw other for primary { held placing; in turn others; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n\
             round others for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan less placed; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R14",
        slug: "overlapping-groups",
        title: "an applicant may be in two seat groups",
        text: "Seat groups are filled in the order in which they stand. Somebody of a later group may have got a seat \
               of an earlier one; whether that seat counts against the later group's number changes how many of its \
               applicants are taken. Without a word they do not count, and the number comes on top. This is a note: say \
               `counting earlier groups` or `not counting earlier groups`, and it goes away.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan {\n\
             \x20   with_siblings: share of plan 50 % rounded down for siblings at least 1 unfilled to the next;\n\
             \x20   older: share of plan 20 % rounded down for birth_date before 2018-01-01 unfilled to the next;\n\
             \x20   others: rest;\n\
             \x20 }; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R15",
        slug: "seat-given-twice",
        title: "two rounds give the same seats",
        text: "A round that reads the places of a school gives all of them, whatever was given before, unless it says \
               `less placed`: then those that earlier rounds of its draw and earlier draws of the year have given are \
               taken off. If two rounds read the same number, and a school may be asked for in both, the later one \
               gives the seats once more. Schools that only one of the two rounds may give are told apart by `valid \
               wishes`.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places, others; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 leftover seats: to later rounds;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n\
             round others for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R16",
        slug: "guarantee-of-nothing",
        title: "a list of a guarantee can hold no school with a seat",
        text: "A guarantee goes through lists of schools to find everyone a seat who was not placed. A list whose lines \
               contradict one another is empty; and a school that nobody may ask for in the round (`valid wishes`) \
               takes no part in it and has no seats. Such a list helps nobody: correct it, or take it out.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; boarding: yes or no; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 valid wishes { not boarding; };\n\
             \x20 guarantee { school where { boarding; }; otherwise refer \"没有学位\"; }\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R17",
        slug: "left-without-wishes",
        title: "those who ask for no school are left without one",
        text: "`no wishes: stay` leaves applicants without a valid wish as they are. If the round has no guarantee, \
               sends nobody on, and no later round of the stage can take them, they end without a school and nobody is \
               asked about it. That may be meant; this is a note. A `guarantee`, `unplaced: join ROUND`, a later round \
               or `no wishes: refer \"…\"` makes it go away.",
        example: Some(
            "timetable { placing = on 2024-06-30; }\n\
             table school { key code: id; plan: int; }\n\
             form applicant { id: id role id; hukou: district; wish: list of school up to 3; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held placing; in turn places; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible; wishes wish; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
    CodePage {
        code: "R18",
        slug: "results-unknown",
        title: "several draws of a stage, and no table of earlier results",
        text: "A later draw knows what earlier ones gave from a table whose columns have the roles `id`, `school` and \
               `round`: it takes off their seats where a round says `less placed`, and leaves out those who have one \
               where the draw says `winners: leave later draws`. Without the table every draw begins anew. Declare one; \
               the record of a draw fills it.",
        example: Some(
            "timetable { first_day = on 2024-06-10; second_day = on 2024-06-20; }\n\
             table school { key code: id; plan: int; }\n\
             category local for primary { require hukou is north; }\n\
             draw main for primary { held first_day; in turn places; winners: leave later draws; }\n\
             draw again for primary { held second_day; in turn others; winners: leave later draws; }\n\
             round places for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n\
             round others for primary {\n\
             \x20 pool eligible; wishes school; no wishes: stay; invalid wishes: struck out; seats plan less placed; order ticket;\n\
             \x20 mechanism immediate acceptance; equal demand: admit all; unsettled: stop; unplaced: stay;\n\
             }\n",
        ),
    },
];
