//! Where the nodes of the typed tree stand, and which declared name each written name refers to.
//!
//! This lies beside the tree, not in it: two policies that mean the same are equal whatever their layout.

use super::NodeId;
use crate::base::span::{Source, Span};

/// A written name and what it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRef {
    /// Where the name is written, 「」 included.
    pub span: Span,
    /// The declared name.
    pub name: String,
    /// The declared label.
    pub label: Option<String>,
    /// The declaration itself, not a use of it.
    pub declares: bool,
}

/// Spans of nodes and resolutions of names.
#[derive(Debug, Clone, Default)]
pub struct Spans {
    /// By node number.
    pub nodes: Vec<Span>,
    /// Sorted by position.
    pub names: Vec<NameRef>,
}

impl Spans {
    /// Where a node stands.
    pub fn of(&self, node: NodeId) -> Span {
        self.nodes.get(node.0 as usize).copied().unwrap_or_default()
    }

    /// The author's words at a node, white space made single and comments left out; with labels for names if
    /// `labels` is set.
    pub fn words(&self, node: NodeId, sources: &[Source], labels: bool) -> String {
        self.words_of(self.of(node), sources, labels)
    }

    /// The author's words in a span, as [`Spans::words`].
    pub fn words_of(&self, span: Span, sources: &[Source], labels: bool) -> String {
        let Some(source) = sources.get(usize::from(span.file.0)) else { return String::new() };
        let mut out = String::new();
        let mut at = span.start as usize;
        let end = (span.end as usize).min(source.text.len());
        if labels {
            let first = self.names.partition_point(|r| (r.span.file, r.span.start) < (span.file, span.start));
            for name in &self.names[first..] {
                if name.span.file != span.file || name.span.end as usize > end {
                    break;
                }
                out.push_str(source.text.get(at..name.span.start as usize).unwrap_or(""));
                out.push_str(name.label.as_deref().unwrap_or(&name.name));
                at = name.span.end as usize;
            }
        }
        out.push_str(source.text.get(at..end).unwrap_or(""));
        let without_comments: Vec<&str> = out.lines().map(|line| line.split('#').next().unwrap_or("")).collect();
        without_comments.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
