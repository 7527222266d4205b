"""A sweep on a Ray cluster: one task per shard, and `drytech merge` at the end.

    pip install ray
    ray start --head --num-cpus 8                      # and `ray start --address HEAD:6379` on the others
    python examples/cluster/ray_sweep.py cues/bombshell/preview.ron --odds cues/bombshell/odds.ron \
        --nights 1000000 --shards 64 --out out --address auto

A task whose node dies is run again on another. With --shared, where --out is a folder that all nodes see, it goes on from
where it was kept last; without it, each shard comes back to this driver as bytes, and begins anew.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import ray

# A task is run again this often when its node or its worker dies.
RETRIES = 20


class Died(Exception):
    """drytech was killed: another try may do better."""


class Refused(Exception):
    """drytech said what is wrong: another try says the same."""


def die_with_parent():
    """On Linux, whoever kills the worker kills its drytech too."""
    try:
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (AttributeError, OSError):
        pass


@ray.remote(max_retries=RETRIES, retry_exceptions=[Died])
def run_shard(command, number, shards, out, shared):
    """Runs a shard; gives its number, where it ran, what it said, and its file where that is not in a shared folder."""
    folder = out if shared else tempfile.mkdtemp(prefix="drytech-")
    try:
        command = command + ["--shard", f"{number}/{shards}", "--out", folder]
        ran = subprocess.run(command, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        if ran.returncode < 0:
            raise Died(f"shard {number} of {shards} died of signal {-ran.returncode}")
        if ran.returncode > 0:
            raise Refused(ran.stderr)
        files = [] if shared else [(f.name, f.read_bytes()) for f in pathlib.Path(folder).glob("shard-*.jsonl")]
    finally:
        if not shared:
            shutil.rmtree(folder, ignore_errors=True)
    node = ray.get_runtime_context().get_node_id()
    return number, node, ran.stderr.split("\n\nhint:")[0].strip(), files


def arguments():
    of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    of.add_argument("file", help="sheet or scenario, at the same path on every node")
    of.add_argument("--odds", required=True)
    of.add_argument("--compare")
    of.add_argument("--nights", type=int, default=10_000)
    of.add_argument("--seed", type=int, default=1)
    of.add_argument("--strength", default="1")
    of.add_argument("--shards", type=int, default=16, help="more than there are nodes: a lost one costs less")
    of.add_argument("--threads", type=int, default=1, help="of each shard, which takes as many CPUs")
    of.add_argument("--out", required=True, help="folder of the shards")
    of.add_argument("--shared", action="store_true", help="all nodes see --out")
    of.add_argument("--drytech", default="drytech", help="the program, at the same path on every node")
    of.add_argument("--address", help="of the cluster; none starts Ray here")
    of.add_argument("--json", action="store_true", help="tell it as JSON")
    return of.parse_args()


def main():
    args = arguments()
    out = pathlib.Path(args.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    command = [args.drytech, "sweep", args.file, "--odds", args.odds, "--nights", str(args.nights)]
    command += ["--seed", str(args.seed), "--strength", args.strength, "--threads", str(args.threads)]
    if args.compare:
        command += ["--compare", args.compare]

    # Ray tells of dead nodes on standard output, which here is for what merge prints.
    stdout = os.dup(1)
    os.dup2(2, 1)
    # Workers begin in this folder, so that paths mean what they mean here.
    ray.init(address=args.address, log_to_driver=False)
    task = run_shard.options(num_cpus=args.threads)
    left = [task.remote(command, k, args.shards, str(out), args.shared) for k in range(1, args.shards + 1)]
    try:
        while left:
            done, left = ray.wait(left)
            number, node, said, files = ray.get(done[0])
            for name, data in files:
                beside = out / f".{name}"
                beside.write_bytes(data)
                beside.replace(out / name)
            print(f"on {node[:8]}: {said}", file=sys.stderr, flush=True)
    except ray.exceptions.RayTaskError as e:
        # What is done is kept: the same command goes on from there with --shared.
        sys.exit(str(e.cause))
    return subprocess.run([args.drytech, "merge", str(out)] + ["--json"] * args.json, stdout=stdout).returncode


if __name__ == "__main__":
    sys.exit(main())
