//! The words that pages for people share, in both tongues.

use super::fault::Both;
use crate::allocation::model::{Mechanism, Status};

/// What a mechanism is called.
pub fn mechanism(mechanism: Mechanism) -> Both {
    match mechanism {
        Mechanism::SerialDictatorship => Both::new("serial dictatorship", "依序选择"),
        Mechanism::ImmediateAcceptance => Both::new("immediate acceptance", "志愿优先"),
        Mechanism::ImmediateAcceptanceSkipping => {
            Both::new("immediate acceptance skipping full schools", "志愿优先（跳过满额）")
        }
        Mechanism::Parallel => Both::new("parallel", "平行志愿"),
        Mechanism::DeferredAcceptance => Both::new("deferred acceptance", "延迟录取"),
    }
}

/// What it is called to stand so.
pub fn status(status: Status) -> Both {
    match status {
        Status::Placed => Both::new("placed", "录取"),
        Status::Refer => Both::new("referred to a person", "转人工处理"),
        Status::Unplaced => Both::new("not placed", "未录取"),
    }
}
