//! A set of small numbers, such as characters, a bit each.

/// The set; it takes as many bits as its largest number.
#[derive(Clone, Debug, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Takes a number in.
    pub fn insert(&mut self, n: usize) {
        if self.0.len() <= n / 64 {
            self.0.resize(n / 64 + 1, 0);
        }
        self.0[n / 64] |= 1 << (n % 64);
    }

    /// Whether a number is in it.
    pub fn contains(&self, n: usize) -> bool {
        self.0.get(n / 64).is_some_and(|word| word >> (n % 64) & 1 == 1)
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
        let bits: Bits = [0, 63, 64, 1000].into_iter().collect();
        let found: Vec<usize> = (0..2000).filter(|&n| bits.contains(n)).collect();
        assert_eq!(found, [0, 63, 64, 1000]);
        assert!(!Bits::default().contains(0));
    }
}
