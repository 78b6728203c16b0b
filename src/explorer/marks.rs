//! Rows that are marked, to be copied or written together.

use super::lists::Row;
use super::state::{State, View};

impl View {
    pub fn is_marked(&self, row: Row) -> bool {
        self.marked.contains(&row)
    }

    /// Returns the rows that a person means: the marked ones, or else all that are listed. Marked rows come in the
    /// order of the list, then those no longer listed in the order of marking.
    pub fn meant_rows(&self) -> Vec<Row> {
        let listed = self.rows.iter().copied().filter(|row| !row.is_heading());
        if self.marked.is_empty() {
            return listed.collect();
        }
        let mut meant: Vec<_> = listed.filter(|row| self.is_marked(*row)).collect();
        let others = self.marked.iter().filter(|row| !self.rows.contains(row));
        meant.extend(others);
        meant
    }
}

impl State {
    /// Marks or unmarks the selected row; in the list, this also selects the next row.
    pub(super) fn mark(&mut self) {
        let Some((row, selected)) = self.view.row().zip(self.view.selected) else {
            return;
        };
        let marked = &mut self.view.marked;
        match marked.iter().position(|known| *known == row) {
            Some(index) => {
                marked.remove(index);
            }
            None => marked.push(row),
        }
        let next = self.view.next_item(selected + 1);
        if let Some(next) = next.filter(|_| !self.view.reading) {
            self.select(next);
        }
    }
}
