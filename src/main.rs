//! The `drytech` command.
use std::path::Path;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let opt = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let p = Path::new(&args[2]);
    let sc: drytech::fault::Scenario = opt.from_str(&std::fs::read_to_string(p).expect("read")).unwrap_or_else(|e| { eprintln!("scen {e}"); std::process::exit(2) });
    let show: drytech::sheet::Show = opt.from_str(&std::fs::read_to_string(p.parent().expect("dir").join(&sc.show)).expect("read")).unwrap_or_else(|e| { eprintln!("show {e}"); std::process::exit(2) });
    let r = drytech::slip::Rehearsal::new(show, sc).unwrap_or_else(|e| { eprintln!("{e}"); std::process::exit(3) });
    print!("{}", drytech::report::json(&r).expect("json"));
}
