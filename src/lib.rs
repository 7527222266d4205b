//! Dry Tech.
pub mod engine;
pub mod fault;
pub mod machine;
pub mod run;
pub mod sheet;
