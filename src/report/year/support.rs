//! Years for tests: a small one made by hand, and any number of made-up ones in which every applicant was really sent
//! through the rounds, so that all numbers of the year fit together.

use super::*;

/// A small and quick source of chance (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// One of these, each as often as its weight says.
    pub fn pick(&mut self, weights: &[u64]) -> usize {
        let mut at = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if at < *weight {
                return place;
            }
            at -= weight;
        }
        0
    }
}

/// An applicant who goes through the rounds.
struct Person {
    area: usize,
    category: usize,
    class: usize,
    /// The draw and round at which they were placed, and the wish (`None`: the guarantee).
    seat: Option<(usize, usize, Option<usize>)>,
    referred: bool,
    /// Took part in a round that took wishes.
    wished: bool,
}

/// How a round is made up.
#[derive(Clone)]
pub struct RoundPlan {
    pub label: Label,
    pub mechanism: Mechanism,
    /// Per cent of those without a seat who take part.
    pub share: u64,
    pub wishes: usize,
    /// The kind of school.
    pub kind: usize,
    pub own_area: bool,
    pub guarantee: bool,
    pub refer: u64,
    pub groups: bool,
    pub joins: Option<Label>,
}

/// How a stage is made up.
pub struct StagePlan {
    pub name: &'static str,
    pub label: Label,
    pub applicants: u64,
    pub areas: usize,
    /// Schools of each kind, with their seats.
    pub schools: Vec<(Label, usize, u64)>,
    pub categories: Vec<(Label, u64)>,
    pub draws: Vec<(Label, &'static str, &'static str, Vec<RoundPlan>)>,
}

const AREAS: [(&str, &str); 10] = [
    ("东坝", "Dongba"),
    ("望京", "Wangjing"),
    ("酒仙桥", "Jiuxianqiao"),
    ("三里屯", "Sanlitun"),
    ("劲松", "Jinsong"),
    ("双井", "Shuangjing"),
    ("管庄", "Guanzhuang"),
    ("十八里店", "Shibalidian"),
    ("来广营", "Laiguangying"),
    ("奥运村", "Aoyuncun"),
];

pub fn area(at: usize) -> Label {
    let (zh, en) = AREAS[at % AREAS.len()];
    Label::new(format!("{zh}片区"), format!("{en} area"))
}

fn hex(chance: &mut Chance) -> String {
    (0..4).map(|_| format!("{:016x}", chance.next())).collect()
}

/// The stage after all its rounds.
pub fn run(plan: &StagePlan, chance: &mut Chance) -> Stage {
    let weights: Vec<u64> = plan.categories.iter().map(|(_, weight)| *weight).collect();
    let mut people: Vec<Person> = (0..plan.applicants)
        .map(|_| Person {
            area: chance.below(plan.areas as u64) as usize,
            category: chance.pick(&weights),
            class: chance.pick(&[1, 12, 987]),
            seat: None,
            referred: false,
            wished: false,
        })
        .collect();
    let mut schools: Vec<School> = Vec::new();
    let mut kinds = Vec::new();
    let mut places: Vec<usize> = (0..plan.schools.len()).collect();
    places.sort_by_key(|at| at % plan.areas);
    for (number, at) in places.iter().enumerate() {
        let (label, kind, seats) = &plan.schools[*at];
        kinds.push((*kind, at % plan.areas));
        let code = format!("{}{:03}", &plan.name[..1].to_uppercase(), number + 1);
        schools.push(School {
            code,
            label: label.clone(),
            area: Some(area(at % plan.areas)),
            plan: *seats,
            left: *seats,
        });
    }
    let mut draws = Vec::new();
    for (draw_at, (label, name, held, rounds)) in plan.draws.iter().enumerate() {
        let mut done = Vec::new();
        for (round_at, round) in rounds.iter().enumerate() {
            done.push(run_round(round, (draw_at, round_at), &mut people, &mut schools, &kinds, chance));
        }
        draws.push(Draw {
            name: format!("2024/{}/{name}", plan.name),
            label: label.clone(),
            held: Date::parse_iso(held),
            certificate: Some(hex(chance)),
            frozen: Some(hex(chance)),
            parties: vec![
                Label::new("区教委", "the commission"),
                Label::new("公证处", "the notary"),
                Label::new("家长代表", "parents"),
            ],
            balls: Some(format!("{:020}", chance.next())),
            attempt: 1,
            voids: vec![],
            verify: Some(format!("ruxue verify runs/2024-{}-{name}", plan.name)),
            rounds: done,
        });
    }
    let classes =
        [("残疾", "disability"), ("照顾", "in care"), ("其他", "others")].map(|(zh, en)| Label::new(zh, en)).to_vec();
    let by = |label: Label, of: fn(&Person) -> usize, names: Vec<Label>| {
        let mut rows: Vec<(Label, Tally)> = names.into_iter().map(|name| (name, Tally::default())).collect();
        people.iter().for_each(|person| count(&mut rows[of(person)].1, person));
        Breakdown { label, rows }
    };
    let mut tally = Tally::default();
    people.iter().for_each(|person| count(&mut tally, person));
    let unplaced: Vec<&Person> = people.iter().filter(|person| person.seat.is_none() && !person.referred).collect();
    let wished = unplaced.iter().filter(|person| person.wished).count() as u64;
    let reasons = vec![
        Count {
            label: Label::new("所填志愿学校均已满员", "every school wished for was full"), count: wished
        },
        Count { label: Label::new("未填报志愿", "made no wishes"), count: unplaced.len() as u64 - wished },
    ];
    let late = plan.applicants / 90;
    Stage {
        name: plan.name.into(),
        label: plan.label.clone(),
        outcomes: vec![
            Count { label: Label::new("符合", "eligible"), count: plan.applicants },
            Count { label: Label::new("转人工", "referred"), count: late / 3 },
            Count { label: Label::new("逾期", "late"), count: late },
            Count { label: Label::new("不符合", "ineligible"), count: late * 4 },
            Count { label: Label::new("待定", "undetermined"), count: 3 },
        ],
        breakdowns: vec![
            by(
                Label::new("入学资格", "way in"),
                |person| person.category,
                plan.categories.iter().map(|(label, _)| label.clone()).collect(),
            ),
            by(Label::new("片区", "area"), |person| person.area, (0..plan.areas).map(area).collect()),
            by(Label::new("优先次序", "priority class"), |person| person.class, classes),
        ],
        tally,
        reasons,
        schools,
        draws,
    }
}

