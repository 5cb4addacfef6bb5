#!/usr/bin/env python3
"""Compare the states that a program inferred from packets with what the Linux kernel did.

    score.py TRUTH.json ANALYSIS.jsonl [--capture FILE.pcap]     one recording
    score.py --run 'tcplens-cli analyze --json' DIR              every recording in DIR: NAME.pcap, NAME.server.pcap,
                                                                 NAME.middle.pcap beside NAME.truth.json

ANALYSIS is the JSON-lines output of `tcplens-cli analyze --json`. For each endpoint that the truth knows, the
inferred walk (net of retracted guesses) is held against the kernel's:

  equal     the same states in the same order
  guessed   every *proven* transition is the kernel's; a difference lies in assumed or timed-out ones alone
  WRONG     a proven transition that the kernel did not make, or one that the packets show and the walk lacks

Forgiven, because no packet shows them or because Linux and RFC 9293 name them differently:
  - kernel transitions later than the last packet of the capture plus what it can still cause (timeouts, silent closes),
    and those earlier than its first packet (captures that begin late);
  - CLOSED -> LISTEN at the start of a passive opener; LISTEN where Linux says CLOSE after SYN-RECEIVED;
  - FIN-WAIT-2 for under a millisecond between FIN-WAIT-1 and TIME-WAIT (one segment acknowledged our FIN and carried the peer's).

Exit status 0 if nothing is WRONG. Python 3.8, standard library only.
"""
import argparse
import glob
import json
import os
import shlex
import struct
import subprocess
import sys

RFC = {
    "CLOSE": "CLOSED", "LISTEN": "LISTEN", "SYN_SENT": "SYN-SENT", "SYN_RECV": "SYN-RECEIVED", "NEW_SYN_RECV": "SYN-RECEIVED",
    "ESTABLISHED": "ESTABLISHED", "FIN_WAIT1": "FIN-WAIT-1", "FIN_WAIT2": "FIN-WAIT-2", "CLOSE_WAIT": "CLOSE-WAIT",
    "CLOSING": "CLOSING", "LAST_ACK": "LAST-ACK", "TIME_WAIT": "TIME-WAIT", "?": "?",
}


def capture_span(path):
    """First and last time in a classic little-endian pcap file, in seconds."""
    first = last = None
    with open(path, "rb") as file:
        head = file.read(24)
        magic = struct.unpack("<I", head[:4])[0]
        unit = {0xA1B2C3D4: 1e-6, 0xA1B23C4D: 1e-9}[magic]
        while True:
            record = file.read(16)
            if len(record) < 16:
                break
            seconds, fraction, captured, _ = struct.unpack("<IIII", record)
            file.seek(captured, os.SEEK_CUR)
            last = seconds + fraction * unit
            first = last if first is None else first
    return first, last


def kernel_walk(transitions, span, delay):
    """The kernel's transitions as (state entered, must be seen, time, time of leaving)."""
    walk = []
    start, end = span
    for number, (when, old, new, _source, low, _high) in enumerate(transitions):
        leaves = transitions[number + 1][0] if number + 1 < len(transitions) else float("inf")
        seen = start - 0.005 <= when and low <= end + 2 * delay + 0.05
        if RFC[new] == "FIN-WAIT-2" and leaves - when < 0.001:
            seen = False
        walk.append((RFC[new], seen, when, leaves))
    return walk


def net_walk(transitions):
    """The inferred transitions without the guesses that were taken back: (state entered, certainty, time)."""
    walk = []
    for step in transitions:
        if step["certainty"] == "retracted":
            while walk and walk[-1][1] == "assumed":
                taken_back = walk.pop()
                if taken_back[3] == step["to"]:
                    break
            continue
        walk.append((step["to"], step["certainty"], float(step["t"]), step["from"]))
    return walk


def same(inferred, kernel, previous):
    if kernel == "?":
        return True
    if inferred == kernel:
        return True
    return inferred == "LISTEN" and kernel == "CLOSED" and previous == "SYN-RECEIVED"


