//! The pages of the codes with which data files are read: what is said in English, and in a sentence for Chinese clerks.
//!
//! An example is a CSV file of applicants.

use crate::diagnostic::CodePage;

/// One row per code.
pub const PAGES: &[CodePage] = &[
    CodePage {
        code: "D01",
        slug: "empty-file",
        title: "a file without headings or without rows",
        text: "The first row of a file holds the headings, and each row after it one applicant or one row of a table. If the file \
               has fewer, it is probably the wrong one, or a spreadsheet saved another of its sheets.\n\n文件没有表头，或只有表头没有数据。",
        example: Some("编号,出生日期,户籍\n"),
    },
    CodePage {
        code: "D02",
        slug: "encoding",
        title: "a file in an encoding that is not understood, or damaged",
        text: "Files are UTF-8 or GB18030, which Chinese spreadsheets write. Nothing is guessed, for a name read wrongly looks like a \
               name. Save the file again as “CSV UTF-8”. A replacement character `\u{fffd}` shows that some program lost a letter \
               before: go back to the file from which it was made.\n\n文件既不是 UTF-8 也不是 GB18030，或此前已损坏。本工具不猜测：请另存为“CSV UTF-8”。",
        example: Some("编号,出生日期,户籍\nA1,2018-03-01,北\u{fffd}区\n"),
    },
    CodePage {
        code: "D03",
        slug: "workbook",
        title: "a workbook that cannot be opened",
        text: "Workbooks are read as `.xlsx`. One of Excel 97–2003 (`.xls`), or with a password, cannot be opened: save it as `.xlsx` \
               without a password. If the sheet is what is missing, the message lists those there are.\n\n工作簿无法打开，或没有所指的工作表。",
        example: None,
    },
    CodePage {
        code: "D04",
        slug: "broken-csv",
        title: "a byte or a quotation mark makes the rows uncertain",
        text: "A cell in quotation marks may hold commas and line ends, so a mark that is never closed would swallow the rest of the \
               file. Close it, or double it (`\"\"`) if it belongs to the text. A zero byte means that the file is no \
               text.\n\n某个字节或引号使各行的界限无法确定。",
        example: Some("编号,出生日期,户籍\nA1,2018-03-01,\"北城区\nA2,2018-04-01,北城区\n"),
    },
    CodePage {
        code: "D05",
        slug: "duplicate-heading",
        title: "two columns for one field",
        text: "Two columns have the same heading, or one has the name of a field and the other its label. If they differed in a row, \
               nobody would know which to take. Remove one of them.\n\n两列表头相同，或两个表头指同一字段。",
        example: Some("id,hukou,户籍\nA1,北城区,南城区\n"),
    },
    CodePage {
        code: "D06",
        slug: "row-width",
        title: "a row with more or fewer cells than headings",
        text: "If a cell is missing or one too many, nobody knows which cell belongs under which heading, so the row is set aside. \
               Often a cell holds the delimiter itself: put quotation marks around it. A cell that is not known is left empty, its \
               commas stay.\n\n一行的单元格多于或少于表头，无法确定各格属于哪一列。",
        example: Some("编号,出生日期,户籍\nA1,北城区\n"),
    },
    CodePage {
        code: "D07",
        slug: "cell-error",
        title: "a cell that the spreadsheet could not compute or hold",
        text: "A cell shows an error such as `#N/A`, or a number of more than 15 digits, of which a spreadsheet loses the last ones. \
               Format the column as text and type the value again.\n\n电子表格未能算出该格，或无法精确保存该数。",
        example: None,
    },
    CodePage {
        code: "D10",
        slug: "unknown-heading",
        title: "a heading that names no field",
        text: "Headings are names or labels of fields, and `home.district` or `guardian1.hukou` for what lies inside. A column with \
               another heading is ignored. If the heading is close to a field that has no column, the file is refused: otherwise \
               that field would be unknown, or as presumed, although the file states it.\n\n表头不是任何字段。若与某个没有列的字段相近，则为错误，\
               否则推定值会取代该列所写。",
        example: Some("编号,birthdate,户籍\nA1,2018-03-01,北城区\n"),
    },
    CodePage {
        code: "D11",
        slug: "missing-column",
        title: "a field without a column",
        text: "What no column states is unknown for everybody, or as the policy presumes. That may be fine; the note says for which \
               fields, so that nobody is surprised by outcomes that stay undetermined.\n\n字段没有列：对所有人均为未知，或按推定。",
        example: Some("编号,户籍\nA1,北城区\n"),
    },
    CodePage {
        code: "D12",
        slug: "required-column",
        title: "the column that names the applicant or the row is missing",
        text: "Results are matched with applicants by the field with `role id`, and rows of a table are found by their key. Add the \
               column; it holds an opaque id, no name and no identity-card number.\n\n缺少标识申请人或行的列。",
        example: Some("出生日期,户籍\n2018-03-01,北城区\n"),
    },
    CodePage {
        code: "D13",
        slug: "ambiguous-heading",
        title: "a heading that names several fields",
        text: "The heading can be read as the path of more than one field, which happens when a label holds a point or a digit. Write \
               the name of the field instead of its label; the message lists those that fit.\n\n表头可指多个字段。",
        example: None,
    },
    CodePage {
        code: "D14",
        slug: "list-item",
        title: "a heading about a list without the number of an item, or beyond its length",
        text: "Each item of a list has columns of its own: `guardian1.hukou`, `guardian2.hukou`. Numbers begin with 1 and end with what \
               the policy says after `up to`.\n\n列表的表头缺少序号，或超出列表的上限。",
        example: Some("编号,guardian.hukou,guardian3.hukou\nA1,北城区,南城区\n"),
    },
    CodePage {
        code: "D15",
        slug: "other-stage",
        title: "a column that only another stage asks",
        text: "The form asks this field at another stage, so at this one no rule can read it. The column is ignored. Check that the \
               file goes with the stage.\n\n仅供其他学段使用的列被忽略。",
        example: Some("编号,户籍,graduating\nA1,北城区,是\n"),
    },
    CodePage {
        code: "D20",
        slug: "bad-cell",
        title: "a cell does not hold what its column should hold",
        text: "The message says what is expected, and how to write it. The row is set aside and goes into the file of rejected rows; the \
               others are decided. Words of an enum are written by name or by label.\n\n单元格内容不符合该列的类型。",
        example: Some("编号,出生日期,户籍\nA1,2018-02-30,北城\n"),
    },
    CodePage {
        code: "D21",
        slug: "none-forbidden",
        title: "a cell says that there is none where that cannot be",
        text: "`none` (无) says that something is known not to exist, and only a field whose type says `or none` can be so. If it is \
               not known, leave the cell empty. An empty list is written `{}` (空).\n\n政策不允许“无”的字段填了“无”。",
        example: Some("编号,出生日期,户籍\nA1,无,北城区\n"),
    },
    CodePage {
        code: "D22",
        slug: "too-many-items",
        title: "a list with more items than the policy allows",
        text: "The policy says how many items a list has at most, and its rules were written for so many. Check the row; if it is \
               right, the policy must be changed.\n\n列表的项数超过政策允许的上限。",
        example: Some("编号,guardian.count\nA1,3\n"),
    },
    CodePage {
        code: "D23",
        slug: "identity-card",
        title: "a cell holds the number of an identity card",
        text: "Applicants are named by opaque ids only, so that files and results can be passed on. No column may hold the number of an \
               identity card, not even one that the policy ignores; messages and rejected rows show it masked. Replace it by an id. \
               This page has no example for the same reason.\n\n单元格含身份证号码。申请人只能用编号标识，请替换。",
        example: None,
    },
    CodePage {
        code: "D24",
        slug: "contradiction",
        title: "two cells of a row contradict one another",
        text: "A count differs from the items that are given, a list is given twice, or something is said to be absent while its fields \
               are filled. Which is right is for the person who has the papers to say.\n\n同一行的两格相互矛盾。",
        example: Some("编号,guardian.count,guardian1.hukou,guardian2.hukou\nA1,1,北城区,南城区\n"),
    },
    CodePage {
        code: "D30",
        slug: "no-id",
        title: "a row without an id or key",
        text: "The cell that names the applicant, or the row of the table, is empty. Without it no result could be matched with the \
               row.\n\n该行没有编号或主键。",
        example: Some("编号,出生日期,户籍\n,2018-03-01,北城区\n"),
    },
    CodePage {
        code: "D31",
        slug: "duplicate-id",
        title: "a row with the id or key of an earlier one",
        text: "An id names one applicant. The later row is set aside and the message says where the earlier one stands: keep the one \
               that is right, or correct the id.\n\n前面已有相同编号或主键的行。",
        example: Some("编号,出生日期,户籍\nA1,2018-03-01,北城区\nA1,2018-04-01,南城区\n"),
    },
    CodePage {
        code: "D32",
        slug: "no-such-row",
        title: "a cell refers to a row that the table does not have",
        text: "The field refers to a row of a table by its key, and the file of that table has no such row. Correct the cell, or add \
               the row to the table.\n\n单元格所指的行不在数据表中。",
        example: Some("编号,school\nA1,P9\n"),
    },
    CodePage {
        code: "D33",
        slug: "blank-rows",
        title: "blank rows are skipped",
        text: "Rows in which every cell is empty are not counted as applicants. The note says how many there were, so that the counts \
               add up.\n\n空行被跳过。",
        example: Some("编号,户籍\nA1,北城区\n,\nA2,南城区\n"),
    },
];
