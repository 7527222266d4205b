//! The fine print (rules.md), rule by rule: every test names its rule, and its numbers are worked out by hand from it.

mod ask;
mod read;

mod axes;
mod caller;
mod corners;
mod costume;
mod cues;
mod desk;
mod faults;
mod fog;
mod gates;
mod holds;
mod instants;
mod light_sound;
mod slip;
mod stops;
mod visible;
mod writing;
