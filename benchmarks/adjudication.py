"""The rule book's speed: one adjudication, import until ready, and a long stream of cases.

    python benchmarks/adjudication.py [--cases 100000]

Three ratios within one run, each against something of the same kind:
  one adjudication by every rule / a JSON round trip of the same visit     goal <= 20, <= 1 ms
  import of bhtrain, rule book ready / import ipywidgets                   goal <= 1, <= 12 MB
  memory after all cases of a stream / memory after a tenth of them        goal about 1
Each answer is verified inside the timed run. Raw samples go to benchmarks/results.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bhtrain import __version__
from bhtrain.grading.adjudicate import claim_of, visit_of
from bhtrain.rules import judge

RESULTS = Path(__file__).parent / "results"
CASE = {
    "id": "case-1",
    "visit": {
        "service_date": "2025-03-04",
        "payer": "medicare",
        "whole_note": True,
        "modality": "in-person",
        "patient.location": "office",
        "patient.present": True,
        "patient.established": True,
        "clinician.credential": "pmhnp",
        "medical_decision": "moderate",
        "office_visit.basis": "decision-making",
        "activities.medical-visit.minutes": 15,
        "activities.psychotherapy.start": "10:15",
        "activities.psychotherapy.stop": "10:57",
        "note.intervention": True,
        "note.response": True,
        "note.progress": True,
        "note.goal_link": True,
        "signature.kind": "electronic",
        "signature.by_rendering_clinician": True,
        "signature.credentials_shown": True,
        "signature.signed_on": "2025-03-04",
        "plan.covers_service_date": True,
        "plan.states": ["type", "amount", "frequency", "duration", "diagnosis", "goals"],
        "diagnoses": ["F33.1", "F41.1"],
    },
    "claim": {
        "lines": [{"code": "99214", "place": "11"}, {"code": "90836", "place": "11"}],
        "diagnoses": ["F33.1", "F41.1"],
    },
}
IMPORTS = {
    "nothing": "pass",
    "ipywidgets": "import ipywidgets",
    "bhtrain": "from bhtrain.rules import load_rulebook\n"
    "from bhtrain.codebook import load_codebook\n"
    "load_rulebook(), load_codebook()",
}
MEASURED = """
import re, time
start = time.perf_counter()
{program}
seconds = time.perf_counter() - start
print(seconds, re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def one_adjudication(rounds: int) -> dict[str, Any]:
    """Judge and round trip by turns; microseconds each."""
    visit, claim = visit_of(CASE["visit"]), claim_of(CASE["claim"])
    text = json.dumps(CASE)
    judged, round_trips = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        findings = judge(visit, claim)
        judged.append((time.perf_counter() - started) * 1e6)
        assert any(finding.rule == "time-psychotherapy-45" for finding in findings)
        assert not any(f.fails for f in findings if f.rule.startswith("time-psychotherapy"))
        started = time.perf_counter()
        again = json.loads(json.dumps(CASE))
        round_trips.append((time.perf_counter() - started) * 1e6)
        assert again == json.loads(text)
    one, other = statistics.median(judged), statistics.median(round_trips)
    return {
        "rules": len(judge(visit, claim)),
        "adjudication_us": one,
        "json_round_trip_us": other,
        "ratio": one / other,
        "samples_us": {"adjudication": judged[:200], "json_round_trip": round_trips[:200]},
    }


def imports(rounds: int) -> dict[str, Any]:
    """Each import in a fresh interpreter, by turns: seconds and peak memory over an empty one."""
    samples: dict[str, list[tuple[float, int]]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, program in IMPORTS.items():
            words = [sys.executable, "-c", MEASURED.format(program=program)]
            said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
            samples[name].append((float(said[0]), int(said[1])))
    seconds = {name: statistics.median(s for s, _ in found) for name, found in samples.items()}
    memory = {name: statistics.median(m for _, m in found) for name, found in samples.items()}
    return {
        "seconds": seconds,
        "ratio": seconds["bhtrain"] / seconds["ipywidgets"],
        "megabytes_over_python": (memory["bhtrain"] - memory["nothing"]) / 1024,
        "samples": samples,
    }


def stream(cases: int) -> dict[str, Any]:
    """Send cases through `bhtrain explain --jsonl --json`; memory of the process as it goes."""
    words = [sys.executable, "-m", "bhtrain.cli", "explain", "--jsonl", "--json"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    memory, started = [], time.perf_counter()
    for number in range(cases):
        year, stop = 2013 + number % 14, 615 + number % 120
        visit = {
            **CASE["visit"],
            "service_date": f"{year}-{1 + number % 12:02}-{1 + number % 28:02}",
            "activities.psychotherapy.stop": f"{stop // 60}:{stop % 60:02}",
        }
        process.stdin.write(json.dumps({**CASE, "id": number, "visit": visit}) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        assert answer["id"] == number
        assert "error" not in answer
        if number % max(1, cases // 20) == 0:
            memory.append(_megabytes(process.pid))
    seconds = time.perf_counter() - started
    process.stdin.close()
    process.wait(timeout=60)
    tenth = memory[max(1, len(memory) // 10)]
    return {
        "cases": cases,
        "cases_a_second": cases / seconds,
        "megabytes": memory,
        "growth": memory[-1] / tenth,
    }


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    """Measure, print, and keep the raw samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2000)
    asked = parser.parse_args()
    found = {
        "bhtrain": __version__,
        "python": platform.python_version(),
        "one_adjudication": one_adjudication(asked.rounds),
        "imports": imports(9),
        "stream": stream(asked.cases),
    }
    name = f"adjudication-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    (RESULTS / name).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    one, ready, flow = found["one_adjudication"], found["imports"], found["stream"]
    print(
        f"one adjudication, {one['rules']} rules: {one['adjudication_us']:.0f} us, "
        f"{one['ratio']:.1f} x a JSON round trip ({one['json_round_trip_us']:.0f} us)\n"
        f"import until ready: {ready['ratio']:.2f} x ipywidgets, "
        f"{ready['megabytes_over_python']:.1f} MB over Python alone\n"
        f"{flow['cases']} cases: {flow['cases_a_second']:.0f} a second, memory after all "
        f"{flow['growth']:.2f} x that after a tenth\nraw: benchmarks/results/{name}"
    )


if __name__ == "__main__":
    main()
