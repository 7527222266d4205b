//! A foggy frame of the stage against a bare scene with the same lights, triangles and fog steps; the first frame likewise.

pub fn run() {}
