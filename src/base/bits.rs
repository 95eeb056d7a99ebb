//! A set of small numbers, such as characters, a bit each.

/// The set; it takes as many bits as its largest number.
#[derive(Clone, Debug, Default)]
pub struct Bits(Vec<u64>);

/// Those numbers of a set that share a block of 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    block: u32,
    bits: u64,
}

impl Bits {
    /// Takes a number in.
    pub fn insert(&mut self, n: usize) {
        self.take_in(Part { block: (n / 64) as u32, bits: 1 << (n % 64) });
    }

    /// Takes all numbers of a part in.
    #[inline]
    pub fn take_in(&mut self, part: Part) {
        let block = part.block as usize;
        if self.0.len() <= block {
            self.0.resize(block + 1, 0);
        }
        self.0[block] |= part.bits;
    }

    /// Takes all numbers out.
    pub fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Whether a number is in it.
    #[inline]
    pub fn contains(&self, n: usize) -> bool {
        self.0.get(n / 64).is_some_and(|word| word >> (n % 64) & 1 == 1)
    }

    /// Its parts, ascending.
    #[inline]
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        self.0.iter().zip(0..).filter(|(bits, _)| **bits != 0).map(|(&bits, block)| Part { block, bits })
    }

    /// Calls `found` with the numbers that are in another set, too, ascending.
    #[inline]
    pub fn common(&self, other: &Bits, mut found: impl FnMut(usize)) {
        for (block, (a, b)) in self.0.iter().zip(&other.0).enumerate() {
            numbers(block, a & b, &mut found);
        }
    }
}

impl Part {
    /// Calls `found` with the numbers that are in a set, too, ascending.
    #[inline]
    pub fn common(self, set: &Bits, mut found: impl FnMut(usize)) {
        let block = self.block as usize;
        numbers(block, set.0.get(block).map_or(0, |bits| bits & self.bits), &mut found);
    }
}

/// Calls `found` with the numbers that the bits of a block stand for.
#[inline]
fn numbers(block: usize, mut bits: u64, found: &mut impl FnMut(usize)) {
    while bits != 0 {
        found(block * 64 + bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

impl FromIterator<usize> for Bits {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        let mut bits = Bits::default();
        numbers.into_iter().for_each(|n| bits.insert(n));
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_in_is_in_it() {
        let mut bits: Bits = [0, 63, 64, 1000].into_iter().collect();
        let found: Vec<usize> = (0..2000).filter(|&n| bits.contains(n)).collect();
        assert_eq!(found, [0, 63, 64, 1000]);
        assert!(!Bits::default().contains(0));
        bits.clear();
        assert_eq!((0..2000).filter(|&n| bits.contains(n)).count(), 0);
    }

    #[test]
    fn what_two_sets_share_is_found_at_once_and_part_by_part() {
        let a: Bits = [0, 1, 63, 64, 130, 1000].into_iter().collect();
        let b: Bits = [1, 63, 65, 130].into_iter().collect();
        let common = |a: &Bits, b: &Bits| {
            let mut out = Vec::new();
            a.common(b, |n| out.push(n));
            out
        };
        let shared = [1, 63, 130];
        assert_eq!(common(&a, &b), shared);
        assert_eq!(common(&b, &a), shared);
        let (mut again, mut in_parts) = (Bits::default(), Vec::new());
        for part in a.parts() {
            part.common(&b, |n| in_parts.push(n));
            again.take_in(part);
        }
        assert_eq!(in_parts, shared);
        assert_eq!(common(&again, &a), [0, 1, 63, 64, 130, 1000]);
    }
}
