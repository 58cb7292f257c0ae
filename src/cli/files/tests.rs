//! Files are whole or not there, private where they must be, and never replaced unasked.

use super::*;
use std::time::SystemTime;

fn output(path: impl Into<PathBuf>, text: &str, private: bool) -> Output {
    Output { path: path.into(), bytes: text.as_bytes().to_vec(), private }
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .expect("a directory")
        .map(|e| e.expect("an entry").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    names
}

#[test]
fn one_file_is_written_whole_and_not_replaced_unasked() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("out.csv");
    write(&output(&path, "one", true), false).expect("written");
    let refused = write(&output(&path, "two", true), false).expect_err("it is there");
    assert!(refused.text(Tongue::En).contains("out.csv") && refused.text(Tongue::Zh).contains("--force"));
    assert_eq!(read(&path).expect("readable"), b"one");
    write(&output(&path, "two", true), true).expect("replaced");
    assert_eq!(read(&path).expect("readable"), b"two");
    assert_eq!(names(home.path()), ["out.csv"]);
    assert!(matches!(write(&output(home.path(), "x", true), true), Err(Failure::IsDirectory(_))));
    let nowhere = home.path().join("no").join("where.csv");
    let failed = write(&output(&nowhere, "x", true), false).expect_err("no directory");
    assert!(failed.text(Tongue::Zh).contains("不存在"), "{failed:?}");
    assert!(read(&nowhere).expect_err("not there").text(Tongue::En).contains("no such file"));
}

#[cfg(unix)]
#[test]
fn files_with_applicants_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join("new").join("out");
    write_set(&directory, &[output("a.csv", "a", true), output("b.txt", "b", false)], &[], false).expect("written");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&directory.join("a.csv")), 0o600);
    assert_eq!(mode(&directory.join("b.txt")) & 0o600, 0o600);
    // A public file that is replaced by a private one becomes private.
    write_set(&directory, &[output("b.txt", "b", true)], &[], true).expect("replaced");
    assert_eq!(mode(&directory.join("b.txt")), 0o600);
}

#[test]
fn a_set_is_written_together() {
    let home = tempfile::tempdir().expect("a directory");
    let set = |text: &str| vec![output("decisions.csv", text, true), output("summary.txt", text, false)];
    write_set(home.path(), &set("1"), &["rejected.csv"], false).expect("written");
    fs::write(home.path().join("rejected.csv"), "old").expect("written");
    fs::remove_file(home.path().join("decisions.csv")).expect("removed");
    let refused = write_set(home.path(), &set("2"), &["rejected.csv"], false).expect_err("two are there");
    let Failure::Exists(there) = &refused else { panic!("{refused:?}") };
    assert_eq!(there.len(), 2);
    assert_eq!(names(home.path()), ["rejected.csv", "summary.txt"]);
    assert_eq!(read(&home.path().join("summary.txt")).expect("readable"), b"1");
    write_set(home.path(), &set("2"), &["rejected.csv"], true).expect("replaced");
    assert_eq!(names(home.path()), ["decisions.csv", "summary.txt"]);
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_a_living_run_holds_is_not() {
    let home = tempfile::tempdir().expect("a directory");
    let old = SystemTime::now() - Duration::from_secs(3600);
    let aged = |name: &str| {
        let file = File::create(home.path().join(name)).expect("made");
        file.set_modified(old).expect("aged");
        file
    };
    drop(aged(".ruxue-dead.part"));
    drop(aged(".other.part"));
    let living = aged(".ruxue-living.part");
    living.try_lock().expect("locked");
    File::create(home.path().join(".ruxue-young.part")).expect("made");
    write(&output(home.path().join("out.csv"), "x", true), false).expect("written");
    assert_eq!(names(home.path()), [".other.part", ".ruxue-living.part", ".ruxue-young.part", "out.csv"]);
}

#[test]
fn a_tree_is_written_whole_and_read_back() {
    let home = tempfile::tempdir().expect("a directory");
    let files = BTreeMap::from([
        ("a.txt".to_owned(), b"one".to_vec()),
        ("deep/er/b.txt".to_owned(), b"two".to_vec()),
        ("deep/c.txt".to_owned(), Vec::new()),
    ]);
    let tree = home.path().join("public").join("1");
    write_tree(&tree, &files, false, home.path()).expect("written");
    assert_eq!(read_tree(&tree).expect("readable"), files);
    assert_eq!(names(home.path()), ["public"]);
    assert!(matches!(write_tree(&tree, &files, false, home.path()), Err(Failure::Exists(_))));
    remove_all(&tree, ["deep/er/b.txt", "a.txt", "never/there.txt"]).expect("removed");
    assert_eq!(names(&tree), ["deep"]);
    assert_eq!(names(&tree.join("deep")), ["c.txt"]);
    assert!(matches!(read_tree(&home.path().join("nowhere")), Err(Failure::Read(..))));
    // What cannot be read as files is no tree.
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/", tree.join("link")).expect("a link");
        assert!(read_tree(&tree).expect_err("a link").text(Tongue::En).contains("link"));
    }
}

#[cfg(unix)]
#[test]
fn a_private_tree_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().expect("a directory");
    let tree = home.path().join("sealed");
    write_tree(&tree, &BTreeMap::from([("deep/a".to_owned(), Vec::new())]), true, home.path()).expect("written");
    for (path, mode) in [("", 0o700), ("deep", 0o700), ("deep/a", 0o600)] {
        let found = fs::metadata(tree.join(path)).expect("there").permissions().mode() & 0o777;
        assert_eq!(found, mode, "{path}");
    }
}
