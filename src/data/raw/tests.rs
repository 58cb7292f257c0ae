//! Bytes in, rows out: encodings, dialects, lines, and every way in which a file can be broken.

use super::*;
use crate::base::tongue::Tongue;
use proptest::prelude::*;

fn read(bytes: &[u8]) -> RawTable {
    RawTable::read("t", bytes, None).expect("a readable table")
}

fn problem(bytes: &[u8]) -> Problem {
    RawTable::read("t", bytes, None).expect_err("a broken file").problem
}

fn lines(table: &RawTable) -> Vec<u64> {
    table.rows.iter().map(|row| row.line).collect()
}

#[test]
fn encodings_and_delimiters() {
    let gb = encoding_rs::GB18030.encode("编号,户籍区\r\nA1,朝阳区\r\n").0.into_owned();
    let table = read(&gb);
    assert_eq!(
        (table.encoding, &table.headers[1][..], &table.rows[0].cells[1][..]),
        (Encoding::Gb18030, "户籍区", "朝阳区")
    );
    // The word that GB2312 writes in bytes which could be UTF-8.
    let gb = encoding_rs::GB18030.encode("编号,note\nA1,联通\n").0.into_owned();
    assert_eq!(read(&gb).rows[0].cells[1], "联通");
    let table = read("\u{feff}编号;户籍区\nA1;朝阳区".as_bytes());
    assert_eq!((table.encoding, table.rows[0].cells.len()), (Encoding::Utf8, 2));
    assert_eq!(read(b"id\tb\n1\t2").rows[0].cells, ["1", "2"]);
    assert_eq!(read(b"\"a,b;c\";d\n1;2").headers, ["a,b;c", "d"]);
    assert_eq!(read(b"id\nA\nB").rows.len(), 2);
    assert_eq!(read(b"sep=;\r\na;b,c,d\r\n1;2\r\n").rows[0], RawRow { line: 3, cells: vec!["1".into(), "2".into()] });
}

