//! Development only.
use drytech::slip::Rehearsal;
use drytech::stage::*;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let dir = "/work/main/cues/bombshell";
    let ron = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let read = |f: &str| std::fs::read_to_string(format!("{dir}/{f}")).unwrap();
    let text = read(&a[0]);
    let r = if text.contains("\nScenario(") {
        let sc: drytech::fault::Scenario = ron.from_str(&text).unwrap();
        let show = ron.from_str(&read(&sc.show)).unwrap();
        Rehearsal::new(show, sc).unwrap()
    } else {
        Rehearsal::as_written(ron.from_str(&text).unwrap()).unwrap()
    };
    if a[1] == "window" {
        println!(
            "{:?}",
            open_window(r, WindowOptions { at_us: (a[2].parse::<f64>().unwrap() * 1e6) as i64, ..Default::default() })
        );
        return;
    }
    if a[1] == "beats" {
        for ((_, b), t) in r.show.beats().zip(&r.run.beats) {
            println!("{:20} {:?} plan {:?} {}", b.id, t.start_us.map(|t| t / 1000), r.plan.beats[0].start_us, b.line);
        }
        for (c, (t, s)) in r.show.cues.iter().zip(r.run.cues.iter().zip(&r.slip.cues)) {
            println!(
                "{:10} {:?} done {:?} slip {:?} {}",
                c.number,
                t.started_us.map(|t| t / 1000),
                t.done_us.map(|t| t / 1000),
                s.started_us.map(|t| t / 1000),
                c.label
            );
        }
        println!("wrong {:?}", r.run.wrong);
        return;
    }
    // stills: t[:view[:p][g]] ...
    let mut o = vec![];
    for x in &a[2..] {
        let p: Vec<&str> = x.split(':').collect();
        let f = p.get(2).copied().unwrap_or("");
        o.push(StillOptions {
            at_us: (p[0].parse::<f64>().unwrap() * 1e6) as i64,
            size: if f.contains('s') { (640, 360) } else { (1280, 720) },
            view: p.get(1).map_or(View::House, |v| v.parse().unwrap()),
            ghosts: f.contains('g'),
            panels: f.contains('p'),
        });
    }
    let t = std::time::Instant::now();
    for (i, img) in still_many(&r, &o).unwrap().iter().enumerate() {
        img.save(format!("{}{i}.png", a[1])).unwrap();
    }
    println!("{} pictures in {:?}", o.len(), t.elapsed());
}
