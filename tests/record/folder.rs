//! Run folders in memory: a frozen draw with a policy and sealed facts, its parties, an attempt.

use crate::made::{Size, draw};
use crate::rng::Rng;
use ruxue::base::date::Date;
use ruxue::base::tongue::Tongue;
use ruxue::record::commitments::{self, Commitments, Share, opened};
use ruxue::record::frozen::{self, Frozen, Sealed};
use ruxue::record::public::{self, Public};
use ruxue::record::receipt::Receipts;
use ruxue::record::run::{Fixed, MADE, Run, perform};
use ruxue::record::sums::{self, Bytes32};
use ruxue::record::verify::{Folder, Known, Verified, verify};
use ruxue::record::{Files, certificate, void};
use std::collections::BTreeMap;

pub const BALLS: &str = "31415926535897932384626";
pub const PARTIES: [&str; 3] = ["commission", "notary", "家长代表"];
pub const SIZE: Size = Size { applicants: 14, schools: 4, rounds: 3 };

/// A run folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub public: Files,
    pub sealed: Files,
}

impl Place {
    /// Frozen, under a name, with earlier draws.
    pub fn frozen(name: &str, public: &Public, previous: &BTreeMap<String, Bytes32>) -> Place {
        let mut made = public.clone();
        made.draw.draw = name.into();
        let mut files = public::write(&made).expect("a draw that can be written");
        files.insert("policies/town.pol".into(), "policy town \"镇\" {}\n".into());
        files.insert("policies/words/town's own.pol".into(), "# 名词\n".into());
        let facts = BTreeMap::from([
            (
                "applicants.csv".to_owned(),
                Sealed { bytes: b"id,birth_date\nG2024000001,2018-03-01\n".to_vec(), salt: [9; 32] },
            ),
            ("rulings/1.csv".to_owned(), Sealed { bytes: Vec::new(), salt: [8; 32] }),
        ]);
        Place::with(name, files, facts, previous)
    }

    /// The same draw frozen with other policies.
    pub fn frozen_with(files: Files, public: &Public) -> Place {
        Place::with(&public.draw.draw, files, BTreeMap::new(), &BTreeMap::new())
    }

    fn with(
        name: &str,
        mut files: Files,
        facts: BTreeMap<String, Sealed>,
        previous: &BTreeMap<String, Bytes32>,
    ) -> Place {
        files.remove(frozen::FILE);
        let frozen = frozen::freeze(name, &files, &facts, previous).expect("a frozen draw");
        files.insert(frozen::FILE.into(), frozen.bytes());
        let mut sealed = Files::new();
        for (path, file) in facts {
            sealed.insert(format!("{path}.salt"), file.salt.to_vec());
            sealed.insert(path, file.bytes);
        }
        Place { public: files, sealed }
    }

    /// A frozen draw at random with applicants and tickets.
    pub fn some(seed: u64) -> Place {
        let mut rng = Rng::new(seed);
        loop {
            let made = draw(&mut rng, SIZE);
            if made.roster.ids.len() > 7 {
                return Place::frozen("2024/junior/first_batch", &made, &BTreeMap::new());
            }
        }
    }

    /// The share that a party draws in these tests.
    pub fn share(party: &str, attempt: u32) -> Bytes32 {
        sums::hash([b"a share of the tests".as_slice(), party.as_bytes(), &attempt.to_le_bytes()])
    }

    fn attempt(&self) -> u32 {
        let frozen = Frozen::read(&self.public).expect("frozen");
        void::read(&self.public, &frozen.draw).expect("voids").len() as u32 + 1
    }

    pub fn commit(&mut self) {
        let (frozen, attempt) = (Frozen::read(&self.public).expect("frozen"), self.attempt());
        let mut list = Commitments::new();
        for party in PARTIES {
            let share = Place::share(party, attempt);
            list.insert(party.into(), sums::commitment(party, &frozen.digest(), &share));
            let sealed = Share::new(&frozen.draw, attempt, party, &frozen.digest(), &share);
            self.sealed.insert(Share::path(party), sealed.bytes());
        }
        self.public.insert(commitments::FILE.into(), commitments::write(&list));
    }

    /// Draws with these balls.
    pub fn allocate(&mut self, balls: &str) -> Run {
        let (frozen, attempt) = (Frozen::read(&self.public).expect("frozen"), self.attempt());
        let list = commitments::read(&self.public).expect("commitments");
        let shares = PARTIES.map(|party| (party.to_owned(), Place::share(party, attempt)));
        let parties = opened(&frozen.digest(), &list, &BTreeMap::from(shares)).expect("shares");
        let voids = void::read(&self.public, &frozen.draw).expect("voids");
        let fixed = Fixed { rehearsal: None, parties, balls: balls.into(), voids };
        let run = perform(&self.public, fixed).expect("a run");
        self.public.extend(run.files());
        run
    }

    pub fn rehearse(&self, seed: &str) -> Place {
        let run = perform(&self.public, Fixed::rehearsal(seed)).expect("a run");
        let mut public = self.public.clone();
        public.extend(run.files());
        Place { public, sealed: Files::new() }
    }

    pub fn receipts(&mut self, run: &Run) {
        let receipts = Receipts::new(run, self.certificate());
        for (row, id) in run.public.roster.ids.iter().enumerate() {
            let tongue = if row % 2 == 0 { Tongue::Zh } else { Tongue::En };
            self.sealed.insert(format!("receipts/{id}.txt"), receipts.write(row, tongue).into_bytes());
        }
    }

    pub fn certificate(&self) -> Bytes32 {
        sums::digest(&self.public[certificate::FILE])
    }

    /// Voids the present attempt; the frozen files stay.
    pub fn void(&mut self) {
        let at = Date::parse_iso("2024-06-12").expect("a day");
        let (record, moved) = void::void(&self.public, "一只号球破裂 a ball broke", "notary", at).expect("a void");
        self.public.extend(moved);
        for path in MADE.iter().chain(&[commitments::FILE]) {
            self.public.remove(*path);
        }
        let folder = format!("voided/{}/", record.attempt);
        let present: Vec<String> = self.sealed.keys().filter(|path| !path.starts_with("voided/")).cloned().collect();
        for path in present {
            let own = path.starts_with("shares/") || path.starts_with("receipts/");
            let bytes = if own { self.sealed.remove(&path) } else { self.sealed.get(&path).cloned() };
            self.sealed.insert(format!("{folder}{path}"), bytes.expect("there"));
        }
    }

    /// Verifies the whole folder.
    pub fn verify(&self) -> Verified {
        verify(Folder { public: &self.public, sealed: Some(&self.sealed) }, &BTreeMap::new(), None)
    }

    /// Verifies the public part alone.
    pub fn verify_public(&self, earlier: &BTreeMap<String, Known>) -> Verified {
        verify(Folder { public: &self.public, sealed: None }, earlier, None)
    }
}

/// What a verification found, for messages.
pub fn faults(verified: &Verified) -> Vec<String> {
    verified.faults.iter().map(|fault| fault.text(Tongue::En)).collect()
}
