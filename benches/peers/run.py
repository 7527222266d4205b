#!/usr/bin/env python3
"""The same cue network in drytech, NeXosim, SimPy and NumPy: equal answers first, then nights a second.

`python3 benches/peers/run.py` installs the peers in a scratch folder, compares, times in interleaved rounds on one
core, and writes the table of docs/bench.md. `--quick` takes seconds of measuring, prints the table and writes nothing.
"""
import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

import compare
import peer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DOC = ROOT / "docs" / "bench.md"
BEGIN, END = "<!-- peers:begin -->", "<!-- peers:end -->"
SHEETS = [("plain", 100), ("network", 100), ("plain", 1000), ("network", 1000)]
# With more cores than this busy, somebody else is at work, and the table says so.
QUIET = 0.3
OURS = "drytech"
BRIEF = "drytech, told briefly"
LISTED = "drytech, as a list"


def sh(*command, **more):
    return subprocess.run([str(c) for c in command], check=True, text=True, **more)


def say(*command, **more):
    return sh(*command, stdout=subprocess.PIPE, **more).stdout.strip()


def install(scratch):
    """SimPy and NumPy in a virtual environment, the two Rust programs in release; the peers' commands by name."""
    python = scratch / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(scratch / "venv", with_pip=True)
    sh(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt")
    target = scratch / "cargo"
    sh("cargo", "build", "--release", "--locked", "--manifest-path", HERE / "rust" / "Cargo.toml",
       env={**os.environ, "CARGO_TARGET_DIR": str(target)})
    rust = target / "release"
    return python, {
        OURS: ([rust / "ours"], []),
        BRIEF: ([rust / "ours"], ["brief"]),
        LISTED: ([rust / "ours"], ["listed"]),
        "NeXosim, one model": ([rust / "nexosim"], ["one"]),
        "NeXosim, a model per cue": ([rust / "nexosim"], ["many"]),
        "SimPy, callbacks": ([python, HERE / "simpy_net.py"], ["callbacks"]),
        "SimPy, processes": ([python, HERE / "simpy_net.py"], ["processes"]),
        "NumPy": ([python, HERE / "numpy_net.py"], []),
    }


def runs(name, kind):
    """NumPy and the list have no answer where who is served first differs from night to night."""
    return kind == "plain" or name not in ("NumPy", LISTED)


def generate(scratch, nights):
    for kind, cues in SHEETS:
        sh(sys.executable, HERE / "gen.py", scratch, kind, cues, "--nights", nights)


def compare_all(scratch, peers):
    """Stops at any difference: nothing is timed then, and nothing written."""
    for kind, cues in SHEETS:
        sheet = scratch / f"{kind}-{cues}.json"
        sh(*peers[OURS][0], "check", sheet, 3)
        paths = []
        for name, (command, style) in peers.items():
            if runs(name, kind):
                paths.append(scratch / f"{kind}-{cues}.{len(paths)}.bin")
                sh(*command, "answers", sheet, paths[-1], *style)
        net = peer.Network(sheet)
        differs = compare.difference(net, paths)
        if differs:
            sys.exit(f"{sheet.name}: not equal, so nothing is timed: {differs}")
        print(f"{sheet.name}: {len(paths)} equal to the microsecond, {len(net.nights)} nights", flush=True)


def one_core():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(scratch, peers, rounds, seconds):
    """Nights a second, by (sheet, peer): a list with one figure a round."""
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    rates = {}
    for at in range(rounds):
        for kind, cues in SHEETS:
            for name, (command, style) in peers.items():
                if runs(name, kind):
                    sheet = scratch / f"{kind}-{cues}.json"
                    out = say(*command, "time", sheet, seconds, *style, env=env, preexec_fn=one_core)
                    done, took = out.split()
                    rates.setdefault((kind, cues, name), []).append(int(done) / float(took))
        print(f"round {at + 1} of {rounds}", flush=True)
    return rates


def ratio(value):
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def table(rates, peers):
    """Median and best of the rounds; a ratio is the median of the rounds' own ratios."""
    lines = ["| sheet | in | nights a second, median | best | drytech is so many times as fast | told briefly | as a list |",
             "|---|---|---|---|---|---|---|"]
    for kind, cues in SHEETS:
        ours = [rates.get((kind, cues, name)) for name in (OURS, BRIEF, LISTED)]
        for name in peers:
            sheet = f"{kind}, {cues:,} cues" if name == OURS else ""
            if not runs(name, kind):
                lines.append(f"| {sheet} | {name} | cannot | | | | |")
                continue
            theirs = rates[kind, cues, name]
            times = [ratio(statistics.median(a / b for a, b in zip(rates_of, theirs)))
                     if rates_of and theirs is not rates_of else "" for rates_of in ours]
            lines.append(f"| {sheet} | {name} | {statistics.median(theirs):,.0f} | {max(theirs):,.0f} | {' | '.join(times)} |")
    return lines


def processor():
    for line in say("lscpu").splitlines():
        if line.startswith("Model name:"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def commit():
    changed = say("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no", "--", "src", "Cargo.toml", "Cargo.lock")
    return say("git", "-C", ROOT, "rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def busy_cores():
    """How many cores the machine keeps busy by itself, over three seconds. A load average would count our own builds."""
    def ticks():
        fields = [int(f) for f in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
        return sum(fields), fields[3] + fields[4]
    total, idle = ticks()
    time.sleep(3)
    total, idle = (now - before for now, before in zip(ticks(), (total, idle)))
    return os.cpu_count() * (1 - idle / max(1, total))


def words(python, asked, load, about):
    """What the table was made of."""
    versions = say(python, "-c", "import simpy, numpy; print(f'SimPy {simpy.__version__}, NumPy {numpy.__version__}')")
    nexosim = say("cargo", "tree", "--locked", "--manifest-path", HERE / "rust" / "Cargo.toml", "--depth", "1", "-i",
                  "nexosim", stderr=subprocess.DEVNULL).split()[1].lstrip("v")
    loud = f"**Measured while other builds ran** ({load:.1f} cores were busy before the start): to be measured again." \
        if load > QUIET else f"Nothing else ran ({load:.1f} cores busy before the start)."
    return [
        f"`python3 benches/peers/run.py`, {datetime.date.today()}: {asked.rounds} interleaved rounds of {asked.seconds:g} s"
        f" each, one thread on one core ({processor()}), {asked.nights:,} nights a sheet. {loud}",
        f"drytech {commit()} and NeXosim {nexosim} by {say('rustc', '--version').split(' (')[0]}, both with the same"
        f" profile; Python {platform.python_version()}, {versions}.",
        "", *about, "",
    ]


def write(lines):
    text = DOC.read_text()
    if BEGIN not in text or END not in text:
        sys.exit(f"{DOC}: no place for the table: {BEGIN} and {END} are missing")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    DOC.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + after)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--quick", action="store_true", help="40 nights, two short rounds; writes nothing")
    ask.add_argument("--rounds", type=int, default=7)
    ask.add_argument("--seconds", type=float, default=1.5, help="of each sheet in each peer in each round")
    ask.add_argument("--nights", type=int, default=1000)
    ask.add_argument("--scratch", type=Path, default=None, help="default: peers in the cargo target folder")
    asked = ask.parse_args()
    if asked.quick:
        asked.rounds, asked.seconds, asked.nights = 2, 0.2, 40
    scratch = (asked.scratch or Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "peers").resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    python, peers = install(scratch)
    generate(scratch, asked.nights)
    compare_all(scratch, peers)
    load = busy_cores()
    rates = measure(scratch, peers, asked.rounds, asked.seconds)
    about = [say(*peers[OURS][0], "about", scratch / f"{kind}-{cues}.json", 0) for kind, cues in SHEETS]
    lines = words(python, asked, load, about) + table(rates, peers)
    print("\n".join(lines))
    if not asked.quick:
        write(lines)


if __name__ == "__main__":
    main()
