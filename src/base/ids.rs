//! Numbers that stand for the parts of a policy, so that floors which know nothing of policies can pass them on.

/// Number of a node of the tree; the spans beside the tree know where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NodeId(pub u32);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);
        impl $name {
            /// Its position in the policy's list.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}
ids! {
    /// Position in `Policy::stages`.
    StageId,
    /// Position in `Policy::enums`.
    EnumId,
    /// Position in `Policy::records`.
    RecordId,
    /// Position in `Policy::tables`.
    TableId,
    /// Position in `Policy::figures`.
    FigureId,
    /// Position in `Policy::windows`.
    WindowId,
    /// Position in `Policy::readings`.
    ReadingId,
    /// Position in `Policy::conditions`.
    ConditionId,
    /// Position in `Policy::values`.
    ValueId,
    /// Position in `Policy::categories`.
    CategoryId,
    /// Position in `Policy::classifies`.
    ClassifyId,
    /// Position in `Policy::claims`.
    ClaimId,
    /// Position in `Policy::draws`.
    DrawId,
    /// Position in `Policy::rounds`.
    RoundId,
}
