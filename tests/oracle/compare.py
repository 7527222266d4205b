"""python3 compare.py BIN N [--start SEED] [--focus F|all] [--tol US] [--keep DIR] [--only SEED] [--max-print K]

Runs BIN on N generated scenarios and compares its `run --json` with the oracle."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen
import oracle


def diffs(want, got, tol):
    out = []

    def eq(path, w, g):
        if isinstance(w, (int, float)) and isinstance(g, (int, float)) and not isinstance(w, bool):
            if abs(w - g) <= tol:
                return
        elif w == g:
            return
        out.append(f"{path}: oracle {w} rust {g}")

    eq("end_us", want["end_us"], got.get("end_us"))
    ws, gs = want["stuck"], got.get("stuck")
    eq("stuck", ws and ws["beat"], gs and (gs.get("beat") if isinstance(gs, dict) else gs))
    gb = {b["id"]: b for b in got.get("beats", [])}
    for b in want["beats"]:
        o = gb.pop(b["id"], None)
        if o is None:
            out.append(f"beat {b['id']} missing")
            continue
        for side in ("planned", "actual"):
            for k in ("start_us", "end_us"):
                eq(f"beat {b['id']} {side} {k}", b[side][k], (o.get(side) or {}).get(k))
        eq(f"beat {b['id']} slip", b["slip_us"], o.get("slip_us"))
    out.extend(f"beat {k} extra in rust" for k in gb)
    gc = {c["number"]: c for c in got.get("cues", [])}
    cd = []
    for c in want["cues"]:
        o = gc.pop(c["number"], None)
        if o is None:
            out.append(f"cue {c['number']} missing")
            continue
        n = len(out)
        eq(f"cue {c['number']} status", c["status"], o.get("status"))
        for side in ("planned", "actual"):
            for k in ("called_us", "started_us", "done_us"):
                eq(f"cue {c['number']} {side} {k}", c[side][k], (o.get(side) or {}).get(k))
        for k in ("called", "started", "done"):
            eq(f"cue {c['number']} slip {k}", c["slip_us"][k], (o.get("slip_us") or {}).get(k))
        t = min([x for x in list(c["planned"].values()) + list(c["actual"].values()) if x is not None] or [10**15])
        cd += [(t, m) for m in out[n:]]
        del out[n:]
    out += [m for _, m in sorted(cd, key=lambda x: x[0])]        # the earliest first: nearer to the reason
    out.extend(f"cue {k} extra in rust" for k in gc)
    gf = {f["id"]: f for f in got.get("faults", []) if f.get("injected", True)}
    for f in want["faults"]:
        o = gf.pop(f["id"], None)
        if o is None:
            if f["began_us"] is not None:
                out.append(f"fault {f['id']} missing")
            continue
        eq(f"fault {f['id']} {f['what']} began", f["began_us"], o.get("began_us"))
        eq(f"fault {f['id']} {f['what']} ended", f["ended_us"], o.get("ended_us"))
    for k, v in want["totals"].items():
        eq(f"totals {k}", v, got.get("totals", {}).get(k))
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("bin")
    ap.add_argument("n", type=int)
    ap.add_argument("--start", type=int, default=0)
    ap.add_argument("--focus", default=None)
    ap.add_argument("--tol", type=float, default=0)
    ap.add_argument("--keep", default=None)
    ap.add_argument("--only", type=int, default=None)
    ap.add_argument("--max-print", type=int, default=6, help="differing fields printed per failing seed")
    ap.add_argument("--max-fail", type=int, default=0, help="stop after so many failing seeds (0: never)")
    a = ap.parse_args()
    keep = a.keep or tempfile.mkdtemp(prefix="oracle-")
    os.makedirs(keep, exist_ok=True)
    seeds = [a.only] if a.only is not None else range(a.start, a.start + a.n)
    foci = [None] + gen.FOCI if a.focus == "all" else [a.focus]
    bad = refused = broken = ok = 0
    for seed in seeds:
        for focus in foci:
            tag = f"{focus or 'mix'}-{seed}"
            d = os.path.join(keep, tag)
            os.makedirs(d, exist_ok=True)
            show_t, scen_t, show, scen = gen.generate(seed, focus)
            open(os.path.join(d, "show.ron"), "w").write(show_t)
            open(os.path.join(d, "scen.ron"), "w").write(scen_t)
            try:
                want = oracle.simulate(show, scen)
            except Exception:
                broken += 1
                print(f"{tag}: ORACLE BROKE  {d}\n" + traceback.format_exc(limit=-4))
                continue
            p = subprocess.run([a.bin, "run", os.path.join(d, "scen.ron"), "--json"], capture_output=True, text=True, timeout=120)
            if p.returncode not in (0, 1):
                refused += 1
                print(f"{tag}: exit {p.returncode}  {d}\n    " + p.stderr.strip()[:600].replace("\n", "\n    "))
                continue
            try:
                got = json.loads(p.stdout)
            except ValueError:
                refused += 1
                print(f"{tag}: exit {p.returncode}, no JSON  {d}\n    " + (p.stderr.strip() or p.stdout.strip())[:600])
                continue
            df = diffs(want, got, a.tol)
            if df:
                bad += 1
                json.dump(want, open(os.path.join(d, "oracle.json"), "w"), indent=1)
                json.dump(got, open(os.path.join(d, "rust.json"), "w"), indent=1)
                print(f"{tag}: {len(df)} differences  {d}")
                for x in df[:a.max_print]:
                    print("    " + x)
                if a.max_fail and bad >= a.max_fail:
                    print("stopped at --max-fail")
                    print(f"same {ok}  different {bad}  refused {refused}  oracle broke {broken}  in {keep}")
                    sys.exit(1)
            else:
                ok += 1
                if a.only is None:
                    for fn in ("show.ron", "scen.ron", "oracle.json", "rust.json"):
                        fp = os.path.join(d, fn)
                        if os.path.exists(fp):
                            os.remove(fp)
                    os.rmdir(d)
            sys.stdout.flush()
    print(f"same {ok}  different {bad}  refused {refused}  oracle broke {broken}  in {keep}")
    sys.exit(1 if bad or refused or broken else 0)


if __name__ == "__main__":
    main()