fn count(tally: &mut Tally, person: &Person) {
    match person.seat {
        Some((.., Some(wish))) => {
            tally.by_wish.resize(tally.by_wish.len().max(wish + 1), 0);
            tally.by_wish[wish] += 1;
        }
        Some(_) => tally.guarantee += 1,
        None if person.referred => tally.referred += 1,
        None => tally.unplaced += 1,
    }
}

fn run_round(
    plan: &RoundPlan,
    at: (usize, usize),
    people: &mut [Person],
    schools: &mut [School],
    kinds: &[(usize, usize)],
    chance: &mut Chance,
) -> Round {
    let open: Vec<usize> = (0..schools.len()).filter(|school| kinds[*school].0 == plan.kind).collect();
    let before: Vec<u64> = schools.iter().map(|school| school.left).collect();
    let seats = open.iter().map(|school| before[*school]).sum();
    let mut pool: Vec<(usize, u64, usize)> = (0..people.len())
        .filter(|one| people[*one].seat.is_none() && !people[*one].referred)
        .filter(|_| chance.below(100) < plan.share)
        .map(|one| (people[one].class, one as u64, one))
        .collect();
    pool.iter_mut().for_each(|entry| entry.1 = chance.next());
    pool.sort_unstable();
    let mut tally = Tally { by_wish: vec![0; plan.wishes], ..Tally::default() };
    let mut applied = vec![0u64; schools.len()];
    let mut admitted = vec![0u64; schools.len()];
    let mut last: Vec<Option<(usize, u64)>> = vec![None; schools.len()];
    let mut refused = vec![false; schools.len()];
    for (class, ticket, one) in &pool {
        let one = *one;
        let mut own: Vec<usize> =
            open.iter().copied().filter(|school| !plan.own_area || kinds[*school].1 == people[one].area).collect();
        if own.is_empty() {
            own.clone_from(&open);
        }
        if chance.below(1000) < plan.refer {
            people[one].referred = true;
            tally.referred += 1;
            continue;
        }
        // The first schools are the most wanted ones.
        let mut wishes = Vec::new();
        for _ in 0..plan.wishes.min(own.len()) {
            let weights: Vec<u64> = (0..own.len() as u64).map(|place| 60 / (place + 1) + 4).collect();
            wishes.push(own.remove(chance.pick(&weights)));
        }
        let blank = plan.wishes > 1 && chance.below(100) == 0;
        people[one].wished |= !blank;
        let mut got = None;
        for (rank, school) in wishes.iter().enumerate().filter(|_| !blank) {
            applied[*school] += 1;
            if schools[*school].left > 0 {
                got = Some((*school, Some(rank)));
                last[*school] = Some((*class, *ticket));
                break;
            }
            refused[*school] = true;
        }
        if got.is_none() && plan.guarantee && !blank {
            got = open.iter().find(|school| schools[**school].left > 0).map(|school| (*school, None));
        }
        match got {
            Some((school, wish)) => {
                schools[school].left -= 1;
                admitted[school] += 1;
                people[one].seat = Some((at.0, at.1, wish));
                match wish {
                    Some(rank) => tally.by_wish[rank] += 1,
                    None => tally.guarantee += 1,
                }
            }
            None => tally.unplaced += 1,
        }
    }
    let cut = |school: usize| {
        let (class, ticket) = last[school].filter(|_| refused[school])?;
        let number = (u128::from(ticket) * 10_000_000_000) >> 64;
        let names = [["残疾", "disability"], ["照顾", "in care"], ["其他", "others"]][class];
        Some(Label::new(format!("{}，派位号 {number:010}", names[0]), format!("{}, ticket {number:010}", names[1])))
    };
    let mut cutoffs = Vec::new();
    for school in &open {
        let line = |group: Option<Label>, seats, applied, admitted| Cutoff {
            school: *school,
            group,
            seats,
            applied,
            admitted,
            left: seats - admitted,
            last: cut(*school),
        };
        let (all, sought, taken) = (before[*school], applied[*school], admitted[*school]);
        if plan.groups {
            // Some of those taken sit on seats kept for them, and some of those who were not taken had sought those too.
            let own = chance.below((all / 5).min(taken) + 1);
            let sought_own = own + chance.below(sought.saturating_sub(taken) + 1);
            let names = [Label::new("本片区", "own area"), Label::new("其他", "others")];
            let [first, second] = names.map(Some);
            cutoffs.push(line(first, all / 5, sought_own, own));
            cutoffs.push(line(second, all - own, sought.saturating_sub(sought_own), taken - own));
        } else {
            cutoffs.push(line(None, all, sought, taken));
        }
    }
    Round {
        label: plan.label.clone(),
        articles: vec!["四(二)1(2)".into()],
        mechanism: Some(plan.mechanism),
        bands: vec![],
        order: Label::new("优先次序，再按派位号", "priority class, then the ticket"),
        seats,
        took_part: pool.len() as u64,
        elsewhere: 0,
        joins: plan.joins.clone(),
        left: open.iter().map(|school| schools[*school].left).sum(),
        tally,
        cutoffs,
        envy: (plan.wishes > 1).then(|| Envy { applicants: chance.below(9), pairs: 14, strict: 0 }),
        waste: (plan.wishes > 1).then_some(0),
    }
}

