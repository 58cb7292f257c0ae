//! A folder of its own for each test, and the tool run in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The policy of the tests.
pub const TOWN: &str = include_str!("../data/town.pol");
/// Its schools.
pub const SCHOOLS: &str = "code,seats\nS1,30\nS2,20\n";
/// Its applicants: one for each outcome, two at one address, one bad cell, one duplicate.
pub const PRIMARY: &str = include_str!("../data/primary.csv");

/// A folder with the policy, its tables and a batch.
pub struct Place(TempDir);

/// What a run printed.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
    /// The command, both outputs and the exit code, as a snapshot shows them.
    pub screen: String,
}

impl Place {
    /// With the town's policy, schools and applicants.
    pub fn town() -> Place {
        let place = Place(TempDir::new().expect("a folder"));
        place.write("town.pol", TOWN);
        place.write("school.csv", SCHOOLS);
        place.write("primary.csv", PRIMARY);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the tool in the folder with the words of a command.
    pub fn run(&self, command: &str) -> Ran {
        let ran = Command::new(env!("CARGO_BIN_EXE_ruxue"))
            .args(command.split_whitespace())
            .current_dir(self.0.path())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "C")
            .output()
            .expect("the tool runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let (out, err) = (text(ran.stdout), text(ran.stderr));
        let code = ran.status.code().unwrap_or(-1);
        let screen = format!("$ ruxue {command}\n{err}{out}({code})\n");
        Ran { code, out, err, screen }
    }

    /// The rows of a CSV file that the tool wrote, the headings first.
    pub fn rows(&self, name: &str) -> Vec<Vec<String>> {
        rows(&self.path(name))
    }
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).expect("a CSV file");
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}
