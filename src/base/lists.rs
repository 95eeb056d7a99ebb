//! Many small lists that never change, in one piece of memory.

use std::ops::Range;

/// Lists by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists<T> {
    items: Vec<T>,
    /// Where each list begins, and where the last ends.
    bounds: Vec<u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Lists { items: Vec::new(), bounds: vec![0] }
    }
}

impl<T> Lists<T> {
    /// The list of a number; there is one.
    #[inline]
    pub fn get(&self, n: usize) -> &[T] {
        let Range { start, end } = self.bounds[n]..self.bounds[n + 1];
        &self.items[start as usize..end as usize]
    }

    /// Number of lists.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Lists::default();
        for list in lists {
            all.items.extend(list);
            all.bounds.push(all.items.len() as u32);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_went_in() {
        let lists: Lists<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!((0..lists.len()).map(|n| lists.get(n)).collect::<Vec<_>>(), [&[1, 2][..], &[], &[3]]);
        assert!(Lists::<u8>::default().is_empty());
    }
}
