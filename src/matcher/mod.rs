//! Matching rules on skeletons.

pub mod active;
pub mod finder;
pub mod found;
pub mod prefilter;
pub mod run;
pub mod skeleton;
pub mod trace;

pub use prefilter::Prefilter;
pub use run::{ContextHit, Fill, FilledWith, RuleMatch};
pub use skeleton::Skeleton;
