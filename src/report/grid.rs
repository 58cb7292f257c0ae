//! Rows of words in columns that are straight on a screen, whatever the width of their characters.

use unicode_width::UnicodeWidthStr;

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// The rows under one another, each after `indent`. Columns beyond `sides` are words; nothing trails a line.
pub fn grid(rows: &[Vec<String>], sides: &[Side], indent: &str) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = indent.to_owned();
        for (at, cell) in row.iter().enumerate() {
            let room = " ".repeat(widths[at] - cell.width());
            if at > 0 {
                line.push_str("  ");
            }
            match sides.get(at) {
                Some(Side::Right) => line.extend([room.as_str(), cell]),
                _ => line.extend([cell, room.as_str()]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_stand_straight() {
        let rows = [vec!["符合".into(), "1".into(), "x".into()], vec!["late".into(), "20".into(), "y".into()]];
        assert_eq!(grid(&rows, &[Side::Left, Side::Right], "  "), "  符合   1  x\n  late  20  y\n");
    }
}
