//! Many nights of the odds: the four answers, the S-curve, what makes it late, the worst nights. The numbers and the words are
//! those of `drytech sweep --html`.

use bevy_egui::egui::{self, Align2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use egui_plot::{HLine, Line, PlotPoint, Points, Text, VLine};

use super::page::{Page, Wishes, font, seconds, signed, still_plot, text, tip};
use super::side::heading;
use crate::report::season::Brief;
use crate::stage::palette::{Status, pencil as ink};
use crate::stage::session::NIGHTS;
use crate::stage::transport::Wish;

/// Height of the S-curve, points.
const TALL: f32 = 132.0;
/// Height of a bar, points.
const BAR: f32 = 5.0;

/// The sheet.
pub(super) fn risk(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    if let Some(problem) = &page.risk.problem {
        heading(ui, "many nights");
        ui.label(text(problem, ink::SMALL, Status::Late.colour()));
        return;
    }
    let Some(told) = page.risk.told.as_deref() else {
        ui.label(text("nights are being drawn from the odds …", ink::SMALL, ink::FAINT));
        return;
    };
    let brief = &told.brief;
    progress(ui, brief.nights, told.whole, &told.from);
    let (mark, colour) =
        if brief.assumed { ("■ ", Status::Fault.colour()) } else { ("✔ ", Status::OnTime.colour()) };
    ui.label(text(format!("{mark}{}", brief.footing), ink::SMALL, colour));
    for (question, answer) in &brief.answers {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.label(text(*question, ink::SMALL, ink::FAINT));
            ui.label(text(answer, ink::SMALL, ink::INK));
        });
    }
    heading(ui, "final curtain no later than …");
    s_curve(ui, brief);
    heading(ui, "what makes it late, on average");
    tornado(ui, brief);
    heading(ui, "the worst nights: open one");
    worst(ui, page, wishes);
    heading(ui, "on the chain of late nights");
    critical(ui, brief);
}

/// How many were run, and of what.
fn progress(ui: &mut Ui, nights: u64, whole: bool, from: &str) {
    let words = if nights < NIGHTS { format!("{nights} of {NIGHTS} nights") } else { format!("{nights} nights") };
    let rest = if whole { "" } else { " …" };
    ui.label(text(format!("{words} · {from}{rest}"), ink::SMALL, ink::FAINT));
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 2.0), Sense::hover());
    if !whole {
        let done = rect.width() * nights as f32 / NIGHTS as f32;
        ui.painter().rect_filled(rect, 0.0, ink::RULE);
        ui.painter().rect_filled(rect.with_max_x(rect.left() + done), 0.0, Status::Now.colour());
    }
}

/// How likely the night is to be no later than so much, with the typical night and a bad one marked.
fn s_curve(ui: &mut Ui, brief: &Brief) {
    let s = |us: i64| us as f64 * 1e-6;
    let (from, to) = (s(brief.edges.0), s(brief.edges.1));
    let margin = (to - from) * 0.03;
    let seen = (from - margin)..=(to + margin);
    let mut curve: Vec<[f64; 2]> = vec![[*seen.start(), 0.0]];
    let mut share = 0.0;
    for (us, upto) in &brief.curve {
        // A step: so many nights are no later than exactly so much.
        curve.extend([[s(*us), share], [s(*us), *upto]]);
        share = *upto;
    }
    curve.push([*seen.end(), share]);
    let marks = brief.marks.clone();
    let plot = still_plot(ui.id().with("s-curve"), TALL);
    let response = plot.show(ui, move |plot| {
        plot.set_plot_bounds_x(seen.clone());
        plot.set_plot_bounds_y(-0.03..=1.06);
        for share in [0.0, 0.5, 1.0] {
            plot.add(HLine::new("", share).color(ink::RULE).width(1.0));
        }
        plot.add(VLine::new("", 0.0).color(Status::Planned.colour()).width(1.0));
        plot.line(Line::new("", curve).color(ink::INK).width(1.8));
        for (name, share, at) in marks {
            let x = s(at.us);
            if !seen.contains(&x) {
                continue;
            }
            let colour = Status::of_slip(at.us).colour();
            plot.line(Line::new("", vec![[x, -0.03], [x, share]]).color(colour).width(1.0));
            plot.add(Points::new("", vec![[x, share]]).radius(3.5).color(colour));
            let words = text(format!(" {name} {} ", signed(at.us)), ink::SMALL, colour);
            let left = x > (seen.start() + seen.end()) * 0.5;
            let anchor = if left { Align2::RIGHT_TOP } else { Align2::LEFT_TOP };
            plot.text(Text::new("", PlotPoint::new(x, share), words).anchor(anchor));
        }
    });
    let rect = response.response.rect;
    let paint = ui.painter_at(rect);
    paint.rect_stroke(rect, 0.0, Stroke::new(0.5, ink::RULE), StrokeKind::Inside);
    // Legible over the line of the plan.
    let galley = paint.layout_no_wrap("100 %".to_owned(), font(ink::SMALL), ink::FAINT);
    let at = rect.left_top() + vec2(3.0, 2.0);
    paint.rect_filled(Rect::from_min_size(at, galley.size()).expand2(vec2(2.0, -1.0)), 2.0, ink::CHIP);
    paint.galley(at, galley, ink::FAINT);
    // What the axis is, below it.
    let (below, _) = ui.allocate_exact_size(vec2(rect.width(), ink::SMALL + 2.0), Sense::hover());
    let x = |us: i64| rect.left() + rect.width() * ((s(us) - from + margin) / (to - from + 2.0 * margin)) as f32;
    let label = |at: f32, align: Align2, words: String| {
        ui.painter().text(pos2(at, below.top()), align, words, font(ink::SMALL), ink::FAINT).expand(4.0)
    };
    let left = label(rect.left(), Align2::LEFT_TOP, signed(brief.edges.0));
    let right = label(rect.right(), Align2::RIGHT_TOP, signed(brief.edges.1));
    if (left.right() + 16.0..right.left() - 16.0).contains(&x(0)) {
        label(x(0), Align2::CENTER_TOP, "plan".to_owned());
    }
}

