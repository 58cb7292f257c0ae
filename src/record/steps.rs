//! `steps.txt`: the steps by which someone who trusts no program makes the sums and the tickets again, with `sha256sum`,
//! `openssl`, `od` and `sort`, and the values that each step must give in this run.
//!
//! A line that begins with `$ ` is typed into bash, in the public folder; the lines after it that begin with `= ` are what
//! it prints. A test types them all and compares.

use super::frozen::SEALED;
use super::results;
use super::run::Run;
use super::standing;
use super::sums::{self, hex};
use crate::allocation::model::{ChainEnd, First, LinkedTickets, Tickets};

/// The file.
pub const FILE: &str = "steps.txt";

/// How many applicants a step shows.
const SHOWN: usize = 4;

/// How many keys of schools a step makes again.
const SCHOOLS: usize = 3;

/// The functions that the steps use.
const FUNCTIONS: [&str; 6] = [
    "n() { local n=$1 i; for i in 1 2 3 4 5 6 7 8; do printf \"\\\\x$(printf %02x $((n % 256)))\"; n=$((n / 256)); done; }",
    "t() { n $(printf %s \"$1\" | wc -c); printf %s \"$1\"; }",
    "h() { n $((${#1} / 2)); printf \"$(printf %s \"$1\" | sed 's/../\\\\x&/g')\"; }",
    "d() { sha256sum | cut -c 1-64; }",
    "k() { head -c $((8 * $2)) /dev/zero | openssl enc -chacha20 -K $1 -iv 00000000000000000000000000000000 | od -An -v -t x8 -w8 --endian=little | tr -d ' '; }",
    "q() { local a=$((16#${1:0:8})) b=$((16#${1:8:8})) o= i p; for i in 1 2; do p=$((b * 100000)); a=$((a * 100000 + (p >> 32))); b=$((p & 4294967295)); o=$o$(printf %05d $((a >> 32))); a=$((a & 4294967295)); done; echo $o; }",
];

#[derive(Default)]
struct Page(String);

impl Page {
    fn words(&mut self, zh: &str, en: &str) {
        self.0.push_str(&format!("\n{zh}\n{en}\n"));
    }

    fn step(&mut self, command: &str, prints: &[String]) {
        self.0.push_str(&format!("$ {command}\n"));
        for line in prints {
            self.0.push_str(&format!("= {line}\n"));
        }
    }
}

/// The page of a run.
pub fn write(run: &Run) -> String {
    let mut page = Page::default();
    page.0.push_str("逐步核验  STEP BY STEP\n\n");
    page.0.push_str(&format!("派位 draw: {}\n", run.frozen.draw));
    page.words(
        "在公开文件夹中用 bash 依次输入 $ 之后的命令；= 之后是应得的输出。所用工具：bash、GNU coreutils、sed、openssl。",
        "In the public folder type into bash, one after another, what stands after $; what it must print stands after =. \
         Tools: bash, GNU coreutils, sed, openssl.",
    );
    page.words(
        "0. 小函数：n 写出 8 字节长度；t 为文字及其长度；h 为十六进制数及其长度；d 为摘要；k 为密钥的派位号；q 为十位派位号。",
        "0. Small functions: n writes a length in 8 bytes; t a text after its length; h hexadecimal digits as bytes after their \
         length; d a digest; k the tickets of a key; q the ten digits of a ticket.",
    );
    page.step("export LC_ALL=C", &[]);
    for function in FUNCTIONS {
        page.step(function, &[]);
    }
    frozen(&mut page, run);
    master(&mut page, run);
    rounds(&mut page, run);
    page.words(
        "最后：结果文件和证书。certificate.json 的摘要应与签名页相同。",
        "Last: the files that came of it, and the certificate, whose digest must be that of the signed page.",
    );
    for (path, bytes) in &run.tables {
        page.step(&format!("d < {path}"), &[hex(&sums::digest(bytes))]);
    }
    page.0.push_str("$ sha256sum certificate.json\n");
    page.0
}

