//! One-to-one alignment.

/// How deals are aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// The alignment with the greatest total weight.
    #[default]
    Optimal,
    /// The heaviest pair first, as scorers of published figures do.
    Greedy,
}

/// For each row the column that it is aligned with; pairs of weight 0 are left apart. All rows are of one length.
pub fn align(weights: &[Vec<i64>], how: Align) -> Vec<Option<usize>> {
    match how {
        Align::Optimal => optimal(weights),
        Align::Greedy => greedy(weights),
    }
}

/// The alignment with the greatest total weight: the Hungarian method with potentials, O(rows² · columns).
pub fn optimal(weights: &[Vec<i64>]) -> Vec<Option<usize>> {
    let rows = weights.len();
    let columns = weights.first().map_or(0, Vec::len);
    if rows == 0 || columns == 0 {
        return vec![None; rows];
    }
    if rows > columns {
        let turned: Vec<Vec<i64>> = (0..columns).map(|c| weights.iter().map(|r| r[c]).collect()).collect();
        let mut out = vec![None; rows];
        for (column, row) in optimal(&turned).into_iter().enumerate() {
            if let Some(row) = row {
                out[row] = Some(column);
            }
        }
        return out;
    }
    // Rows and columns count from 1 here; 0 is the row that is not placed yet. Costs are negated weights.
    let mut row_potential = vec![0i64; rows + 1];
    let mut column_potential = vec![0i64; columns + 1];
    let mut row_of = vec![0usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![i64::MAX; columns + 1];
        let mut came_from = vec![0usize; columns + 1];
        let mut seen = vec![false; columns + 1];
        while row_of[column] != 0 {
            seen[column] = true;
            let here = row_of[column];
            let (mut delta, mut next) = (i64::MAX, 0);
            for c in (1..=columns).filter(|c| !seen[*c]) {
                let cost = -weights[here - 1][c - 1] - row_potential[here] - column_potential[c];
                if cost < least[c] {
                    least[c] = cost;
                    came_from[c] = column;
                }
                if least[c] < delta {
                    delta = least[c];
                    next = c;
                }
            }
            for c in 0..=columns {
                if seen[c] {
                    row_potential[row_of[c]] += delta;
                    column_potential[c] -= delta;
                } else if c > 0 {
                    least[c] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            let before = came_from[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    let mut out = vec![None; rows];
    for column in 1..=columns {
        let row = row_of[column];
        if row > 0 && weights[row - 1][column - 1] > 0 {
            out[row - 1] = Some(column - 1);
        }
    }
    out
}

/// The heaviest pair first; of equal ones the first column, then the first row.
pub fn greedy(weights: &[Vec<i64>]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(std::cmp::Reverse<i64>, usize, usize)> = Vec::new();
    for (row, columns) in weights.iter().enumerate() {
        pairs.extend(columns.iter().enumerate().filter(|(_, w)| **w > 0).map(|(c, w)| (std::cmp::Reverse(*w), c, row)));
    }
    pairs.sort_unstable();
    let mut out = vec![None; weights.len()];
    let mut taken = vec![false; weights.first().map_or(0, Vec::len)];
    for (_, column, row) in pairs {
        if out[row].is_none() && !taken[column] {
            out[row] = Some(column);
            taken[column] = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(weights: &[Vec<i64>], alignment: &[Option<usize>]) -> i64 {
        alignment.iter().enumerate().filter_map(|(r, c)| c.map(|c| weights[r][c])).sum()
    }

    /// The greatest total by trying every alignment.
    fn best(weights: &[Vec<i64>], row: usize, taken: u32) -> i64 {
        let Some(columns) = weights.get(row) else { return 0 };
        let without = best(weights, row + 1, taken);
        (0..columns.len())
            .filter(|c| taken & (1 << c) == 0)
            .map(|c| columns[c] + best(weights, row + 1, taken | 1 << c))
            .fold(without, i64::max)
    }

    fn matrices() -> impl Strategy<Value = Vec<Vec<i64>>> {
        (1usize..6, 1usize..6).prop_flat_map(|(r, c)| proptest::collection::vec(proptest::collection::vec(0i64..9, c), r))
    }

    proptest! {
        #[test]
        fn no_alignment_is_better_than_the_optimal_one(weights in matrices()) {
            let found = optimal(&weights);
            let mut used: Vec<usize> = found.iter().flatten().copied().collect();
            used.sort_unstable();
            prop_assert!(used.windows(2).all(|w| w[0] != w[1]));
            prop_assert_eq!(total(&weights, &found), best(&weights, 0, 0));
            prop_assert!(total(&weights, &greedy(&weights)) <= total(&weights, &found));
        }
    }

    #[test]
    fn greedy_takes_the_heaviest_pair_though_the_sum_is_less() {
        let weights = vec![vec![3, 2], vec![2, 0]];
        assert_eq!(greedy(&weights), [Some(0), None]);
        assert_eq!(optimal(&weights), [Some(1), Some(0)]);
    }
}