fn round_plan(zh: &str, en: &str, kind: usize, share: u64, wishes: usize) -> RoundPlan {
    RoundPlan {
        label: Label::new(zh, en),
        mechanism: Mechanism::ImmediateAcceptance,
        share,
        wishes,
        kind,
        own_area: false,
        guarantee: false,
        refer: 0,
        groups: false,
        joins: None,
    }
}

fn kinds(of: &[(usize, &str, &str, u64)], chance: &mut Chance) -> Vec<(Label, usize, u64)> {
    let mut schools = Vec::new();
    for (kind, (many, zh, en, seats)) in of.iter().enumerate() {
        for at in 1..=*many {
            let seats = seats - seats / 4 + chance.below(seats / 2 + 1);
            schools.push((Label::new(format!("{zh}第{at}学校"), format!("{en} school no. {at}")), kind, seats));
        }
    }
    schools
}

/// A year such as a large district has it: ten areas, about eighty schools, 30,000 applicants.
pub fn large(seed: u64, applicants: u64) -> Year {
    let mut chance = Chance(seed);
    let (primary, junior) = (applicants * 17 / 30, applicants - applicants * 17 / 30);
    let seats = |of: u64, schools: u64| (of / schools).max(2);
    let area_draw = Label::new("片区随机派位", "the draw within areas");
    let multi = Label::new("多校划片派位", "the draw among several schools");
    let stages = vec![
        run(
            &StagePlan {
                name: "primary",
                label: Label::new("小学", "Primary school"),
                applicants: primary,
                areas: 10,
                schools: kinds(
                    &[
                        (3, "寄宿", "Boarding", seats(primary / 25, 3)),
                        (5, "民办", "Private", seats(primary / 16, 5)),
                        (38, "公办", "Public", seats(primary * 94 / 100, 38)),
                    ],
                    &mut chance,
                ),
                categories: vec![
                    (Label::new("本市户籍", "Beijing household register"), 6100),
                    (Label::new("按本市户籍对待", "treated as Beijing household register"), 420),
                    (Label::new("外区户籍无房家庭", "register in another district, no home owned"), 160),
                    (Label::new("非本市户籍", "register outside Beijing"), 1800),
                ],
                draws: vec![
                    (
                        Label::new("民办和公办寄宿小学", "Private and public boarding schools"),
                        "early",
                        "2024-06-12",
                        vec![
                            round_plan("公办寄宿小学派位", "public boarding schools", 0, 9, 1),
                            round_plan("民办小学派位", "private schools", 1, 11, 1),
                        ],
                    ),
                    (
                        Label::new("单校划片登记入学", "Schools that serve one neighbourhood"),
                        "neighbourhood",
                        "2024-06-22",
                        vec![RoundPlan {
                            own_area: true,
                            joins: Some(area_draw.clone()),
                            refer: 4,
                            ..round_plan("单校划片登记", "the neighbourhood school", 2, 56, 1)
                        }],
                    ),
                    (
                        Label::new("片区派位", "Draw within areas"),
                        "area_draw",
                        "2024-06-30",
                        vec![RoundPlan {
                            label: area_draw.clone(),
                            mechanism: Mechanism::ImmediateAcceptanceSkipping,
                            own_area: true,
                            guarantee: true,
                            ..round_plan("", "", 2, 99, 6)
                        }],
                    ),
                ],
            },
            &mut chance,
        ),
        run(
            &StagePlan {
                name: "junior",
                label: Label::new("初中", "Junior school"),
                applicants: junior,
                areas: 10,
                schools: kinds(
                    &[
                        (4, "一组", "Group one", seats(junior / 12, 4)),
                        (5, "二组", "Group two", seats(junior / 12, 5)),
                        (2, "寄宿", "Boarding", seats(junior / 40, 2)),
                        (3, "民办", "Private", seats(junior / 14, 3)),
                        (22, "初中", "Public", seats(junior * 74 / 100, 22)),
                    ],
                    &mut chance,
                ),
                categories: vec![
                    (Label::new("本市户籍初中入学", "Beijing household register"), 5200),
                    (Label::new("按本市户籍对待", "treated as Beijing household register"), 240),
                    (Label::new("非本市户籍", "register outside Beijing"), 900),
                ],
                draws: vec![
                    (
                        Label::new("初中一批次", "First batch"),
                        "first_batch",
                        "2024-06-12",
                        vec![
                            round_plan("公办寄宿初中派位", "public boarding schools", 2, 9, 1),
                            round_plan("民办初中派位", "private schools", 3, 14, 1),
                            round_plan("第一组公办派位", "first group of public schools", 0, 44, 1),
                            round_plan("第二组公办派位", "second group of public schools", 1, 38, 1),
                        ],
                    ),
                    (
                        Label::new("单校划片", "One school"),
                        "single",
                        "2024-06-25",
                        vec![
                            RoundPlan {
                                joins: Some(multi.clone()),
                                own_area: true,
                                ..round_plan("九年一贯直升", "on within a nine-year school", 4, 8, 1)
                            },
                            RoundPlan {
                                joins: Some(multi.clone()),
                                own_area: true,
                                ..round_plan("单校划片初中", "the neighbourhood school", 4, 21, 1)
                            },
                        ],
                    ),
                    (
                        Label::new("多校划片", "Several schools"),
                        "multi",
                        "2024-07-03",
                        vec![RoundPlan {
                            label: multi,
                            own_area: true,
                            guarantee: true,
                            groups: true,
                            refer: 2,
                            ..round_plan("", "", 4, 99, 3)
                        }],
                    ),
                ],
            },
            &mut chance,
        ),
    ];
    Year {
        title: Label::new("朝阳区义务教育阶段入学", "Compulsory-school admission in Chaoyang"),
        year: 2024,
        authority: Some(Label::new("北京市朝阳区教育委员会", "Chaoyang Education Commission")),
        document: Some("朝教〔2024〕21号".into()),
        fingerprint: "5c03b910b231b823".into(),
        rehearsal: None,
        stages,
    }
}

