//! `drytech film`: a stretch of the stage as a GIF, an MP4 or a folder of PNGs. Whole, or not there.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use image::RgbaImage;

use super::args::Film;
use super::{exit, moment, stage, write};
use crate::stage::{FilmOptions, GifWriter, StageError, StillOptions};

/// Films a stretch.
pub fn film(args: &Film) -> u8 {
    let (rehearsal, _) = match stage::pictured(&args.file, &args.picture) {
        Ok(both) => both,
        Err(code) => return code,
    };
    let Some(how) = stage::picture(&rehearsal, &args.picture) else { return exit::USAGE };
    let still = StillOptions { size: args.size, ..how };
    let Some(from_us) = moment::or_refuse(&rehearsal, "--from", &args.from) else { return exit::USAGE };
    let to_us = match &args.to {
        None => rehearsal.run.end_us,
        Some(to) => match moment::or_refuse(&rehearsal, "--to", to) {
            Some(to) => to,
            None => return exit::USAGE,
        },
    };
    let options = FilmOptions { still, from_us, to_us, fps: args.fps, speed: args.speed };
    let count = options.instants().len();
    let mut reel = match Reel::open(&args.out, args.size, args.fps) {
        Ok(reel) => reel,
        Err(why) => return refuse(&why),
    };
    let began = Instant::now();
    let shown = io::stderr().is_terminal();
    let (mut done, mut broken) = (0, None);
    let filmed = crate::stage::film(&rehearsal, &options, |picture| {
        if let Err(why) = reel.add(&picture) {
            broken = Some(why);
            return ControlFlow::Break(());
        }
        done += 1;
        if shown {
            progress(done, count, began.elapsed().as_secs_f64());
        }
        ControlFlow::Continue(())
    });
    if shown {
        let _ = write!(anstream::stderr(), "\r\x1b[K");
    }
    if let Some(why) = broken {
        return refuse(&why);
    }
    match filmed {
        Ok(()) => {}
        Err(StageError::Interrupted) => {
            write::complain(&StageError::Interrupted.to_string());
            return exit::INTERRUPTED;
        }
        Err(e) => return refuse(&e.to_string()),
    }
    match reel.finish(&args.out) {
        Ok(bytes) => {
            let size =
                if bytes > 0 { format!(", {:.1} MiB", bytes as f64 / f64::from(1 << 20)) } else { String::new() };
            let seconds = began.elapsed().as_secs_f64();
            write::say(&format!("{}: {count} pictures{size}, in {seconds:.0} s", args.out.display()));
            exit::OK
        }
        Err(why) => refuse(&why),
    }
}

fn refuse(why: &str) -> u8 {
    write::complain(why);
    exit::USAGE
}

fn progress(done: usize, count: usize, seconds: f64) {
    const WIDE: usize = 24;
    let rate = done as f64 / seconds.max(1e-3);
    let left = (count - done) as f64 / rate.max(1e-9);
    let full = done * WIDE / count.max(1);
    let bar = "█".repeat(full) + &"·".repeat(WIDE - full);
    let _ =
        write!(anstream::stderr(), "\r\x1b[K{bar} {done} of {count} pictures, {rate:.1} a second, {left:.0} s left");
}

/// Where pictures go. Until it is finished there is nothing in its place; dropped before, it leaves nothing.
enum Reel {
    Gif(Box<GifWriter>),
    Mp4 { ffmpeg: Ffmpeg, file: tempfile::TempPath },
    Folder { folder: tempfile::TempDir, count: usize },
}

impl Reel {
    fn open(out: &Path, size: (u32, u32), fps: f64) -> Result<Self, String> {
        let cannot = |e: io::Error| format!("cannot write {}: {e}", out.display());
        let parent = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !parent.is_dir() {
            return Err(format!("cannot write {}: there is no folder {}", out.display(), parent.display()));
        }
        let extension = out.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        match extension.as_str() {
            "gif" if fps > 50.0 => Err("--fps: a GIF has at most 50 pictures a second".to_owned()),
            "gif" if !out.is_dir() => Ok(Self::Gif(Box::new(GifWriter::new(size, fps).map_err(cannot)?))),
            "mp4" if !out.is_dir() => {
                let temporary = tempfile::Builder::new().prefix(".drytech").suffix(".mp4").tempfile_in(parent);
                let file = temporary.map_err(cannot)?.into_temp_path();
                Ok(Self::Mp4 { ffmpeg: ffmpeg(&file, size, fps)?, file })
            }
            "" => {
                let taken = || out.read_dir().map(|mut entries| entries.next().is_some());
                if out.exists() && taken().unwrap_or(true) {
                    let hint = "name a folder that is new or empty";
                    return Err(format!(
                        "{} is there already, and is not an empty folder\n\nhint: {hint}",
                        out.display()
                    ));
                }
                let folder = tempfile::Builder::new().prefix(".drytech").tempdir_in(parent).map_err(cannot)?;
                Ok(Self::Folder { folder, count: 0 })
            }
            _ => Err(format!("{}: a film is a .gif, an .mp4, or a folder", out.display())),
        }
    }

