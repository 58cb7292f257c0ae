//! What people are shown of a seat ledger.

use super::grid::{Side, grid};
use crate::base::tongue::Tongue;
use crate::ledger::{Entry, Kind, Row};
use std::collections::BTreeMap;

/// The digest of the last entry, to be noted.
pub fn head(entries: &[Entry], tongue: Tongue) -> String {
    let Some(last) = entries.last() else { return String::new() };
    let (number, chain) = (last.number, last.chain);
    tongue.pick(
        format!("digest of the last entry, {number}, to be noted: {chain}\n"),
        format!("末笔（第 {number} 笔）的摘要，请记下：{chain}\n"),
    )
}

/// Seats, one on a line.
pub fn seats(rows: &[Row], tongue: Tongue) -> String {
    if rows.is_empty() {
        return tongue.pick("no seat\n", "没有学位记录\n").into();
    }
    let heads = tongue.pick(
        ["key", "stage", "year", "pupil", "claim", "entry", "by", "round", "school", ""],
        ["键", "学段", "年份", "学生", "占用", "笔", "来源", "轮次", "学校", ""],
    );
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for Row { seat, entry, name, withdrawn } in rows {
        let by = withdrawn.map(|by| tongue.pick(format!("withdrawn by entry {by}"), format!("第 {by} 笔撤回")));
        let texts =
            [&seat.key, &seat.stage, &seat.year.to_string(), &seat.pupil, &seat.claim, &entry.to_string(), name];
        let rest = [seat.round.clone(), seat.school.clone(), by.unwrap_or_default()];
        lines.push(texts.into_iter().cloned().chain(rest).collect());
    }
    let sides = [Side::Left, Side::Left, Side::Left, Side::Left, Side::Left, Side::Right];
    grid(&lines, &sides, "")
}

/// The entries, and how many seats are in force.
pub fn overview(entries: &[Entry], rows: &[Row], tongue: Tongue) -> String {
    let mut of_entry: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    let mut of_year: BTreeMap<(&str, &str, i64), usize> = BTreeMap::new();
    for row in rows {
        let (all, in_force) = of_entry.entry(row.entry).or_default();
        *all += 1;
        if row.withdrawn.is_none() {
            *in_force += 1;
            *of_year.entry((&row.seat.claim, &row.seat.stage, row.seat.year)).or_default() += 1;
        }
    }
    let heads = tongue.pick(
        ["entry", "seats", "in force", "what", "name", "certificate or file"],
        ["笔", "学位", "有效", "种类", "名称", "证书或文件的摘要"],
    );
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for entry in entries {
        let (all, in_force) = of_entry.get(&entry.number).copied().unwrap_or_default();
        let what = match entry.kind {
            Kind::Run => tongue.pick(format!("run, attempt {}", entry.attempt), format!("派位第 {} 次", entry.attempt)),
            Kind::Import => tongue.pick("import", "导入").into(),
            Kind::Void => tongue.pick("void", "作废").into(),
        };
        let counts = match entry.kind {
            Kind::Void => [String::new(), String::new()],
            _ => [all.to_string(), in_force.to_string()],
        };
        let [all, in_force] = counts;
        lines.push(vec![entry.number.to_string(), all, in_force, what, entry.name.clone(), entry.digest.to_string()]);
    }
    let mut out = grid(&lines, &[Side::Right, Side::Right, Side::Right], "");
    let heads = tongue.pick(["claim", "stage", "year", "in force"], ["占用", "学段", "年份", "有效"]);
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for ((claim, stage, year), count) in of_year {
        lines.push(vec![claim.into(), stage.into(), year.to_string(), count.to_string()]);
    }
    if lines.len() > 1 {
        out.push('\n');
        out.push_str(&grid(&lines, &[Side::Left, Side::Left, Side::Left, Side::Right], ""));
    }
    out.push('\n');
    out.push_str(&head(entries, tongue));
    out
}