/// A small year of any shape.
pub fn any(seed: u64) -> Year {
    let mut chance = Chance(seed);
    let areas = 2 + chance.below(3) as usize;
    let mut rounds: Vec<Vec<RoundPlan>> = Vec::new();
    for draw in 0..1 + chance.below(3) {
        let mut each = Vec::new();
        for round in 0..1 + chance.below(2) {
            let name = format!("{draw}/{round}");
            each.push(RoundPlan {
                own_area: chance.below(2) == 0,
                guarantee: chance.below(4) == 0,
                refer: chance.below(3) * 12,
                groups: chance.below(4) == 0,
                ..round_plan(
                    &name,
                    &name,
                    chance.below(2) as usize,
                    30 + chance.below(70),
                    1 + chance.below(8) as usize,
                )
            });
        }
        rounds.push(each);
    }
    let applicants = 20 + chance.below(700);
    let schools = kinds(&[(4, "甲", "A", 2 + applicants / 14), (6, "乙", "B", 2 + applicants / 9)], &mut chance);
    let categories = (0..4).map(|at| (Label::same(format!("c{at}")), 1 + chance.below(40))).collect();
    let days = ["2024-06-12", "2024-06-20", "2024-07-03"];
    let names = ["one", "two", "three"];
    let draws = rounds
        .into_iter()
        .enumerate()
        .map(|(at, rounds)| (Label::same(names[at]), names[at], days[at], rounds))
        .collect();
    let label = Label::new("小学", "Primary");
    let plan = StagePlan { name: "primary", label, applicants, areas, schools, categories, draws };
    Year { stages: vec![run(&plan, &mut chance)], ..small() }
}

