//! How do I tell people? Terminal tables and JSON.
