//! A small policy for tests, made by hand: it has every type that a cell can have.

use crate::ir::*;
use crate::value::Fact;
use std::collections::BTreeSet;

pub const DISTRICT: EnumId = EnumId(0);
pub const RELATION: EnumId = EnumId(1);
pub const FAVOURED: EnumId = EnumId(2);
pub const STAGE: EnumId = EnumId(3);
pub const PRIMARY: StageId = StageId(0);
pub const JUNIOR: StageId = StageId(1);
pub const SCHOOL: TableId = TableId(0);
pub const LEDGER: TableId = TableId(1);

pub fn one(base: Base) -> Type {
    Type { shape: Shape::One, base, optional: false }
}

pub fn or_none(ty: Type) -> Type {
    Type { optional: true, ..ty }
}

pub fn list(base: Base, most: u32) -> Type {
    Type { shape: Shape::List(Some(most)), base, optional: false }
}

pub fn set(of: EnumId) -> Type {
    Type { shape: Shape::Set, base: Base::Enum(of), optional: false }
}

pub fn named(name: &str, label: &str) -> Named {
    Named { name: name.into(), label: (!label.is_empty()).then(|| label.into()) }
}

pub fn field(name: &str, label: &str, ty: Type) -> Field {
    Field {
        named: named(name, label),
        ty,
        proof: None,
        presumed: None,
        given: false,
        complete: false,
        role: None,
        stage: None,
        cites: Vec::new(),
        node: NodeId(0),
    }
}

fn words(name: &str, members: &[(&str, &str)]) -> Enum {
    Enum {
        named: named(name, ""),
        members: members.iter().map(|(name, label)| named(name, label)).collect(),
        groups: Vec::new(),
        classify: None,
        node: NodeId(0),
    }
}

fn record(name: &str, label: &str, fields: Vec<Field>) -> Record {
    Record { named: named(name, label), fields, period: None, node: NodeId(0) }
}

fn table(name: &str, label: &str, columns: Vec<Field>, keys: &[usize]) -> Table {
    Table { named: named(name, label), columns, keys: keys.to_vec(), cites: Vec::new(), node: NodeId(0) }
}

/// The position of a form field.
pub fn at(policy: &Policy, name: &str) -> usize {
    policy.form.fields.iter().position(|field| field.named.name == name).expect("a field of the test policy")
}

pub fn policy() -> Policy {
    use Base::*;
    let home = record(
        "home_facts",
        "房屋",
        vec![
            field("address", "地址编号", one(Id)),
            field("district", "所在区", one(Enum(DISTRICT))),
            field("owners", "产权人", set(RELATION)),
            Field { proof: Some("不动产权证书".into()), ..field("deed_date", "证载日期", one(Date)) },
            Field {
                presumed: Some(Presumed::Fact(Fact::Known(crate::value::Value::Bool(true)))),
                ..field("lived_in", "实际居住", one(Bool))
            },
        ],
    );
    let job = record(
        "job",
        "工作经历",
        vec![
            field("district", "所在区", one(Enum(DISTRICT))),
            field("since", "起", one(Date)),
            field("until", "止", or_none(one(Date))),
        ],
    );
    let guardian = record(
        "guardian_facts",
        "监护人情况",
        vec![
            field("relation", "关系", one(Enum(RELATION))),
            field("hukou", "户籍区", one(Enum(DISTRICT))),
            field("jobs", "工作经历", list(Record(RecordId(1)), 12)),
            field("paid", "缴费月份", one(Months)),
            field("permit", "居住证所在区", or_none(one(Enum(DISTRICT)))),
            field("income", "月收入", one(Decimal(2))),
        ],
    );
    let fields = vec![
        Field { role: Some(Role::Id), ..field("id", "编号", one(Id)) },
        Field { proof: Some("出生医学证明".into()), ..field("birth_date", "出生日期", one(Date)) },
        Field { proof: Some("户口簿".into()), ..field("hukou", "户籍区", one(Enum(DISTRICT))) },
        field("home", "登记入学房屋", or_none(one(Record(RecordId(0))))),
        field("guardian", "监护人", list(Record(RecordId(2)), 4)),
        Field { complete: true, ..field("siblings", "法定兄弟姐妹", list(Id, 8)) },
        field("favoured_as", "照顾类别", set(FAVOURED)),
        field("school", "毕业学校", or_none(one(Row(SCHOOL)))),
        field("submitted", "提交时间", one(Moment)),
        field("first_month", "起始月", one(Month)),
        field("years", "年数", one(Int)),
        field("note", "备注", or_none(one(Text))),
        Field { stage: Some(PRIMARY), ..field("boarding", "寄宿", one(Bool)) },
        Field { stage: Some(JUNIOR), ..field("graduating", "毕业年级", one(Bool)) },
    ];
    let school = table(
        "school",
        "学校",
        vec![
            field("code", "代码", one(Id)),
            field("name", "校名", one(Text)),
            field("stage", "学段", one(Enum(STAGE))),
            field("plan", "招生计划", one(Int)),
            field("junior_of", "对口初中", or_none(one(Row(SCHOOL)))),
        ],
        &[0],
    );
    let ledger = table(
        "seat_ledger",
        "学位记录",
        vec![
            field("address", "地址编号", one(Id)),
            field("stage", "学段", one(Enum(STAGE))),
            field("year", "年", one(Int)),
        ],
        &[0, 1],
    );
    let stage = |name: &str, label: &str| Stage {
        named: named(name, label),
        answers: Vec::new(),
        cites: Vec::new(),
        node: NodeId(0),
    };
    Policy {
        named: named("test", "试"),
        year: 2024,
        authority: None,
        document: None,
        issued: None,
        repeals: None,
        instruments: Vec::new(),
        articles: Vec::new(),
        barred: Vec::new(),
        stages: vec![stage("primary", "小学"), stage("junior", "初中")],
        enums: vec![
            crate::ir::Enum {
                groups: vec![(named("beijing", "本市"), BTreeSet::from([0, 1]))],
                ..words("district", &[("chaoyang", "朝阳区"), ("dongcheng", "东城区"), ("elsewhere", "外省市")])
            },
            words("relation", &[("father", "父"), ("mother", "母"), ("guardian", "其他监护人")]),
            words("favoured", &[("martyr", "烈士子女"), ("overseas", "华侨、归侨子女"), ("none", "无")]),
            words("stage", &[("primary", "小学"), ("junior", "初中")]),
        ],
        records: vec![home, job, guardian],
        form: Form { named: named("applicant", "入学申请"), fields, node: NodeId(0) },
        tables: vec![school, ledger],
        figures: Vec::new(),
        windows: Vec::new(),
        readings: Vec::new(),
        conditions: Vec::new(),
        values: Vec::new(),
        categories: Vec::new(),
        classifies: Vec::new(),
        claims: Vec::new(),
        draws: Vec::new(),
        rounds: Vec::new(),
        assumes: Vec::new(),
        examples: Vec::new(),
    }
}