/// A word that the shell takes as it is.
fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn frozen(page: &mut Page, run: &Run) {
    page.words("1. 各文件的摘要", "1. The digests of the files");
    let public = || run.frozen.files.iter().filter(|file| !file.sealed);
    for file in public() {
        page.step(&format!("d < {}", word(&file.path)), std::slice::from_ref(&file.digest));
    }
    page.words(
        "2. 冻结摘要：派位名称，逐个路径及摘要，在前的派位的证书",
        "2. What they come to: the draw, each path with its digest, the certificates of earlier draws",
    );
    let mut command = format!("{{ t ruxue/frozen/v1; t {};", word(&run.frozen.draw));
    for file in &run.frozen.files {
        let path = word(&file.path);
        if file.path.starts_with(SEALED) {
            command.push_str(&format!(" t {path}; h {};", file.digest));
        } else {
            command.push_str(&format!(" t {path}; h $(d < {path});"));
        }
    }
    let previous: String = run.frozen.previous.iter().map(|previous| previous.certificate.as_str()).collect();
    command.push_str(&format!(" h '{previous}'; }} | d"));
    page.step(&command, std::slice::from_ref(&run.frozen.frozen));
}

fn master(page: &mut Page, run: &Run) {
    let frozen = &run.frozen.frozen;
    if let Some(seed) = &run.fixed.rehearsal {
        page.words("3. 演练的主密钥", "3. The master of the rehearsal");
        let command = format!("{{ t ruxue/rehearsal/v1; h {frozen}; t {}; }} | d", word(seed));
        return page.step(&command, &[hex(&run.master)]);
    }
    page.words("3. 各方的承诺，由其份额得出", "3. The commitments, from the shares");
    for party in &run.fixed.parties {
        let name = word(&party.party);
        let command = format!("{{ t ruxue/commit/v1; t {name}; h {frozen}; h {}; }} | d", party.share);
        page.step(&command, std::slice::from_ref(&party.commitment));
    }
    page.step(
        "cat commitments.tsv",
        &std::iter::once("ruxue-commitments/1\tcommitment".to_owned())
            .chain(run.fixed.parties.iter().map(|party| format!("{}\t{}", party.party, party.commitment)))
            .collect::<Vec<_>>(),
    );
    page.words(
        "4. 主密钥：冻结摘要、各承诺、各份额、摇号数字、第几次",
        "4. The master: what was frozen, the commitments, the shares, the balls, the attempt",
    );
    let mut command = format!("{{ t ruxue/master/v1; h {frozen};");
    for digits in run.fixed.parties.iter().map(|party| &party.commitment) {
        command.push_str(&format!(" h {digits};"));
    }
    for digits in run.fixed.parties.iter().map(|party| &party.share) {
        command.push_str(&format!(" h {digits};"));
    }
    command.push_str(&format!(" t {}; t {}; }} | d", run.fixed.balls, run.fixed.attempt()));
    page.step(&command, &[hex(&run.master)]);
}

fn rounds(page: &mut Page, run: &Run) {
    let rows = run.public.roster.ids.len();
    page.words("5. 名册的行数", "5. The rows of the roster");
    page.step("echo $(($(wc -l < roster.tsv) - 1))", &[rows.to_string()]);
    let mut column = 1;
    for (number, round) in run.public.draw.rounds.iter().enumerate() {
        let columns: Vec<&[u64]> = match &run.tickets[number] {
            Tickets::None => continue,
            Tickets::Single(tickets) => vec![tickets],
            Tickets::AtSchool(schools) => {
                let part = run.public.roster.rounds[number].seats.iter().zip(schools);
                part.filter(|(seats, _)| seats.is_some()).map(|(_, tickets)| tickets.as_slice()).collect()
            }
        };
        let scope = format!("{}/{}", run.frozen.draw, round.name);
        let at_school = format!("{scope}/school=");
        let keys = run.keys.iter().filter(|key| key.scope == scope || key.scope.starts_with(&at_school));
        for (at, (key, tickets)) in keys.zip(&columns).take(SCHOOLS).enumerate() {
            page.words(
                &format!("6. {}：密钥与派位号", key.scope),
                &format!("6. {}: its key and its tickets", key.scope),
            );
            let command = format!("{{ t ruxue/round-key/v1; h {}; t {}; }} | d", hex(&run.master), word(&key.scope));
            page.step(&command, &[hex(&key.key)]);
            let key = hex(&key.key);
            let shown: Vec<String> = tickets.iter().take(SHOWN).map(|ticket| results::ticket(*ticket)).collect();
            page.step(&format!("k {key} {}", shown.len()), &shown);
            let cut = column + at + 1;
            page.step(
                &format!("diff <(k {key} {rows}) <(tail -n +2 tickets.tsv | cut -f {cut}) && echo same"),
                &["same".into()],
            );
            for ticket in tickets.iter().take(SHOWN) {
                page.step(&format!("q {}", results::ticket(*ticket)), &[sums::number(*ticket)]);
            }
        }
        if columns.len() > SCHOOLS {
            page.words("其余学校照此办理。", "The other schools likewise.");
        }
        column += columns.len();
    }
    order(page, run);
}

