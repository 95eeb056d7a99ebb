//! What is told as hearsay, and judged in a later sentence: 传闻…；公司回应称，上述消息不属实.

use super::model::Deal;
use super::reading::Reading;
use crate::rule::Pack;
use crate::rule::pack::{Effect, Reach};

/// Applies the contexts of `reading` that reach over the story to what the sentences before it tell as hearsay: to their
/// matches, and to the parts of deals that these made, which are in the order of the text.
pub fn judge(pack: &Pack, reading: &Reading, before: &mut [Reading], parts: &mut Vec<Deal>) {
    for hit in &reading.contexts {
        let context = &pack.contexts[hit.context];
        if context.reach != Reach::Story {
            continue;
        }
        for told in before.iter_mut().filter(|r| is_hearsay(pack, r)) {
            for (m, effect) in told.matches.iter().zip(&mut told.effects).filter(|(m, _)| context.means(&pack.rules[m.rule])) {
                // What was dropped stays so, however often it is denied.
                if *effect == Some((Effect::Drop, hit.context)) {
                    continue;
                }
                let here = parts.partition_point(|p| p.sentence < told.sentence)..parts.partition_point(|p| p.sentence <= told.sentence);
                let of = |p: &Deal| p.evidence.iter().any(|(_, rule)| *rule == m.rule);
                match context.effect {
                    Effect::Drop => parts.extract_if(here, |p| of(p)).for_each(drop),
                    Effect::Status(status) => parts[here].iter_mut().filter(|p| of(p)).for_each(|p| p.status = Some(status)),
                }
                *effect = Some((context.effect, hit.context));
            }
        }
    }
}

/// Whether a sentence says that it tells what others say.
fn is_hearsay(pack: &Pack, reading: &Reading) -> bool {
    reading.contexts.iter().any(|hit| pack.contexts[hit.context].effect == Effect::Status("rumoured"))
}
