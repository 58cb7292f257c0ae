//! The timetable in the order of its days.

use super::grid::grid;
use crate::base::date::Date;
use crate::base::tongue::Tongue;
use crate::ir::{Policy, Window, WindowKind};
use std::fmt::Write as _;

const DAYS: [[&str; 2]; 7] = [
    ["Mon", "周一"],
    ["Tue", "周二"],
    ["Wed", "周三"],
    ["Thu", "周四"],
    ["Fri", "周五"],
    ["Sat", "周六"],
    ["Sun", "周日"],
];

/// The day with its day of the week.
pub fn day(date: Date, tongue: Tongue) -> String {
    // 1970-01-01 was a Thursday.
    let at = (date.days() + 3).rem_euclid(7) as usize;
    let [en, zh] = DAYS[at];
    format!("{date} {}", tongue.pick(en, zh))
}

/// The timetable as it is printed: earlier windows first, those of one day in the order of the file.
pub fn calendar(policy: &Policy, tongue: Tongue) -> String {
    let mut out = format!("{} {}\n\n", policy.named.shown(), policy.year);
    if policy.windows.is_empty() {
        let _ = writeln!(out, "{}", tongue.pick("the policy has no timetable", "本政策没有时间表"));
        return out;
    }
    let mut windows: Vec<&Window> = policy.windows.iter().collect();
    windows.sort_by_key(|w| (w.first.or(w.last), w.last));
    let head = tongue.pick(
        ["", "first day", "last day", "window", "articles", "not before the end of"],
        ["", "第一日", "最后一日", "期限", "依据", "须在其后"],
    );
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(windows.into_iter().map(|window| row(policy, window, tongue)));
    out.push_str(&grid(&rows, &[], "").lines().map(|line| format!("{line}\n")).collect::<String>());
    let _ = writeln!(
        out,
        "\n{}",
        tongue.pick("The first and the last day belong to the window.", "首日、末日均在期限之内。",)
    );
    out
}

fn row(policy: &Policy, window: &Window, tongue: Tongue) -> Vec<String> {
    let kind = match window.kind {
        WindowKind::Between => tongue.pick("between", "期间"),
        WindowKind::By => tongue.pick("by", "截止"),
        WindowKind::On => tongue.pick("on", "当日"),
        WindowKind::From => tongue.pick("from", "起始"),
    };
    let day = |date: Option<Date>| date.map_or(String::new(), |date| self::day(date, tongue));
    let after = window.after.iter().map(|id| policy.windows[id.index()].named.shown());
    vec![
        kind.to_owned(),
        if window.kind == WindowKind::By { String::new() } else { day(window.first) },
        if window.kind == WindowKind::On { String::new() } else { day(window.last) },
        window.named.shown().to_owned(),
        tongue.join(&window.cites),
        tongue.join(after),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_names() {
        let of = |y, m, d| Date::from_ymd(y, m, d).map(|date| day(date, Tongue::En));
        assert_eq!(of(2024, 5, 6).as_deref(), Some("2024-05-06 Mon"));
        assert_eq!(of(1969, 12, 31).as_deref(), Some("1969-12-31 Wed"));
        assert_eq!(of(2024, 2, 29).map(|d| d.len()), Some(14));
    }
}
