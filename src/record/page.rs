//! `certificate.txt`: what the certificate says, for people, in both tongues side by side.
//!
//! The certificate covers this page, so the page cannot hold the certificate's digest: it has a line for it, which is
//! filled in by hand on the signed copy.

use super::certificate;
use super::run::Run;
use super::sums::hex;
use super::void::FileDigest;
use super::words;
use crate::allocation::model::{Ended, Status};
use std::fmt::Write as _;

/// The file.
pub const FILE: &str = "certificate.txt";

/// The page of a run.
pub fn write(run: &Run) -> String {
    let mut page = String::new();
    let mut line = |text: &str| {
        page.push_str(text.trim_end());
        page.push('\n');
    };
    line("派位证书  CERTIFICATE OF A DRAW");
    line("");
    if let Some(seed) = &run.fixed.rehearsal {
        line("*** 演练，没有效力  REHEARSAL, WITHOUT FORCE ***");
        line(&format!("种子 seed: {seed}"));
        line("");
    }
    line(&format!("派位 draw:    {}", run.frozen.draw));
    line(&format!("第几次 attempt: {}", run.fixed.attempt()));
    line(&format!("冻结 frozen:  {}", run.frozen.frozen));
    line("certificate.json 的 SHA-256  SHA-256 of certificate.json");
    line("(由签署人抄入 to be copied in by those who sign):");
    line("");
    line("    ________________________________________________________________");
    line("");
    line("一、派位前冻结的文件  1. Files frozen before the draw");
    for file in &run.frozen.files {
        line(&format!("    {}  {}{}", file.digest, file.path, if file.sealed { "  (封存 sealed)" } else { "" }));
    }
    if !run.frozen.previous.is_empty() {
        line("  所依据的在前的派位及其证书  Earlier draws that were read, and their certificates");
        for previous in &run.frozen.previous {
            line(&format!("    {}  {}", previous.certificate, previous.draw));
        }
    }
    line("");
    if run.fixed.rehearsal.is_none() {
        line("二、各方的承诺与份额  2. Commitments and shares of the parties");
        for party in &run.fixed.parties {
            line(&format!("  {}", party.party));
            line(&format!("    承诺 commitment  {}", party.commitment));
            line(&format!("    份额 share       {}", party.share));
        }
        line("");
        line("三、公开摇号  3. Balls drawn in public");
        line(&format!("    {}", run.fixed.balls));
        line("");
    }
    line("四、主密钥与各轮密钥  4. Master and keys");
    line(&format!("    {}  master", hex(&run.master)));
    for key in &run.keys {
        line(&format!("    {}  {}", hex(&key.key), key.scope));
    }
    line("");
    line("五、各轮结果  5. Rounds");
    for text in rounds(run) {
        line(&text);
    }
    line("");
    line("六、结果文件  6. Files that came of it");
    for (path, bytes) in &run.tables {
        line(&format!("    {}  {path}", FileDigest::of(path, bytes).digest));
    }
    line("");
    if !run.fixed.voids.is_empty() {
        line("七、此前作废的各次  7. Attempts before, which are void");
        for void in &run.fixed.voids {
            line(&format!("  {}. {} {}: {}", void.attempt, void.at, void.who, void.reason));
            let none = "没有证书 no certificate";
            line(&format!("    {}", if void.certificate.is_empty() { none } else { &void.certificate }));
        }
        line("");
    }
    line("如何核验  How to check");
    line("    ruxue verify PUBLIC --digest …   （PUBLIC 为本文件夹 is this folder）");
    line(&format!("    sha256sum {}", certificate::FILE));
    line("    不用本程序，按 steps.txt 逐步核验  without this program: step by step with steps.txt");
    line("");
    line("签署  Signed");
    for party in &run.fixed.parties {
        line("");
        line(&format!("    {}: ____________________    日期 date: ____________", party.party));
    }
    page
}

/// A few lines for each round.
fn rounds(run: &Run) -> Vec<String> {
    let mut lines = Vec::new();
    let rounds = run.public.draw.rounds.iter().zip(&run.public.roster.rounds);
    for ((round, pool), ended) in rounds.zip(&run.results.rounds) {
        let mechanism = words::mechanism(round.mechanism);
        lines.push(format!("  {}  {} {}", round.name, mechanism.zh, mechanism.en));
        let seats: u64 = pool.seats.iter().flatten().map(|seats| u64::from(*seats)).sum();
        let mut text = format!("    学位 seats {seats}, 参加 took part {}", ended.took_part.len());
        for status in [Status::Placed, Status::Refer, Status::Unplaced] {
            let count = ended.ended.iter().filter(|ended: &&Ended| ended.status == status).count();
            let word = words::status(status);
            let _ = write!(text, ", {} {} {count}", word.zh, word.en);
        }
        lines.push(text);
    }
    let count = |status| run.results.placements.iter().filter(|placement| placement.status == status).count();
    let mut text = format!("  合计 in all: {}", run.results.placements.len());
    for status in [Status::Placed, Status::Refer, Status::Unplaced] {
        let word = words::status(status);
        let _ = write!(text, ", {} {} {}", word.zh, word.en, count(status));
    }
    lines.push(text);
    lines
}
