//! What a household is to be: the settings that apply to it, gathered from bundles and persona before anything is drawn.

use super::chance::Chance;
use super::profile::{Item, Profile, Setting, Settings, Spec};
use crate::ir::TableId;
use std::collections::BTreeMap;

/// What is settled on, and not drawn yet.
#[derive(Default)]
pub(super) struct Plan<'p> {
    pub(super) fields: BTreeMap<usize, Planned<'p>>,
    pub(super) notes: BTreeMap<usize, &'p Spec>,
    pub(super) rows: Vec<(TableId, &'p Settings)>,
}

/// One field of a plan.
pub(super) enum Planned<'p> {
    One(&'p Spec),
    Record(Plan<'p>),
    Records(&'p [Settings]),
    Items(&'p [Item]),
}

impl<'p> Plan<'p> {
    /// Takes in settings: first the bundles, then what stands beside them; what comes later goes before.
    pub(super) fn take(&mut self, profile: &'p Profile, settings: &'p Settings, chance: &mut Chance) {
        for choices in &settings.uses {
            let drawn = if choices.len() == 1 { 0 } else { chance.weighted(choices.iter().map(|(weight, _)| *weight)) };
            if let Some(bundle) = choices[drawn].1 {
                self.take(profile, &profile.bundles[bundle], chance);
            }
        }
        for (field, setting) in &settings.fields {
            let planned = match setting {
                Setting::One(spec) => Planned::One(spec),
                Setting::Records(items) => Planned::Records(items),
                Setting::Items(items) => Planned::Items(items),
                Setting::Record(inner) => {
                    let mut plan = match self.fields.remove(field) {
                        Some(Planned::Record(plan)) => plan,
                        _ => Plan::default(),
                    };
                    plan.take(profile, inner, chance);
                    Planned::Record(plan)
                }
            };
            self.fields.insert(*field, planned);
        }
        self.notes.extend(settings.notes.iter().map(|(note, spec)| (*note, spec)));
        self.rows.extend(settings.rows.iter().map(|(table, row)| (*table, row)));
    }
}
