//! What would the house see? Bevy plugins, one per thing on the stage, and the panels.