/// What makes it late, each with its bar and the bar's interval.
fn tornado(ui: &mut Ui, brief: &Brief) {
    if brief.tornado.is_empty() {
        ui.label(text("nothing stands out from luck", ink::SMALL, ink::FAINT));
    }
    let most = brief.tornado.iter().map(|(.., e)| e.to_us).max().unwrap_or(1).max(1) as f32;
    for (what, often, adds) in &brief.tornado {
        let number = format!("{:+.2} s", adds.us as f64 * 1e-6);
        let rect = row(ui, what, &number, &format!("in {often} of nights"));
        let at = |us: i64| rect.left() + rect.width() * (us.max(0) as f32 / most).min(1.0);
        let bar = rect.with_max_x(at(adds.us).max(rect.left() + 1.0));
        ui.painter().rect_filled(bar, 0.0, Status::Late.colour());
        // Of which so much is uncertain.
        let (y, whisker) = (rect.center().y, Stroke::new(1.0, ink::INK));
        ui.painter().hline(at(adds.from_us)..=at(adds.to_us), y, whisker);
        ui.painter().vline(at(adds.to_us), rect.y_range(), whisker);
    }
}

/// Cues that the lateness hangs on.
fn critical(ui: &mut Ui, brief: &Brief) {
    if brief.critical.is_empty() {
        ui.label(text("no cue", ink::SMALL, ink::FAINT));
    }
    let most = brief.critical.iter().map(|(_, c)| c.share).fold(0.0, f64::max).max(1e-9);
    for (cue, chance) in &brief.critical {
        let within = format!("{:.1} to {:.1} % of all nights", 100.0 * chance.from, 100.0 * chance.to);
        let rect = row(ui, cue, &format!("{:.1} %", 100.0 * chance.share), &within);
        let bar = rect.with_max_x(rect.left() + (rect.width() * (chance.share / most) as f32).max(1.0));
        ui.painter().rect_filled(bar, 0.0, Status::VeryLate.colour());
    }
}

/// A line with a number at its right, and the place of a bar below it.
fn row(ui: &mut Ui, words: &str, number: &str, more: &str) -> Rect {
    let number = ui.painter().layout_no_wrap(number.to_owned(), font(ink::SMALL), ink::INK);
    let wide = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(wide, number.size().y + BAR + 1.0), Sense::hover());
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font(ink::SMALL), ink::INK);
    job.wrap = egui::text::TextWrapping::truncate_at_width((wide - number.size().x - 8.0).max(20.0));
    let words = ui.painter().layout_job(job);
    let below = rect.top() + number.size().y;
    ui.painter().galley(rect.min, words, ink::INK);
    ui.painter().galley(pos2(rect.right() - number.size().x, rect.top()), number, ink::INK);
    response.on_hover_text(more);
    Rect::from_min_max(pos2(rect.left(), below), pos2(rect.right(), below + BAR))
}

/// Nights to look into.
fn worst(ui: &mut Ui, page: &Page, wishes: &mut Wishes) {
    let Some(told) = page.risk.told.as_deref() else { return };
    let here = &page.rehearsal.scenario.name;
    for w in &told.worst {
        let on = *here == w.night.name;
        let mut words = if w.seen { format!("{} of wrong picture", seconds(w.us)) } else { signed(w.us) };
        // `Night 9486 of seed 1`: the seed is said above.
        words += &format!(" · {}", w.night.name.split(" of ").next().unwrap_or_default());
        let colour = if on { Status::Now.colour() } else { ink::INK };
        let button = egui::Button::new(text(words, ink::SMALL, colour)).frame(false).truncate();
        let wish = Wish::Night(Some(std::sync::Arc::clone(&w.night)));
        if tip(ui.add(button), "open that night on the stage; the key: the next of these", &wish).clicked() && !on {
            wishes.push(wish);
        }
    }
    if told.worst.iter().any(|w| *here == w.night.name) {
        let back = egui::Button::new(text("‹ as opened", ink::SMALL, ink::FAINT));
        if tip(ui.add(back), "what the file says; the key: after the last of these", &Wish::Night(None)).clicked() {
            wishes.push(Wish::Night(None));
        }
    }
}
