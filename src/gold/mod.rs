//! Gold annotation: reading and checking it, aligning what was found with it, and counting.
//!
//! Nothing here touches a file; names and lines come in with the text, so that every complaint can say where.

pub mod align;
pub mod article;
pub mod brat;
pub mod check;
pub mod compare;
pub mod confidence;
pub mod doccano;
pub mod duee_fin;
pub mod equal;
pub mod fault;
pub mod interval;
pub mod label_studio;
pub mod page;
pub mod score;

pub use article::Article;
pub use check::{Annotated, Problem};
pub use fault::{Class, Fault};
pub use score::{Count, Evaluation, Scope};