#[test]
fn broken_bytes_are_named_and_never_replaced() {
    let mut damaged = "编号,户籍区\nA1,朝阳区\n".as_bytes().to_vec();
    damaged.truncate(damaged.len() - 2);
    damaged.extend(b"\n");
    assert_eq!(problem(&damaged), Problem::BrokenUtf8 { offset: damaged.len() - 3, line: 2 });
    assert_eq!(problem(b"id,x\nA,\xff\xff\n"), Problem::Encoding { offset: 7, line: 2 });
    assert_eq!(problem("id\nA\u{fffd}\n".as_bytes()), Problem::Replacement { line: 2 });
    assert_eq!(problem(b"id\nA\nB\0\n"), Problem::Nul { line: 3 });
    assert_eq!(problem(b"\xff\xfei\0d\0"), Problem::Utf16);
    assert_eq!(problem(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."), Problem::OldExcel);
    assert_eq!(problem(b"PK\x03\x04..."), Problem::Workbook);
    for empty in [&b""[..], b"\n\n", b" , \n", b"\xef\xbb\xbf"] {
        assert_eq!(problem(empty), Problem::Empty);
    }
    assert_eq!(problem(b"id,x\nA,\"y\nB,z\n"), Problem::UnclosedQuote { line: 2 });
    assert!(matches!(problem(b"id,x, id\n"), Problem::DuplicateHeading { first: 1, second: 3, .. }));
}

#[test]
fn lines_are_physical() {
    let table = read(b"\n\nid,x\n\nA,\"one\r\ntwo\"\r\n\r\n\r\nB,2\n , \nC,3\n\n");
    assert_eq!(lines(&table), [5, 9, 11]);
    assert_eq!(table.blank, 4);
    assert_eq!(lines(&read(b"id\rA\r\rB\r")), [2, 4]);
    assert_eq!(lines(&read(b"id,x\r\n\"A\n\n\",1\r\nB,2")), [2, 5]);
    assert_eq!(read(b"id,x\nA,a\"b\"c\n").rows[0].cells[1], "a\"b\"c");
    assert_eq!(read(b"id,x\nA,\"a\"\"b,\"\n").rows[0].cells[1], "a\"b,");
}

#[test]
fn rows_of_the_wrong_width_are_set_aside() {
    let table = read("id,x,y\nA,1\nB,1,2,3\nC,1,2,,\nD,1,2\n".as_bytes());
    assert_eq!(lines(&table), [4, 5]);
    assert_eq!(table.rejected[0].reasons[0].problem, Problem::TooFewCells { cells: 2, headings: 3 });
    assert_eq!(table.rejected[1].reasons[0].problem, Problem::TooManyCells { cells: 4, headings: 3 });
    assert_eq!(table.rejected[1].cells, ["B", "1", "2", "3"]);
    assert_eq!(table.read_count(), 4);
    let table = read(b"id,,x,\nA,,1,\nB,2,3\nC,,1,5\n");
    assert_eq!(table.headers, ["id", "", "x"]);
    assert_eq!(lines(&table), [2]);
    assert_eq!(table.rejected[0].reasons[0].problem, Problem::NoHeading { column: 2 });
    assert_eq!(table.rejected[1].reasons[0].problem, Problem::NoHeading { column: 4 });
}

#[test]
fn the_columns_of_rejected_rows_are_not_read() {
    let table = read("编号,x,行,列,原因\nA,1,7,x,wrong\nB,1\n".as_bytes());
    assert_eq!(table.headers, ["编号", "x"]);
    assert_eq!(table.rows[0].cells, ["A", "1"]);
    assert_eq!(table.rejected[0].reasons[0].problem, Problem::TooFewCells { cells: 2, headings: 5 });
    // As many cells as a row had too many stand under blank headings.
    let table = read(b"id,x,,line,column,reason\nA,1,2,5,,wrong\nB,1,,6,,wrong\n");
    assert_eq!(lines(&table), [3]);
    assert_eq!(table.rejected[0].cells, ["A", "1", "2"]);
}

#[test]
fn defused_cells_are_read_as_they_were() {
    assert_eq!(
        read(b"id,x\nA,'=1\nB,'-5\nC,'a\n").rows.iter().map(|r| &r.cells[1][..]).collect::<Vec<_>>(),
        ["=1", "-5", "'a"]
    );
}

#[test]
fn messages_have_two_tongues_and_a_code() {
    let finding = RawTable::read("t", b"id,x\nA,\"y", None).expect_err("a quote is open");
    assert_eq!(finding.problem.code(), "D04");
    assert!(finding.text(Tongue::En).contains("line 2"));
    assert!(finding.text(Tongue::Zh).contains("第 2 行"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = RawTable::read("t", &bytes, None);
        let _ = RawTable::read("t", &[b"PK\x03\x04", &bytes[..]].concat(), None);
        let _ = RawTable::read("t", &[b"id,x\nA,", &bytes[..]].concat(), None);
    }

    /// Lines and cells agree with a file written row by row.
    #[test]
    fn lines_agree_with_the_writer(
        rows in proptest::collection::vec((proptest::collection::vec("[a \"\n,;]{0,4}", 3), "(\r\n|\n|\r)", 0usize..3), 1..8)
    ) {
        let mut text = String::from("id;x;y\n");
        let mut line = 2;
        let mut expected = Vec::new();
        for (cells, end, blanks) in &rows {
            let begin = line;
            let written: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            text.push_str(&written.join(";"));
            line += cells.iter().map(|c| c.matches('\n').count() as u64).sum::<u64>();
            for _ in 0..=*blanks {
                text.push_str(end);
                line += 1;
            }
            if cells.iter().any(|c| !tidy(c).is_empty()) {
                expected.push(RawRow { line: begin, cells: cells.iter().map(|c| undefuse(c).to_owned()).collect() });
            }
        }
        let table = read(text.as_bytes());
        prop_assert_eq!(&table.rows, &expected);
        prop_assert!(table.rejected.is_empty());
    }
}
