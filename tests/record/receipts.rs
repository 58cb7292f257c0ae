//! A receipt says what the run says, to its family, and nothing of others.

use crate::folder::{BALLS, Place, faults};
use ruxue::allocation::model::{ChainEnd, Mechanism, Status};
use ruxue::base::tongue::Tongue;
use ruxue::record::receipt::Receipts;
use ruxue::record::results;
use ruxue::record::sums;

#[test]
fn a_receipt_tells_of_its_own_applicant() {
    let (mut placed, mut refused) = (0, 0);
    for seed in 0..60 {
        let mut place = Place::some(seed);
        place.commit();
        let run = place.allocate(BALLS);
        let receipts = Receipts::new(&run, place.certificate());
        for (row, id) in run.public.roster.ids.iter().enumerate() {
            let (en, zh) = (receipts.write(row, Tongue::En), receipts.write(row, Tongue::Zh));
            for text in [&en, &zh] {
                assert!(text.contains(id.as_str()) && text.contains(&sums::hex(&place.certificate())));
                let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
                for other in run.public.roster.ids.iter().filter(|other| *other != id) {
                    assert!(!words.contains(&other.as_str()), "{id} tells of {other}");
                }
            }
            for (number, round) in run.public.draw.rounds.iter().enumerate() {
                let ended = &run.results.rounds[number];
                let Ok(at) = ended.took_part.binary_search(&(row as u32)) else { continue };
                let part = en.split("\nRound ").skip(1).find(|part| part.starts_with(&format!("{} (", round.name)));
                let part = part.expect("a part for the round");
                let mine = ended.ended[at];
                if mine.status == Status::Placed && mine.wish != Some(0) {
                    let school = &run.public.roster.schools[mine.school.expect("a school") as usize];
                    let wish = mine.wish.expect("a wish");
                    assert!(part.contains(&format!("wish {wish}, {school}: placed\n")), "seed {seed}\n{en}");
                    placed += 1;
                }
                // Without seat groups and links, whoever is refused in these stands after the cut-off.
                let plain = matches!(round.mechanism, Mechanism::DeferredAcceptance | Mechanism::SerialDictatorship)
                    && matches!(round.end, ChainEnd::Ticket | ChainEnd::TicketAtSchool)
                    && round.groups.is_empty()
                    && round.linked.is_none();
                if plain {
                    assert!(!part.contains("although"), "seed {seed}\n{en}");
                    refused += part.matches("after the cut-off").count();
                }
            }
        }
    }
    assert!(placed > 100 && refused > 15, "{placed} {refused}");
}

#[test]
fn what_is_shown_is_what_the_tables_hold() {
    let mut seen = 0;
    for seed in 0..12 {
        let mut place = Place::some(seed);
        place.commit();
        let run = place.allocate(BALLS);
        let tickets = String::from_utf8(place.public[results::TICKETS].clone()).expect("UTF-8");
        let receipts = Receipts::new(&run, place.certificate());
        let heads: Vec<&str> = tickets.lines().next().expect("a head").split('\t').collect();
        for line in tickets.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let text = receipts.write(receipts.row(cells[0]).expect("a row"), Tongue::En);
            for (head, cell) in heads.iter().zip(&cells).skip(1).filter(|(head, _)| !head.contains('/')) {
                let part = text.split("\nRound ").find(|part| part.starts_with(&format!("{head} (")));
                if let Some(part) = part.filter(|part| !part.contains("did not take part")) {
                    let number = sums::number(u64::from_str_radix(cell, 16).expect("a ticket"));
                    assert!(part.contains(&format!("ticket {cell}, number {number}")), "{text}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn a_receipt_that_was_changed_is_named() {
    let mut place = Place::some(1);
    place.commit();
    let run = place.allocate(BALLS);
    place.receipts(&run);
    assert_eq!(faults(&place.verify()), Vec::<String>::new());
    assert_eq!(Receipts::new(&run, place.certificate()).row("G9999999999"), None);
    place.sealed.insert("receipts/G9999999999.txt".into(), Vec::new());
    assert!(faults(&place.verify())[0].starts_with("sealed/receipts/G9999999999.txt"));
}