/// The order of one round, where a sort of columns gives it: the ticket is one for each, and no criterion is for a wish.
fn order(page: &mut Page, run: &Run) {
    let simple = |at: &usize| {
        let round = &run.public.draw.rounds[*at];
        round.end == ChainEnd::Ticket
            && !round.criteria.iter().any(|criterion| criterion.per_wish)
            && round.linked.is_none_or(|linked| linked.tickets == LinkedTickets::Own)
    };
    let Some(at) = (0..run.public.draw.rounds.len()).find(simple) else { return };
    let round = &run.public.draw.rounds[at];
    let name = &round.name;
    page.words(
        &format!("7. {name} 的次序：名单内的人依次按各项依据（未知排后）、派位号、名册排序；列出前若干名"),
        &format!(
            "7. The order of {name}: those in its pool by each criterion, unknown last, then by ticket, then as in the \
             roster; the first of them"
        ),
    );
    let column = |table: &str, head: &str| {
        let head = word(head);
        format!("$(head -n 1 {table} | tr '\\t' '\\n' | grep -nxF {head} | cut -d : -f 1)")
    };
    // Each criterion becomes two columns, whether it is unknown and its value, days without their hyphens; the pool
    // stands before them and the ticket after.
    let pool = format!("<(tail -n +2 roster.tsv | cut -f {})", column("roster.tsv", &format!("{name}.pool")));
    let mut parts = vec!["<(tail -n +2 roster.tsv | cut -f 1)".to_owned(), pool];
    let mut keys = String::new();
    for (number, criterion) in round.criteria.iter().enumerate() {
        let cell = column("roster.tsv", &format!("{name}.{}", criterion.name));
        let days = if run.public.days.contains(&(at, number)) { " | tr -d -" } else { "" };
        parts.push(format!("<(tail -n +2 roster.tsv | cut -f {cell} | sed 's/..*/0/; s/^$/1/')"));
        parts.push(format!("<(tail -n +2 roster.tsv | cut -f {cell}{days})"));
        let reverse = if criterion.first == First::Highest { "r" } else { "" };
        let (unknown, value) = (2 * number + 3, 2 * number + 4);
        keys.push_str(&format!(" -k {unknown},{unknown}n -k {value},{value}n{reverse}"));
    }
    parts.push(format!("<(tail -n +2 tickets.tsv | cut -f {})", column("tickets.tsv", name)));
    let last = 2 * round.criteria.len() + 3;
    let sorted = format!(
        "paste {} | grep -v -P '^[^\\t]*\\t\\t' | sort -s -t $'\\t'{keys} -k {last},{last} | cut -f 1",
        parts.join(" ")
    );
    let entries = &run.public.roster.rounds[at].entries;
    let nobody = std::collections::BTreeMap::new();
    let mut order: Vec<_> =
        entries.iter().map(|entry| (standing::at_wish(entry, 0, &run.tickets[at], &nobody), entry.row)).collect();
    order.sort_by(|(one, row), (other, next)| one.compare(other, round).then(row.cmp(next)));
    let ids: Vec<&str> = order.iter().map(|(_, row)| run.public.roster.ids[*row as usize].as_str()).collect();
    let shown: Vec<String> = ids.iter().take(SHOWN).map(|id| (*id).to_owned()).collect();
    page.step(&format!("{sorted} | head -n {SHOWN}"), &shown);
    let whole: String = ids.iter().map(|id| format!("{id}\n")).collect();
    page.step(&format!("{sorted} | d"), &[hex(&sums::digest(whole.as_bytes()))]);
}