    fn add(&mut self, picture: &RgbaImage) -> Result<(), String> {
        match self {
            Self::Gif(gif) => gif.add(picture).map_err(|e| format!("cannot keep the pictures: {e}")),
            Self::Mp4 { ffmpeg, .. } => {
                let pipe = ffmpeg.0.stdin.as_mut();
                let sent =
                    pipe.map_or_else(|| Err(io::ErrorKind::BrokenPipe.into()), |p| p.write_all(picture.as_raw()));
                sent.map_err(|_| format!("ffmpeg gave up{}", said(&mut ffmpeg.0)))
            }
            Self::Folder { folder, count } => {
                *count += 1;
                let png = stage::png(picture).map_err(|e| format!("cannot make a PNG: {e}"))?;
                let path = folder.path().join(format!("{count:05}.png"));
                std::fs::write(&path, png).map_err(|e| format!("cannot write a picture: {e}"))
            }
        }
    }

    /// Puts the film in its place. Its bytes, where it is one file.
    fn finish(self, out: &Path) -> Result<u64, String> {
        let cannot = |e: io::Error| format!("cannot write {}: {e}", out.display());
        match self {
            Self::Gif(gif) => {
                let mut bytes = BufWriter::new(Vec::new());
                gif.finish(&mut bytes).map_err(cannot)?;
                let bytes = bytes.into_inner().map_err(|e| cannot(e.into_error()))?;
                write::file(out, &bytes).map_err(cannot)?;
                Ok(bytes.len() as u64)
            }
            Self::Mp4 { mut ffmpeg, file } => {
                drop(ffmpeg.0.stdin.take());
                if !ffmpeg.0.wait().map_err(cannot)?.success() {
                    return Err(format!("ffmpeg could not make the film{}", said(&mut ffmpeg.0)));
                }
                file.persist(out).map_err(|e| cannot(e.error))?;
                theirs(out, 0o644).map_err(cannot)?;
                Ok(out.metadata().map_err(cannot)?.len())
            }
            Self::Folder { folder, .. } => {
                if out.exists() {
                    std::fs::remove_dir(out).map_err(cannot)?;
                }
                let made: PathBuf = folder.keep();
                std::fs::rename(&made, out).map_err(cannot)?;
                theirs(out, 0o755).map_err(cannot)?;
                Ok(0)
            }
        }
    }
}

/// An ffmpeg that is fed; it does not outlive us.
struct Ffmpeg(Child);

impl Drop for Ffmpeg {
    fn drop(&mut self) {
        // It may be over already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Temporary files are private; what becomes a person's is as theirs usually are.
fn theirs(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    let _ = (path, mode);
    Ok(())
}

fn ffmpeg(file: &Path, (width, height): (u32, u32), fps: f64) -> Result<Ffmpeg, String> {
    let mut command = Command::new("ffmpeg");
    command.args(["-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba"]);
    command.args(["-s", &format!("{width}x{height}"), "-r", &fps.to_string(), "-i", "-"]);
    // Players want yuv420p, which wants even sides.
    command.args([
        "-an",
        "-vf",
        "pad=ceil(iw/2)*2:ceil(ih/2)*2",
        "-c:v",
        "libx264",
        "-crf",
        "18",
        "-pix_fmt",
        "yuv420p",
    ]);
    command.args(["-movflags", "+faststart"]).arg(file);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().map(Ffmpeg).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => {
            "there is no ffmpeg to make an .mp4 with\n\nhint: install ffmpeg, or film to a .gif, \
                                    or to a folder of PNGs"
                .to_owned()
        }
        _ => format!("ffmpeg does not start: {e}"),
    })
}

/// What ffmpeg said last.
fn said(ffmpeg: &mut Child) -> String {
    let _ = ffmpeg.wait();
    let words = ffmpeg.stderr.take().and_then(|e| io::read_to_string(e).ok()).unwrap_or_default();
    words.trim().lines().last().map(|line| format!(": {line}")).unwrap_or_default()
}
