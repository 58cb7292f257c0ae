//! What is wrong with a file of a run, and where: the file, the line, the row's first cell, the column, and what to do.
//!
//! Faults are data; they become words in the reader's tongue only where a person reads them. An identity-card number
//! never stands in one: every cell that is quoted is masked first.

use crate::base::card::mask;
use crate::base::tongue::Tongue;

/// A sentence in both tongues.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Both {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Both {
    /// A sentence from its two texts.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Both {
        Both { en: en.into(), zh: zh.into() }
    }

    /// The one in this tongue.
    pub fn text(&self, tongue: Tongue) -> &str {
        tongue.pick(&self.en, &self.zh)
    }
}

/// Something wrong in a file of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, by its path in the public folder, or `sealed/…`.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The first cell of the row, or the name of a round.
    pub row: Option<String>,
    /// The column of a table, or the key of a JSON object.
    pub column: Option<String>,
    /// What is wrong, and what to do.
    pub says: Both,
}

impl Fault {
    /// A fault of a whole file.
    pub fn new(file: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Fault {
        Fault { file: file.into(), line: None, row: None, column: None, says: Both::new(en, zh) }
    }

    /// The same, at a line.
    pub fn line(mut self, line: usize) -> Fault {
        self.line = Some(line);
        self
    }

    /// The same, in the row with this first cell.
    pub fn row(mut self, row: &str) -> Fault {
        self.row = Some(mask(row));
        self
    }

    /// The same, in this column.
    pub fn column(mut self, column: &str) -> Fault {
        self.column = Some(mask(column));
        self
    }

    /// Where it is and what is wrong, in one line.
    pub fn text(&self, tongue: Tongue) -> String {
        let mut place = mask(&self.file);
        if let Some(line) = self.line {
            place.push_str(&tongue.pick(format!(", line {line}"), format!(" 第 {line} 行")));
        }
        if let Some(row) = &self.row {
            place.push_str(&tongue.pick(format!(" ({row})"), format!("（{row}）")));
        }
        if let Some(column) = &self.column {
            place.push_str(&tongue.pick(format!(", `{column}`"), format!(" `{column}`")));
        }
        format!("{place}{}{}", tongue.pick(": ", "："), self.says.text(tongue))
    }
}

/// A cell as it may be quoted in a message: masked, and cut if it is long.
pub fn quoted(cell: &str) -> String {
    let masked = mask(cell);
    let mut short: String = masked.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if masked.chars().count() > 40 {
        short.push('…');
    }
    format!("`{short}`")
}
