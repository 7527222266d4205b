#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drytech_fuzz::sheet(bytes));
