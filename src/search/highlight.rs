//! Which characters of a title a query matches.

use super::{Fuzzy, Search};
use crate::fold::{fold, fold_origins};
use crate::query::{Query, TermKind};
use memchr::memmem;

impl Search {
    /// Returns, for each character of the title, whether a term of the query matches it.
    pub fn highlight(&self, query: &Query, title: &str) -> Vec<bool> {
        let mut marked = vec![false; title.chars().count()];
        if query.is_empty() {
            return marked;
        }
        let folded = fold(title);
        let origins = fold_origins(title);
        let terms = query
            .terms
            .iter()
            .filter(|term| !term.negated && !matches!(term.kind, TermKind::Field(_)));
        for term in terms {
            for position in positions(
                &self.fuzzy,
                &folded,
                &term.text,
                term.kind == TermKind::Word,
            ) {
                marked[origins[position]] = true;
            }
        }
        marked
    }
}

/// Returns the matching characters of the folded title: of every literal occurrence, or else of the fuzzy match.
fn positions(fuzzy: &Fuzzy, title: &str, term: &str, is_word: bool) -> Vec<usize> {
    let length = term.chars().count();
    let literal: Vec<_> = memmem::find_iter(title.as_bytes(), term)
        .flat_map(|at| {
            let start = title[..at].chars().count();
            start..start + length
        })
        .collect();
    if literal.is_empty() && is_word && Fuzzy::suits(term) {
        fuzzy.positions(title, term)
    } else {
        literal
    }
}