/// A year made by hand.
pub fn small() -> Year {
    let tally =
        |by_wish: &[u64], referred, unplaced| Tally { by_wish: by_wish.to_vec(), guarantee: 0, referred, unplaced };
    let school = |code: &str, zh: &str, en: &str, plan, left| School {
        code: code.into(),
        label: Label::new(zh, en),
        area: Some(Label::new("东片", "East")),
        plan,
        left,
    };
    let cutoff = |school, seats, applied, admitted, last: Option<&str>| Cutoff {
        school,
        group: None,
        seats,
        applied,
        admitted,
        left: seats - admitted,
        last: last.map(|ticket| Label::new(format!("派位号 {ticket}"), format!("ticket {ticket}"))),
    };
    let round = Round {
        label: Label::new("片区派位", "the area's draw"),
        articles: vec!["四(一)5".into()],
        mechanism: Some(Mechanism::Parallel),
        bands: vec![1, 2],
        order: Label::new("派位号", "ticket"),
        seats: 170,
        took_part: 160,
        tally: tally(&[120, 23, 3], 2, 12),
        elsewhere: 0,
        joins: None,
        left: 24,
        cutoffs: vec![
            cutoff(0, 90, 118, 90, Some("5252717049")),
            cutoff(1, 60, 61, 53, None),
            cutoff(2, 20, 3, 3, None),
        ],
        envy: Some(Envy { applicants: 2, pairs: 3, strict: 0 }),
        waste: Some(0),
    };
    Year {
        title: Label::new("某区小学入学", "A district's primary schools"),
        year: 2024,
        authority: Some(Label::new("某区教委", "The district's education commission")),
        document: Some("某教〔2024〕1号".into()),
        fingerprint: "ab12cd34".into(),
        rehearsal: Some("42".into()),
        stages: vec![Stage {
            name: "primary".into(),
            label: Label::new("小学", "Primary school"),
            outcomes: vec![
                Count { label: Label::new("符合", "eligible"), count: 160 },
                Count { label: Label::new("不符合", "ineligible"), count: 9 },
                Count { label: Label::new("待定", "undetermined"), count: 2 },
            ],
            tally: round.tally.clone(),
            breakdowns: vec![Breakdown {
                label: Label::new("入学资格", "way in"),
                rows: vec![
                    (Label::new("本区户籍", "own register"), tally(&[80, 12, 2], 2, 1)),
                    (Label::new("外区户籍", "other register"), tally(&[38, 11, 1], 0, 11)),
                    (Label::new("其他", "others"), tally(&[2, 0, 0], 0, 0)),
                ],
            }],
            reasons: vec![
                Count { label: Label::new("志愿学校已满", "the schools wished for were full"), count: 12 },
                Count { label: Label::new("未填志愿", "made no wishes"), count: 0 },
            ],
            schools: vec![
                school("E01", "东一小", "East One", 90, 0),
                school("E02", "东二小", "East Two", 60, 7),
                school("E03", "东三小", "East Three", 20, 17),
            ],
            draws: vec![Draw {
                name: "2024/primary/area".into(),
                label: Label::new("片区派位", "Draw in the area"),
                held: Date::parse_iso("2024-06-30"),
                certificate: Some("6".repeat(64)),
                frozen: Some("f".repeat(64)),
                parties: vec![],
                balls: None,
                attempt: 1,
                voids: vec![],
                verify: Some("ruxue verify runs/area".into()),
                rounds: vec![round],
            }],
        }],
    }
}
