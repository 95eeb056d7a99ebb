//! 公司, 该公司, 双方, 前者 …: which entities they stand for.

use crate::rule::pack::Refers;

/// The entities spoken of so far, as references see them.
#[derive(Clone, Debug, Default)]
pub struct Discourse {
    /// The company whose story it is.
    pub speaker: Option<usize>,
    /// Companies in the order of mention, the last one last; one entity is there once, at its last mention.
    recent: Vec<usize>,
    /// Target, buyer and seller of the deal spoken of last.
    pub target: Option<usize>,
    /// Its buyer.
    pub buyer: Option<usize>,
    /// Its seller.
    pub seller: Option<usize>,
}

impl Discourse {
    /// Notes a mention.
    pub fn mention(&mut self, entity: usize) {
        self.recent.retain(|&e| e != entity);
        self.recent.push(entity);
        self.speaker.get_or_insert(entity);
    }

    /// The entities that a reference stands for here; empty when nothing fits.
    pub fn resolve(&self, refers: Refers) -> Vec<usize> {
        let n = self.recent.len();
        let last = |back: usize| n.checked_sub(back).and_then(|i| self.recent.get(i)).copied();
        match refers {
            Refers::Speaker => self.speaker.into_iter().collect(),
            Refers::Last => last(1).into_iter().collect(),
            Refers::Both => match (last(2), last(1)) {
                (Some(a), Some(b)) => vec![a, b],
                _ => Vec::new(),
            },
            Refers::Former => last(2).into_iter().collect(),
            Refers::Latter => {
                if n >= 2 {
                    last(1).into_iter().collect()
                } else {
                    Vec::new()
                }
            }
            Refers::Target => self.target.into_iter().collect(),
            Refers::Buyer => self.buyer.into_iter().collect(),
            Refers::Seller => self.seller.into_iter().collect(),
        }
    }
}
