//! How sure a figure is: bootstrap over documents, with a fixed seed.

use super::score::Count;

/// Samples drawn.
pub const SAMPLES: usize = 1000;

/// The 95 % interval of the F1 of these documents' sum.
pub fn f1(documents: &[Count]) -> Option<(f64, f64)> {
    interval(documents.len(), |sample| {
        let mut sum = Count::default();
        sample.iter().for_each(|&i| sum.add(documents[i]));
        sum.f1()
    })
}

/// The 95 % interval of the difference in F1 (now less before), documents drawn in pairs.
pub fn difference(documents: &[(Count, Count)]) -> Option<(f64, f64)> {
    interval(documents.len(), |sample| {
        let (mut before, mut now) = (Count::default(), Count::default());
        for &i in sample {
            before.add(documents[i].0);
            now.add(documents[i].1);
        }
        now.f1() - before.f1()
    })
}

/// `None` for fewer than two documents.
fn interval(documents: usize, measure: impl Fn(&[usize]) -> f64) -> Option<(f64, f64)> {
    if documents < 2 {
        return None;
    }
    let mut random = Random(0x6465_616c_6578);
    let mut sample = vec![0; documents];
    let mut values: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            sample.iter_mut().for_each(|i| *i = random.below(documents));
            measure(&sample)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    Some((values[SAMPLES * 25 / 1000], values[SAMPLES * 975 / 1000 - 1]))
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine and in every version.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is at least 1.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}