def compare(inferred, kernel):
    """(verdict, explanation) for one endpoint."""
    guessed = []
    i = j = 0
    previous = None
    while i < len(inferred) or j < len(kernel):
        if i < len(inferred) and j < len(kernel) and same(inferred[i][0], kernel[j][0], previous):
            previous = inferred[i][0]
            i, j = i + 1, j + 1
        elif i < len(inferred) and i == 0 and inferred[i][0] == "LISTEN" and inferred[i][3] == "CLOSED":
            i += 1
        elif j < len(kernel) and not kernel[j][1]:
            j += 1
        elif i < len(inferred) and inferred[i][1] in ("assumed", "timed-out"):
            guessed.append(inferred[i][0])
            i += 1
        elif i < len(inferred):
            return "WRONG", f"says {inferred[i][0]}, kernel has {kernel[j][0] if j < len(kernel) else 'nothing more'}"
        else:
            return "WRONG", f"lacks {kernel[j][0]}"
    return ("guessed", "guessed " + " ".join(guessed)) if guessed else ("equal", "")


def score(truth, connections, span):
    """A list of (endpoint, verdict, explanation)."""
    delay = truth.get("one_way_delay") or 0.02
    waiting = {}
    for connection in connections:
        key = frozenset((connection["initiator"], connection["responder"]))
        waiting.setdefault(key, []).append(connection)
    rows = []
    for real in sorted(truth["connections"], key=lambda c: c["t"]):
        key = frozenset((real["client"], real["server"]))
        ends = [(real[f"{role}_transitions"], real[role]) for role in ("client", "server") if real.get(f"{role}_transitions")]
        if not waiting.get(key):
            rows += [(name, "WRONG", "connection not found") for _, name in ends]
            continue
        found = waiting[key].pop(0)
        for transitions, name in ends:
            role = "initiator" if found["initiator"] == name else "responder"
            walk = kernel_walk(transitions, span, delay)
            inferred = net_walk(found[f"{role}Transitions"])
            if found.get("midstream"):
                walk = [step for step in walk if step[2] >= span[0]]
            rows.append((name,) + compare(inferred, walk))
    known = {frozenset((c["client"], c["server"])) for c in truth["connections"]}
    for key in known:
        for extra in waiting.get(key, []):
            rows.append((extra["initiator"], "WRONG", "a connection too many"))
    return rows


def read_connections(text):
    lines = (json.loads(line) for line in text.splitlines() if line.strip())
    return [line for line in lines if line.get("type") == "connection"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", help="command to analyse a capture; the file's name is appended")
    parser.add_argument("--capture", help="the capture that ANALYSIS was made from (default: beside the truth)")
    parser.add_argument("-q", "--quiet", action="store_true", help="print WRONG rows and the total only")
    parser.add_argument("paths", nargs="+")
    arguments = parser.parse_args()

    jobs = []
    if arguments.run:
        for folder in arguments.paths:
            for path in sorted(glob.glob(os.path.join(folder, "*.truth.json"))):
                stem = path[: -len(".truth.json")]
                for capture in (stem + ending for ending in (".pcap", ".server.pcap", ".middle.pcap")):
                    if not os.path.exists(capture) or capture_span(capture)[0] is None:
                        continue
                    done = subprocess.run(shlex.split(arguments.run) + [capture], capture_output=True, text=True, timeout=120)
                    jobs.append((path, capture, done.stdout, done.returncode, done.stderr))
    else:
        truth, analysis = arguments.paths
        capture = arguments.capture or truth.replace(".truth.json", ".pcap")
        jobs.append((truth, capture, open(analysis).read(), 0, ""))

    total = {"equal": 0, "guessed": 0, "WRONG": 0}
    for path, capture, text, code, errors in jobs:
        name = os.path.basename(capture)[: -len(".pcap")]
        if code != 0:
            total["WRONG"] += 1
            print(f"{name}: WRONG: exit status {code}: {errors.strip()[:200]}")
            continue
        with open(path) as file:
            truth = json.load(file)
        rows = score(truth, read_connections(text), capture_span(capture))
        for endpoint, verdict, why in rows:
            total[verdict] += 1
            if verdict == "WRONG" or not arguments.quiet:
                print(f"{name}: {endpoint}: {verdict}{': ' + why if why else ''}")
    print(f"endpoints: {total['equal']} equal, {total['guessed']} guessed, {total['WRONG']} WRONG")
    return 1 if total["WRONG"] or not sum(total.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
