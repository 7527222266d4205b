"""Tests ray_sweep.py: two local nodes, one of them killed midway, and at the end the bytes of one big run.

    pip install ray
    cargo build --release --no-default-features
    python examples/cluster/test_ray.py target/release/drytech

In the root of the repository. Once with a folder that both nodes see, once without. Exit code 0: the same bytes.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import ray
from ray.cluster_utils import Cluster

HERE = pathlib.Path(__file__).parent
FILES = ["cues/bombshell/preview.ron", "--odds", "cues/bombshell/odds.ron"]
SHARDS = 6


def begun(out):
    """Nights done and to do of each shard that is there."""
    shards = {}
    for path in sorted(out.glob("shard-*.jsonl")):
        shard = json.loads(path.read_text().split("\n")[0])["shard"]
        shards[shard["number"]] = (shard["done"], shard["to"] - shard["from"])
    return shards


def wait_for(what, so_long_s, child):
    end = time.monotonic() + so_long_s
    while not what():
        assert child.poll() is None, "the driver ended early"
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def killed_midway(drytech, nights, out, shared):
    """What the driver printed, with one of its two nodes killed while both work."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    doomed = cluster.add_node(num_cpus=1)
    try:
        driver = [sys.executable, str(HERE / "ray_sweep.py"), *FILES, "--nights", str(nights)]
        driver += ["--shards", str(SHARDS), "--out", str(out), "--drytech", drytech, "--address", cluster.address, "--json"]
        with open(out.with_suffix(".words"), "w") as words:
            child = subprocess.Popen(driver + ["--shared"] * shared, stdout=subprocess.PIPE, stderr=words, text=True)
        if shared:
            # Both nodes are in the middle of a shard.
            midway = lambda: sum(0 < done < of for done, of in begun(out).values()) >= 2
        else:
            # One shard has come back, and others are on their way.
            midway = lambda: len(begun(out)) >= 1
        wait_for(midway, 300, child)
        print(f"killing a node; shards (done, of): {begun(out)}", flush=True)
        cluster.remove_node(doomed, allow_graceful=False)
        printed, _ = child.communicate(timeout=1200)
        print(out.with_suffix(".words").read_text(), flush=True)
        assert child.returncode == 0, f"the driver ended with {child.returncode}"
        return printed
    finally:
        ray.shutdown()
        cluster.shutdown()


def main():
    drytech = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "drytech").resolve())
    nights = int(sys.argv[2]) if len(sys.argv) > 2 else 120_000
    print(f"Ray {ray.__version__}, Python {sys.version.split()[0]}, {nights} nights in {SHARDS} shards", flush=True)
    one = subprocess.run([drytech, "sweep", *FILES, "--nights", str(nights), "--json"], stdout=subprocess.PIPE, text=True)
    assert one.returncode == 0
    with tempfile.TemporaryDirectory() as folder:
        for shared in (True, False):
            out = pathlib.Path(folder) / ("shared" if shared else "sent")
            printed = killed_midway(drytech, nights, out, shared)
            assert printed == one.stdout, f"other bytes ({'shared' if shared else 'sent'})"
            print(f"{'shared' if shared else 'sent'}: the same {len(printed)} bytes", flush=True)


if __name__ == "__main__":
    main()
